import { html, nothing } from 'lit';
import { api, query } from './api.js';
import { changeAlerts, channelsFor, strip, told as toldBy } from './alerts.js';
import './performance.js';
import { bytes, decimal, duration, number, time } from './format.js';
import { Page, ask, chip, empty, perform, say } from './parts.js';
import { componentTable } from './page-components.js';
import { modification } from './objects.js';
import { verifications } from './verification.js';
import { offered } from './page-projects.js';
import { may } from './session.js';
import { t } from './texts.js';

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
    if (['components', 'verification', 'history'].includes(this.tab())) this.refresh();
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
      case 'history':
        return api.get(`/projects/${id}/events?size=200`);
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
    switch (tab) {
      case 'objects':
        return this.objects(project);
      case 'components':
        return extra
          ? html`
              <div class="panel flush">${componentTable(extra.items, () => this.refresh())}</div>
            `
          : nothing;
      case 'verification':
        return extra
          ? html`
              <sluice-verification
                .project=${project}
                .found=${extra}
                @changed=${() => this.refresh()}
              ></sluice-verification>
            `
          : nothing;
      case 'settings':
        return this.settings(project, Array.isArray(extra) ? extra : undefined);
      case 'history':
        return extra ? this.history(extra) : nothing;
      default:
        return this.details(project);
    }
  }

  details(project) {
    return html`
      <div class="panel">
        <h2>${t('project.basic')}</h2>
        <dl class="facts">
          ${this.fact(
            'id',
            html`
              <span class="mono">${project.id}</span>
            `,
          )}
          ${this.fact('type', t(`type.${project.type}`))}
          ${this.fact('sync', project.options.steps.map((step) => t(`step.${step}`)).join(', '))}
          ${this.fact('alert', t(`level.${project.alertLevel}`))} ${this.fact('source', this.endpoint(project.source))}
          ${this.fact('destination', this.endpoint(project.destination))} ${this.fact('by', project.createdBy)}
          ${this.fact('at', time(project.createdAt))} ${this.fact('startAt', time(project.startedAt))}
          ${this.fact('region', project.region)}
        </dl>
      </div>
      ${project.precheck && project.status === 'NOT_STARTED' ? checks(project.precheck) : nothing}
      <h2>${t('project.details')}</h2>
      <div class="grid4 gap">${project.steps.map((step) => this.step(step))}</div>
      ${this.tables(project)}
      ${project.steps.some((one) => one.step === 'INCREMENTAL') ? this.performance(project) : nothing}
    `;
  }

  fact(name, value) {
    return html`
      <div>
        <dt>${t(`project.${name}`)}</dt>
        <dd>${value}</dd>
      </div>
    `;
  }

  endpoint(end) {
    if (!end) return t('common.none');
    const where = end.bootstrapServers ?? `${end.host}:${end.port}/${end.database}`;
    return html`
      <a href="#/sources">${end.name ?? end.id}</a>
      <span class="muted mono">${where}</span>
    `;
  }

  step(step) {
    const facts = [];
    if (step.step === 'FULL' && step.rowsDone != null) {
      facts.push(html`
        <div class="figure">
          ${number(step.rowsDone)}
          <small>${t('project.of', number(step.rowsEstimate))}</small>
        </div>
        <sl-progress-bar
          class=${step.status === 'COMPLETED' ? 'done' : ''}
          value=${step.percent ?? 0}
          aria-label=${t('project.progress')}
        ></sl-progress-bar>
      `);
      const left = step.rowsPerSecond > 0 ? ((step.rowsEstimate - step.rowsDone) / step.rowsPerSecond) * 1000 : 0;
      if (step.status === 'RUNNING' && step.rowsPerSecond)
        facts.push(html`
          <div class="muted small">
            ${t('project.rate', number(step.rowsPerSecond))}, ${t('project.eta', duration(Math.max(0, left)))}
          </div>
        `);
      else
        facts.push(html`
          <div class="muted small">${bytes(step.bytes)}</div>
        `);
    } else if (step.latencyMillis != null) {
      facts.push(html`
        <div class="figure">
          ${duration(step.latencyMillis)}
          <small>${t('project.latency').toLowerCase()}</small>
        </div>
        <div class="muted small">
          ${number(step.rowsDone)} ${t('project.rows')}, ${t('project.rate', decimal(step.rowsPerSecond))}
        </div>
        <div class="muted small">${t('project.current')} ${time(step.current)}</div>
      `);
    } else if (step.report && Object.keys(step.report).length) {
      facts.push(html`
        <div class="figure">
          ${Object.keys(step.report).length}
          <small>${t('project.objects').toLowerCase()}</small>
        </div>
      `);
    }
    return html`
      <section class="step">
        <header>${t(`step.${step.step}`)} ${chip(step.status)}</header>
        ${facts}
        ${step.at
          ? html`
              <div class="muted small">${t('project.since', time(step.at))}</div>
            `
          : nothing}
      </section>
    `;
  }

  tables(project) {
    const full = project.steps.find((one) => one.step === 'FULL')?.tables ?? [];
    const schema = project.steps.find((one) => one.step === 'SCHEMA')?.report ?? {};
    if (!full.length && !Object.keys(schema).length) return nothing;
    const byName = new Map(full.map((one) => [`${one.table.schema}.${one.table.name}`, one]));
    const names = new Set([...byName.keys(), ...Object.keys(schema)]);
    return html`
      <div class="panel flush">
        <table>
          <thead>
            <tr>
              <th>${t('project.table')}</th>
              <th>${t('step.SCHEMA')}</th>
              <th class="number">${t('project.rows')}</th>
              <th>${t('project.progress')}</th>
              <th class="number">${t('project.bytes')}</th>
            </tr>
          </thead>
          <tbody>
            ${[...names].sort().map((name) => {
              const one = byName.get(name);
              return html`
                <tr>
                  <td class="mono wrap">${name}</td>
                  <td class="wrap">${schema[name] ?? t('common.none')}</td>
                  <td class="number">${one ? number(one.rowsDone) : t('common.none')}</td>
                  <td>
                    ${one
                      ? html`
                          <sl-progress-bar
                            class=${one.completed ? 'done' : ''}
                            value=${one.completed
                              ? 100
                              : Math.min(99, (100 * one.rowsDone) / Math.max(1, one.rowsEstimate))}
                            aria-label=${name}
                          ></sl-progress-bar>
                          ${one.rowsPerSecond >= 1
                            ? html`
                                <div class="muted small">
                                  ${t('project.rate', number(one.rowsPerSecond))},
                                  ${t(
                                    'project.eta',
                                    duration((Math.max(0, one.rowsEstimate - one.rowsDone) / one.rowsPerSecond) * 1000),
                                  )}
                                </div>
                              `
                            : nothing}
                        `
                      : nothing}
                  </td>
                  <td class="number">${one ? bytes(one.bytes) : t('common.none')}</td>
                </tr>
              `;
            })}
          </tbody>
        </table>
      </div>
    `;
  }

  /** The period is in the address, so that it can be shared and gone back to. */
  performance(project) {
    const { period, from, to } = this.where.filter;
    const choose = ({ detail }) => (location.hash = `#/projects/${project.id}${query(detail)}`);
    return html`
      <sluice-performance
        .project=${project}
        .fresh=${this.fresh}
        .period=${period}
        .from=${from}
        .to=${to}
        @period=${choose}
      ></sluice-performance>
    `;
  }

  objects(project) {
    return html`
      <sluice-objects .project=${project} @changed=${() => this.refresh()}></sluice-objects>
    `;
  }

  settings(project, channels) {
    const o = project.options;
    const v = o.verification ?? {};
    const times = [v.afterCopy ? t('verification.afterCopy') : '', v.cron ? `${v.cron} ${v.zone ?? 'UTC'}` : '']
      .filter(Boolean)
      .join(', ');
    const shown = {
      ...o,
      verification: times || t('common.none'),
      steps: o.steps.map((step) => t(`step.${step}`)).join(', '),
      rowsPerSecond: o.rowsPerSecond || t('common.none'),
      logRetentionHours: `${o.logRetentionHours} ${t('create.hours')}`,
    };
    return html`
      <div class="head">
        <h2>${t('project.settings')}</h2>
        ${may('OPERATOR')
          ? html`
              <div class="right">
                <sl-button
                  size="small"
                  ?disabled=${!project.actions.includes('change-options')}
                  @click=${() => this.changeOptions(project)}
                >
                  ${t('action.change-options')}
                </sl-button>
              </div>
            `
          : nothing}
      </div>
      <div class="panel">
        <dl class="facts">
          ${Object.entries(shown).map(
            ([name, value]) => html`
              <div>
                <dt>${t(`options.${name}`)}</dt>
                <dd>${String(value)}</dd>
              </div>
            `,
          )}
        </dl>
      </div>
      <div class="head">
        <h2>${t('app.alerts')}</h2>
        ${may('OPERATOR')
          ? html`
              <div class="right">
                <sl-button
                  size="small"
                  data-alerts
                  ?disabled=${!project.actions.includes('change-alerts')}
                  @click=${() => changeAlerts(project, () => this.refresh())}
                >
                  ${t('action.change-alerts')}
                </sl-button>
              </div>
            `
          : nothing}
      </div>
      <div class="panel">
        <dl class="facts">
          ${this.fact('alert', t(`level.${project.alertLevel}`))}${[
            'latencySeconds',
            'interruptionSeconds',
            'repeatMinutes',
          ].map(
            (name) => html`
              <div>
                <dt>${t(`alerts.${name}`)}</dt>
                <dd>${project.alerts?.[name] ?? t('alerts.asInstalled')}</dd>
              </div>
            `,
          )}${may('OPERATOR') ? this.fact('told', toldBy(channels)) : nothing}
        </dl>
      </div>
    `;
  }

  changeOptions(project) {
    const o = project.options;
    const figure = (name, help = '') => ({
      name,
      label: t(`options.${name}`),
      type: 'number',
      min: '0',
      value: String(o[name]),
      help,
      required: true,
    });
    const choice = (name, values) => ({ name, label: t(`options.${name}`), values, value: o[name] });
    const kafka = project.type?.endsWith('KAFKA');
    const v = o.verification ?? {};
    const times = [
      {
        name: 'afterCopy',
        label: t('verification.afterCopy'),
        values: ['false', 'true'],
        value: String(v.afterCopy ?? false),
      },
      { name: 'cron', label: t('verification.cron'), value: v.cron ?? '', help: t('verification.cronHelp') },
      { name: 'zone', label: t('verification.zone'), value: v.zone ?? '', help: t('verification.zoneHelp') },
    ];
    const verification = ({ afterCopy, cron, zone }) => ({
      afterCopy: afterCopy === 'true',
      cron: cron || undefined,
      zone: zone || undefined,
    });
    const fields = [
      ...(kafka ? [] : [choice('conflict', ['OVERWRITE', 'SKIP', 'STOP']), choice('ddl', ['SYNCHRONIZE', 'STOP'])]),
      figure('readConcurrency'),
      figure('rowsPerSecond', t('create.rowLimitHelp')),
      figure('logRetentionHours', t('create.hours')),
    ];
    const typed = (values) =>
      Object.fromEntries(
        fields.map((field) => [field.name, field.values ? values[field.name] : Number(values[field.name])]),
      );
    ask({ title: t('action.change-options'), text: t('project.changeHelp'), fields: [...fields, ...times] }, (values) =>
      api
        .put(`/projects/${project.id}/options`, { ...typed(values), verification: verification(values) })
        .then(() => this.refresh()),
    );
  }

  /** Each event with the one that led to it: why the project is as it is. */
  history(page) {
    const known = new Map(page.items.map((event) => [event.id, event]));
    return html`
      <div class="panel">
        <ul class="chain">
          ${page.items.map((event) => {
            const cause = known.get(event.causationid);
            const bad = /failed|rejected/.test(event.type);
            return html`
              <li class=${bad ? 'bad' : ''}>
                <strong>${plain(event.type)}</strong>
                ${told(event.data)}
                <span class="muted small">${event.subject}, ${time(event.time)}, ${event.actor}</span>
                ${cause
                  ? html`
                      <div class="muted small">${t('project.caused')} ${plain(cause.type)}</div>
                    `
                  : nothing}
                ${event.data?.failure
                  ? html`
                      <div class="wrap">${event.data.failure.code}: ${event.data.failure.detail}</div>
                    `
                  : nothing}
                ${event.data?.reason
                  ? html`
                      <div class="wrap">${event.data.reason}</div>
                    `
                  : nothing}
              </li>
            `;
          })}
        </ul>
      </div>
    `;
  }
}
customElements.define('sluice-project', Project);

