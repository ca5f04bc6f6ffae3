import { html, nothing } from 'lit';
import { api } from '../api.js';
import { instant, local, number, time } from '../format.js';
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

/** The second in which the log begins is offered whole, so it is the log's beginning. */
const later = (at, earliest) => (earliest && local(at) === local(earliest) && at < earliest ? earliest : at);

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
  const body = (dialog) =>
    store?.earliest ? timeLine(dialog, Date.parse(store.earliest), Date.parse(store.current)) : nothing;
  const asked = ({ from, until, tables }) => ({
    replayFrom: from ? later(instant(from), store?.earliest) : undefined,
    replayUntil: instant(until),
    tables: tables.trim() ? tables.trim().split(/\s+/).map(named) : undefined,
  });
  const path = `/components/${one.id}/start`;
  const plan = (values) =>
    values.from
      ? api.post(`${path}?dryRun=true`, asked(values)).then(comesTo)
      : html`
          <p class="muted">${t('components.replayNo')}</p>
        `;
  return ask({ title: t('action.start'), text: t('components.ask.start', one.id), fields, body, plan }, (values) =>
    api.post(path, asked(values)).then(done),
  );
}

/** What the Store has, from its beginning to now, and which part of it is replayed; each end can be drawn. */
function timeLine(dialog, earliest, current) {
  const { from, until } = dialog.values;
  const last = earliest + Math.ceil((current - earliest) / 1000) * 1000;
  const end = (name, label) => html`
    <label>
      ${label}
      <input
        type="range"
        min=${earliest}
        max=${last}
        step="1000"
        aria-valuetext=${dialog.values[name] || t('common.none')}
        .value=${String(dialog.values[name] ? Date.parse(instant(dialog.values[name])) : last)}
        @input=${(e) => dialog.set({ [name]: local(Number(e.target.value)) })}
        @change=${() => dialog.look()}
      />
    </label>
  `;
  const place = (text) => Math.min(1, Math.max(0, (Date.parse(instant(text)) - earliest) / (last - earliest))) * 100;
  const [begins, ends] = [from ? place(from) : 100, until ? place(until) : 100];
  return html`
    <div class="time-line">
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect class="whole" width="100" height="6"></rect>
        <rect class="part" x=${begins} width=${Math.max(0, ends - begins)} height="6"></rect>
      </svg>
      <div class="ends">
        <span>${time(earliest)}</span>
        <span>${time(current)}</span>
      </div>
      ${end('from', t('components.replayFrom'))} ${end('until', t('history.until'))}
    </div>
  `;
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
          <span class="mono">${name}:</span>
          ${number(count)}
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
