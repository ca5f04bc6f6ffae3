import { html, nothing } from 'lit';
import { api } from '../api.js';
import { bytes, duration, time } from '../format.js';
import { t } from '../texts.js';
import { ask } from './ask.js';
import { logs } from './logs.js';
import { chip } from './parts.js';

/** Components with what can be done to each; the time of the oldest change is a Store's alone. */
export function componentTable(items, done) {
  const stores = items.some((one) => one.kind === 'STORE');
  return html`
    <table>
      <thead>
        <tr>
          <th>${t('components.id')}</th>
          <th>${t('components.project')}</th>
          <th>${t('common.status')}</th>
          <th>${t('components.step')}</th>
          ${stores
            ? html`
                <th>${t('components.earliest')}</th>
              `
            : nothing}
          <th>${t(stores ? 'components.currentPull' : 'components.current')}</th>
          <th class="number">${t('components.latency')}</th>
          ${stores
            ? html`
                <th class="number" title=${t('components.retainedHelp')}>${t('components.retained')}</th>
              `
            : nothing}
          <th>${t('components.instance')}</th>
          <th></th>
        </tr>
      </thead>
      <tbody>${items.map((one) => row(one, stores, done))}</tbody>
    </table>
  `;
}

function row(one, stores, done) {
  return html`
    <tr>
      <td class="nowrap">
        <span class="mono">${one.id}</span>
        <div class="muted small">${t(`kind.${one.kind}`)}</div>
        ${one.kind === 'STORE'
          ? nothing
          : html`
              <div class="muted small">
                ${t('components.store')}
                <span class="mono">${one.storeId}</span>
              </div>
            `}
      </td>
      <td class="wrap"><a href="#/projects/${one.project}">${one.projectName}</a></td>
      <td>
        ${chip(one.stalled ? 'STALLED' : one.status)}${one.stalled
          ? html`
              <div class="small wrap">${one.stalled}</div>
            `
          : nothing}${one.status === 'RETRYING'
          ? html`
              <div class="small muted">${t('components.since', time(one.updatedAt))}</div>
            `
          : nothing}
        ${!one.stalled && one.telemetry?.waitsFor && ['RUNNING', 'RETRYING'].includes(one.status)
          ? html`
              <div class="small wrap">${t('components.waitsFor', one.telemetry.waitsFor)}</div>
            `
          : nothing}
        ${one.failure
          ? html`
              <div class="small wrap" title=${one.remedy ?? ''}>${one.failure.code}: ${one.failure.detail}</div>
            `
          : nothing}
      </td>
      <td>${one.step ? t(`step.${one.step}`) : t('common.none')}</td>
      ${stores
        ? html`
            <td class="nowrap">${time(one.earliest)}</td>
          `
        : nothing}
      <td class="nowrap">${time(one.current)}</td>
      <td class="number">${duration(one.latencyMillis)}</td>
      ${stores
        ? html`
            <td class="number">${bytes(one.retainedBytes)}</td>
          `
        : nothing}
      <td class="small nowrap">
        ${one.instance ?? t('common.none')}
        <div class="muted">${one.region}</div>
      </td>
      <td>
        <div class="actions">
          ${one.actions.includes('start')
            ? html`
                <sl-button size="small" @click=${() => start(one, done)}>
                  ${t(one.status === 'RETRYING' ? 'components.retryNow' : 'action.start')}
                </sl-button>
              `
            : nothing}
          ${one.actions.includes('pause')
            ? html`
                <sl-button size="small" @click=${() => pause(one, done)}>${t('action.pause')}</sl-button>
              `
            : nothing}
          <sl-dropdown hoist placement="bottom-end">
            <sl-button slot="trigger" size="small" caret aria-label=${t('common.more')}></sl-button>
            <sl-menu @sl-select=${(e) => (e.detail.item.value === 'logs' ? logs(one) : destroy(one, done))}>
              <sl-menu-item value="logs">${t('components.logs')}</sl-menu-item>
              <sl-menu-item value="destroy" ?disabled=${!one.actions.includes('destroy')}>
                ${t('action.destroy')}
              </sl-menu-item>
            </sl-menu>
          </sl-dropdown>
        </div>
      </td>
    </tr>
  `;
}

const pause = (one, done) =>
  ask({ title: t('action.pause'), text: t('components.ask.pause', one.id) }, () =>
    api.post(`/components/${one.id}/pause`, {}).then(done),
  );

const destroy = (one, done) =>
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
async function start(one, done) {
  if (one.kind === 'STORE')
    return ask({ title: t('action.start'), text: t('components.ask.start', one.id) }, () =>
      api.post(`/components/${one.id}/start`, {}).then(done),
    );
  const store = await api.get(`/components/${one.storeId}`).catch(() => undefined);
  const range = store?.earliest
    ? t('components.replayRange', time(store.earliest), time(store.current))
    : t('components.replayNone');
  const field = {
    name: 'from',
    type: 'datetime-local',
    label: `${t('components.replay')}: ${t('components.replayFrom')}`,
    help: range,
  };
  if (store?.earliest) Object.assign(field, { min: local(store.earliest), max: local(store.current) });
  return ask({ title: t('action.start'), text: t('components.ask.start', one.id), fields: [field] }, ({ from }) => {
    if (!from) return api.post(`/components/${one.id}/start`, {}).then(done);
    const at = new Date(from);
    if (store?.earliest && (at < new Date(store.earliest) - 1000 || at > new Date(store.current)))
      throw new Error(`${t('components.replayOutside')} ${range}`);
    return api.post(`/components/${one.id}/start`, { replayFrom: at.toISOString() }).then(done);
  });
}