/** `io.sluice.project.step-advanced.v1` as `project step advanced`. */
export const plain = (type) =>
  type
    .replace(/^io\.sluice\./, '')
    .replace(/\.v\d+$/, '')
    .replace(/[.-]/g, ' ');

/** Which step an event is about, and how far it is. */
const told = (data) =>
  data?.step
    ? html`
        :
        ${t(`step.${data.step}`)}${data.status
          ? html`
              ${t(`status.${data.status}`).toLowerCase()}
            `
          : nothing}
      `
    : nothing;

/** What the precheck found, worst first. */
export function checks(results) {
  const order = { FAILED: 0, WARNING: 1, PASSED: 2 };
  const sorted = [...results].sort((a, b) => order[a.status] - order[b.status]);
  return html`
    <div class="panel flush">
      <table>
        <thead>
          <tr>
            <th>${t('project.checks')}</th>
            <th>${t('common.status')}</th>
            <th>${t('project.result')}</th>
          </tr>
        </thead>
        <tbody>
          ${sorted.map(
            (check) => html`
              <tr>
                <td class="nowrap">${check.name.replaceAll('-', ' ')}</td>
                <td>${chip(check.status)}</td>
                <td class="wrap">
                  ${check.failure
                    ? html`
                        ${check.failure.detail}
                        <pre class="wrap">${check.remedy}</pre>
                      `
                    : nothing}
                </td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}
