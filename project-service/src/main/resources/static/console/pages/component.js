import { html, nothing } from 'lit';
import { api } from '../api.js';
import { bytes, duration, time } from '../format.js';
import { destroy, pause, start, update } from '../parts/component-actions.js';
import { reasons } from '../parts/events.js';
import { Page } from '../parts/page.js';
import { chip } from '../parts/parts.js';
import '../parts/logs.js';
import { may } from '../session.js';
import { t } from '../texts.js';

/** One component: how it does, why, what it is configured with, and its log. */
class Component extends Page {
  async read() {
    const path = `/components/${this.where.id}`;
    const [component, why] = await Promise.all([api.get(path), api.get(`${path}/why`).catch(() => undefined)]);
    return { component, why };
  }

  show({ component, why }) {
    const one = component;
    const done = () => this.refresh();
    const button = (action, act, word = `action.${action}`) =>
      one.actions.includes(action)
        ? html`
            <sl-button size="small" @click=${() => act(one, done)}>${t(word)}</sl-button>
          `
        : nothing;
    return html`
      <div class="head">
        <a href="#/components?kind=${one.kind}">← ${t('app.components')}</a>
        <h1 class="mono">${one.id}</h1>
        ${chip(one.stalled ? 'STALLED' : one.status)}
        <div class="right">
          ${button('start', start, one.status === 'RETRYING' ? 'components.retryNow' : 'action.start')}
          ${button('pause', pause)} ${button('update', update)}
          ${may('ADMIN')
            ? html`
                <sl-button
                  size="small"
                  ?disabled=${!one.actions.includes('destroy')}
                  @click=${() => destroy(one, done)}
                >
                  ${t('action.destroy')}
                </sl-button>
              `
            : nothing}
        </div>
      </div>
      ${this.stop(one)}
      <div class="panel">
        <dl class="facts">
          ${this.one('kind', t(`kind.${one.kind}`))}
          ${this.one(
            'project',
            html`
              <a href="#/projects/${one.project}">${one.projectName}</a>
            `,
          )}
          ${one.kind === 'STORE'
            ? nothing
            : this.one(
                'store',
                html`
                  <a class="mono" href="#/components/${one.storeId}">${one.storeId}</a>
                `,
              )}
          ${this.one(
            'step',
            one.step ? `${t(`step.${one.step}`)}, ${t(`status.${one.stepStatus}`)}` : t('common.none'),
          )}
          ${one.kind === 'STORE' ? this.one('earliest', time(one.earliest)) : nothing}
          ${this.one(one.kind === 'STORE' ? 'currentPull' : 'current', time(one.current))}
          ${this.one('latency', duration(one.latencyMillis))}
          ${one.kind === 'STORE' ? this.one('retained', bytes(one.retainedBytes)) : nothing}
          ${this.one('region', one.region)} ${this.one('instance', one.instance ?? t('common.none'))}
          ${this.one('address', one.telemetry?.address ?? t('common.none'))} ${this.one('created', time(one.createdAt))}
          ${this.one('updated', time(one.updatedAt))}
        </dl>
      </div>
      ${why
        ? html`
            <div class="panel" data-why>
              <h2>${t('history.why', t(`status.${why.status}`))}</h2>
              ${reasons(why.chain)}
            </div>
          `
        : nothing}
      <h2>${t('components.log')}</h2>
      <sluice-logs .component=${one.id}></sluice-logs>
    `;
  }

  one(name, value) {
    return html`
      <div>
        <dt>${t(`components.${name}`)}</dt>
        <dd>${value}</dd>
      </div>
    `;
  }

  stop(one) {
    if (one.failure)
      return html`
        <div class="callout ${one.status === 'FAILED' ? '' : 'warn'}" role="alert">
          <h2>${one.text}</h2>
          <p class="wrap">${one.failure.detail}</p>
          <p>
            <strong>${t('common.remedy')}:</strong>
            ${one.remedy}
          </p>
          <p class="small mono">${one.failure.code}</p>
        </div>
      `;
    if (one.stalled)
      return html`
        <div class="callout warn" role="status">
          <h2>${t('project.stalled')}</h2>
          <p>${one.stalled}</p>
        </div>
      `;
    return nothing;
  }
}
customElements.define('sluice-component', Component);
