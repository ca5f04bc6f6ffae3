import { html, nothing } from 'lit';
import { bytes, duration, time } from '../format.js';
import { t } from '../texts.js';
import { destroy, pause, start, update } from './component-actions.js';
import { chip } from './parts.js';

/** What is done more seldom. */
const MORE = { logs: (one) => (location.hash = `#/components/${one.id}`), update, destroy };

/**
 * Components with what can be done to each; the time of the oldest change is a Store's alone. Without `project` they are
 * those of one project, which is not said again.
 */
export function componentTable(items, done, project = true) {
  const stores = items.some((one) => one.kind === 'STORE');
  return html`
    <table>
      <thead>
        <tr>
          <th>${t('components.id')}</th>
          ${project
            ? html`
                <th>${t('components.project')}</th>
              `
            : nothing}
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
      <tbody>${items.map((one) => row(one, stores, done, project))}</tbody>
    </table>
  `;
}

function row(one, stores, done, project) {
  return html`
    <tr>
      <td class="nowrap">
        <a class="mono" href="#/components/${one.id}">${one.id}</a>
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
      ${project
        ? html`
            <td class="wrap"><a href="#/projects/${one.project}">${one.projectName}</a></td>
          `
        : nothing}
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
            <td>${time(one.earliest)}</td>
          `
        : nothing}
      <td>${time(one.current)}</td>
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
            <sl-button slot="trigger" size="small" caret><span class="hidden">${t('common.more')}</span></sl-button>
            <sl-menu @sl-select=${(e) => MORE[e.detail.item.value](one, done)}>
              <sl-menu-item value="logs">${t('components.logs')}</sl-menu-item>
              <sl-menu-item value="update" ?disabled=${!one.actions.includes('update')}>
                ${t('action.update')}
              </sl-menu-item>
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
