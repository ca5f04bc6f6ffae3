import { api } from '../api.js';
import { t } from '../texts.js';
import { ask } from './ask.js';
import { say } from './parts.js';

const OFFERED = ['start', 'resume', 'pause', 'precheck', 'resynchronize', 'complete', 'release', 'delete', 'change'];

/** What of a project's actions a list offers, the most likely first. */
export const offered = (project) => OFFERED.filter((action) => project.actions.includes(action));

const FREE = new Set(['precheck']);

/** Does what a project allows, after asking; `done` is called with what the API answered. */
export function perform(action, project, done = () => {}) {
  const path = `/projects/${project.id}`;
  const title = t(`action.${action}`);
  const after = (text) => (answer) => {
    say(text);
    done(answer);
  };
  const finished = after(`${project.name}: ${title}`);
  const retention = project.options ? `${project.options.logRetentionHours} h` : t('options.logRetentionHours');
  if (FREE.has(action)) return api.post(`${path}/${action}`, {}).then(finished, (e) => say(e.message, 'danger'));
  const question = { title, text: t(`ask.${action}`, project.name, retention) };
  switch (action) {
    case 'resynchronize':
      return import('../tabs/objects.js').then(({ askAgain }) => askAgain(project, [], finished));
    case 'release':
      return ask({ ...question, danger: true, confirmation: 'delete' }, () =>
        api.post(`${path}/release`, { confirmation: 'delete' }).then(finished),
      );
    case 'delete':
      return ask({ ...question, danger: true }, () => api.delete(path).then(finished));
    case 'change':
      return ask(
        {
          title,
          text: '',
          fields: [
            { name: 'name', label: t('common.name'), value: project.name, required: true },
            { name: 'tags', label: t('projects.tags'), value: project.tags.join(', '), help: t('create.tagsHelp') },
          ],
        },
        ({ name, tags }) =>
          api
            .patch(path, {
              name,
              tags: tags
                .split(',')
                .map((one) => one.trim())
                .filter(Boolean),
            })
            .then(finished),
      );
    case 'pause':
      return ask({ ...question, fields: [{ name: 'reason', label: t('ask.reason') }] }, ({ reason }) =>
        api.post(`${path}/pause`, reason ? { reason } : {}).then(finished),
      );
    default:
      return ask({ ...question, danger: action === 'complete' }, () => api.post(`${path}/${action}`).then(finished));
  }
}
