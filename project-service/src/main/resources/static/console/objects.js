import { html } from 'lit';
import { api } from './api.js';
import { say } from './parts.js';
import { t } from './texts.js';

const full = (name) => `${name.schema}.${name.name}`;

/** The tables of a project and where they go. */
export const objectsTable = (tables) => html`<table>
  <thead><tr><th>${t('project.table')}</th><th>${t('project.target')}</th><th>${t('project.columns')}</th><th>${t('project.filter')}</th></tr></thead>
  <tbody>${tables.map((one) => html`<tr><td class="mono wrap">${full(one.source)}</td><td class="mono wrap">${full(one.target)}</td>
    <td class="wrap">${one.columns ? one.columns.join(', ') : t('project.allColumns')}</td><td class="mono wrap">${one.filter ?? t('common.none')}</td></tr>`)}</tbody></table>`;

/** Changes the objects as a text, one table a line; columns and filters of tables that stay are kept. */
export function editObjects(project, done) {
  const dialog = Object.assign(document.createElement('sl-dialog'), { label: t('project.edit') });
  const before = new Map(project.tables.map((one) => [full(one.source), one]));
  const area = Object.assign(document.createElement('sl-textarea'), {
    rows: 14,
    helpText: t('project.editHelp'),
    value: project.tables.map((one) => (full(one.source) === full(one.target) ? full(one.source) : `${full(one.source)} -> ${full(one.target)}`)).join('\n'),
  });
  const problem = document.createElement('p');
  problem.setAttribute('role', 'alert');
  const save = Object.assign(document.createElement('sl-button'), { slot: 'footer', variant: 'primary', textContent: t('project.save') });
  save.addEventListener('click', async () => {
    save.loading = true;
    try {
      await api.put(`/projects/${project.id}/objects`, { tables: parsed(area.value, before) });
      say(`${project.name}: ${t('project.edit')}`);
      dialog.hide();
      done();
    } catch (e) {
      problem.textContent = [e.message, e.remedy].filter(Boolean).join(' ');
    } finally {
      save.loading = false;
    }
  });
  dialog.append(area, problem, save);
  document.body.append(dialog);
  dialog.addEventListener('sl-after-hide', (e) => e.target === dialog && dialog.remove());
  dialog.updateComplete.then(() => dialog.show());
}

function parsed(text, before) {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.flatMap((line, i) => {
    if (!line) return [];
    const match = /^([^.\s]+)\.(\S+)(?:\s*->\s*([^.\s]+)\.(\S+))?$/.exec(line);
    if (!match) throw new Error(`${i + 1}: ${line}`);
    const [, schema, name, toSchema, toName] = match;
    const kept = before.get(`${schema}.${name}`);
    return [{ schema, name, target: toName ? { schema: toSchema, name: toName } : undefined, columns: kept?.columns, filter: kept?.filter }];
  });
}
