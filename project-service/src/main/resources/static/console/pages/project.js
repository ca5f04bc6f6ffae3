import { html, nothing } from 'lit';
import { api, query } from '../api.js';
import { duration, time } from '../format.js';
import { offered, perform } from '../parts/actions.js';
import { channelsFor, strip } from '../parts/alerts.js';
import { componentTable } from '../parts/component-table.js';
import { Page } from '../parts/page.js';
import { chip, say } from '../parts/parts.js';
import { modification } from '../tabs/objects.js';
import { verifications } from '../tabs/verification.js';
import { t } from '../texts.js';
import '../tabs/details.js';
import '../tabs/history.js';
import '../tabs/settings.js';

const TABS = ['details', 'objects', 'verification', 'components', 'settings', 'history'];

class Project extends Page {
  static properties = { standing: { state: true }, fresh: { state: true } };

  async read() {
    const id = this.where.id;
    const tab = this.tab();
    const asked = api.get(`/projects/${id}`);
    const [project, extra] = await Promise.all([asked, this.extra(tab, id, asked)]);
    return { project, extra, tab };
  }

  stream() {
    return `/projects/${this.where.id}/live`;
  }

  /** Fields of the project that are different; null for those that are gone. */
  heard(message) {
    if (message.standing) this.standing = message.standing;
    if (message.figures || message.marks) this.fresh = { figures: message.figures, marks: message.marks };
    if (!message.project || !this.data || this.data.project.id !== this.where.id) return;
    const project = Object.fromEntries(
      Object.entries({ ...this.data.project, ...message.project }).filter(([, value]) => value !== null),
    );
    this.data = { ...this.data, project };
    // What else the tab shows changes when the project does.
    if (['components', 'verification'].includes(this.tab())) this.refresh();
  }

  /** A tab that is opened by its address is marked as one that is clicked. */
  updated(changed) {
    super.updated(changed);
    if (changed.has('where') && changed.get('where')) this.querySelector('sl-tab-group')?.show(this.tab());
  }

  tab() {
    return TABS.includes(this.where.filter.tab) ? this.where.filter.tab : 'details';
  }

  async extra(tab, id, asked) {
    switch (tab) {
      case 'settings':
        return channelsFor(await asked);
      case 'components':
        return api.get(`/components${query({ keyword: id })}`);
      case 'verification':
        return verifications(id, this.where.filter.number);
      default:
        return undefined;
    }
  }

  show({ project, extra, tab }) {
    const done = () => this.refresh();
    const [first, ...others] = offered(project);
    return html`
      <div class="head">
        <a href="#/projects">← ${t('app.projects')}</a>
        <h1>${project.name}</h1>
        ${chip(project.status)}
        ${project.tags.map(
          (tag) => html`
            <span class="tag">${tag}</span>
          `,
        )}
        <div class="right">
          ${first
            ? html`
                <sl-button size="small" variant="primary" @click=${() => perform(first, project, done)}>
                  ${t(`action.${first}`)}
                </sl-button>
              `
            : nothing}
          ${others.map(
            (action) => html`
              <sl-button
                size="small"
                @click=${() =>
                  perform(action, project, action === 'delete' ? () => (location.hash = '#/projects') : done)}
              >
                ${t(`action.${action}`)}
              </sl-button>
            `,
          )}
        </div>
      </div>
      ${strip(this.standing ?? [], done)} ${this.stop(project)}
      ${modification(project, (text) => {
        say(`${project.name}: ${text}`);
        this.refresh();
      })}
      <sl-tab-group
        no-scroll-controls
        @sl-tab-show=${(e) =>
          e.detail.name !== this.tab() && (location.hash = `#/projects/${project.id}${query({ tab: e.detail.name })}`)}
      >
        ${TABS.map(
          (name) => html`
            <sl-tab slot="nav" panel=${name} ?active=${name === tab}>${t(`project.${name}`)}</sl-tab>
          `,
        )}
      </sl-tab-group>
      ${this.panel(tab, project, extra)}
    `;
  }

  /** Why nothing moves, if nothing does, and what to do about it. */
  stop(project) {
    const retrying = project.components.filter((part) => part.status === 'RETRYING');
    if (retrying.length && project.status !== 'FAILED') {
      return html`
        <div class="callout warn" role="status">
          <h2>${t('project.retrying')}</h2>
          ${retrying.map(
            (part) => html`
              <p>
                <span class="mono">${part.id}</span>
                ${t('components.since', time(part.since))}:
                ${part.waitsFor ?? `${part.failure?.code}: ${part.failure?.detail}`}
              </p>
            `,
          )}
        </div>
      `;
    }
    const stalled = project.components.filter((part) => part.stalled);
    if (stalled.length && project.status !== 'FAILED') {
      return html`
        <div class="callout warn" role="status">
          <h2>${t('project.stalled')}</h2>
          ${stalled.map(
            (part) => html`
              <p>${part.stalled}</p>
            `,
          )}
        </div>
      `;
    }
    const left = project.recoverableUntil ? new Date(project.recoverableUntil) - Date.now() : undefined;
    const until =
      left === undefined
        ? nothing
        : html`
            <p>
              ${left > 0
                ? t('project.recoverable', time(project.recoverableUntil), duration(left))
                : t('project.expired')}
            </p>
          `;
    if (project.failure) {
      const f = project.failure;
      return html`
        <div class="callout" role="alert">
          <h2>${t('project.failure', f.text)}</h2>
          ${f.step
            ? html`
                <p>${t('project.where')}: ${t(`step.${f.step}`)}</p>
              `
            : nothing}
          <p class="wrap">${f.detail}</p>
          <p><strong>${t('common.remedy')}:</strong></p>
          <pre>${f.remedy}</pre>
          <p class="small mono">${f.code}</p>
          ${until}
        </div>
      `;
    }
    if (project.status === 'PAUSED') {
      return html`
        <div class="callout warn" role="status">
          <h2>${t('project.paused', project.pauseReason ?? t('common.none'))}</h2>
          ${until}
        </div>
      `;
    }
    return nothing;
  }

  panel(tab, project, extra) {
    const done = () => this.refresh();
    switch (tab) {
      case 'objects':
        return html`
          <sluice-objects .project=${project} @changed=${done}></sluice-objects>
        `;
      case 'components':
        return extra
          ? html`
              <div class="panel flush">${componentTable(extra.items, done, false)}</div>
            `
          : nothing;
      case 'verification':
        return extra
          ? html`
              <sluice-verification .project=${project} .found=${extra} @changed=${done}></sluice-verification>
            `
          : nothing;
      case 'settings':
        return html`
          <sluice-settings
            .project=${project}
            .channels=${Array.isArray(extra) ? extra : undefined}
            @changed=${done}
          ></sluice-settings>
        `;
      case 'history':
        return html`
          <sluice-history .project=${project} .where=${this.where}></sluice-history>
        `;
      default:
        return html`
          <sluice-details .project=${project} .fresh=${this.fresh} .where=${this.where}></sluice-details>
        `;
    }
  }
}
customElements.define('sluice-project', Project);
