import { html } from 'lit';
import { api } from '../api.js';
import { number, time } from '../format.js';
import { t } from '../texts.js';
import { ask } from './ask.js';

/** What is done with one component, after asking. */
export const pause = (one, done) =>
  ask({ title: t('action.pause'), text: t('components.ask.pause', one.id) }, () =>
    api.post(`/components/${one.id}/pause`, {}).then(done),
  );

export const destroy = (one, done) =>
  ask(
    { title: t('action.destroy'), text: t('components.ask.destroy', one.id), danger: true, confirmation: 'delete' },
    () => api.delete(`/components/${one.id}?confirmation=delete`).then(done),
  );

/** A time as the browser's own field wants it, in the reader's zone. */
const local = (iso) => {
  const at = new Date(iso);
  return new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
};

/** A writer or Connector may be started from a time that its Store still has. */
export async function start(one, done) {
  if (one.kind === 'STORE')
    return ask({ title: t('action.start'), text: t('components.ask.start', one.id) }, () =>
      api.post(`/components/${one.id}/start`, {}).then(done),
    );
  const store = await api.get(`/components/${one.storeId}`).catch(() => undefined);
  const range = store?.earliest
    ? t('components.replayRange', time(store.earliest), time(store.current))
    : t('components.replayNone');
  const limits = store?.earliest ? { min: local(store.earliest), max: local(store.current) } : {};
  const moment = (name, label, help) => ({ name, type: 'datetime-local', label, help, ...limits });
  const fields = [
    moment('from', `${t('components.replay')}: ${t('components.replayFrom')}`, range),
    moment('until', t('components.replayUntil'), t('components.replayUntilHelp')),
    { name: 'tables', label: t('verification.tables'), help: t('verification.tablesHelp') },
  ];
  const asked = ({ from, until, tables }) => ({
    replayFrom: from ? new Date(from).toISOString() : undefined,
    replayUntil: until ? new Date(until).toISOString() : undefined,
    tables: tables.trim() ? tables.trim().split(/\s+/).map(named) : undefined,
  });
  const path = `/components/${one.id}/start`;
  const plan = (values) =>
    values.from
      ? api.post(`${path}?dryRun=true`, asked(values)).then(comesTo)
      : html`
          <p class="muted">${t('components.replayNo')}</p>
        `;
  return ask({ title: t('action.start'), text: t('components.ask.start', one.id), fields, plan }, (values) =>
    api.post(path, asked(values)).then(done),
  );
}

/** `shop.order` as the API names a table. */
const named = (text) => {
  const [schema, name] = text.split(/\.(.*)/s);
  return { schema, name };
};

/** How many changes a replay writes again, and of which tables. */
const comesTo = ({ changes, tables, complete }) => html`
  <p><strong>${t(complete ? 'components.replayChanges' : 'components.replayAtLeast', number(changes))}</strong></p>
  <ul>
    ${Object.entries(tables).map(
      ([name, count]) => html`
        <li>
          <span class="mono">${name}</span>
          : ${number(count)}
        </li>
      `,
    )}
  </ul>
`;

/** Has it work in another way, until its project's options change. */
export function update(one, done) {
  const figure = (name, help) => ({ name, label: t(`options.${name}`), type: 'number', min: '0', help });
  const choice = (name, values) => ({ name, label: t(`options.${name}`), values, words: `choice.${name}` });
  const fields =
    one.kind === 'STORE'
      ? [figure('logRetentionHours', t('create.hours'))]
      : [
          ...(one.kind === 'WRITER'
            ? [choice('conflict', ['OVERWRITE', 'SKIP', 'STOP']), choice('ddl', ['SYNCHRONIZE', 'STOP'])]
            : []),
          figure('readConcurrency', ''),
          figure('rowsPerSecond', t('create.rowLimitHelp')),
        ];
  return ask({ title: t('action.update'), text: t('components.ask.update', one.id), fields }, (values) => {
    const given = Object.entries(values).filter(([, value]) => value !== '');
    const typed = given.map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value]);
    return api.put(`/components/${one.id}/options`, Object.fromEntries(typed)).then(done);
  });
}
