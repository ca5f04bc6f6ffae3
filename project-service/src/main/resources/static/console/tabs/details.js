import { html, nothing } from 'lit';
import { api, query } from '../api.js';
import { bytes, decimal, duration, number, time } from '../format.js';
import { checks } from '../parts/checks.js';
import { fact } from '../parts/facts.js';
import { Part } from '../parts/page.js';
import { chip, refusal } from '../parts/parts.js';
import { t } from '../texts.js';
import '../parts/performance.js';

/** What it is, and how far each step is. */
class Details extends Part {
  static properties = {
    project: { attribute: false },
    fresh: { attribute: false },
    where: { attribute: false },
    counts: { state: true },
    topics: { state: true },
    fault: { state: true },
  };

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => document.hidden || this.count(), 5000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  willUpdate(changed) {
    if (changed.has('project') && changed.get('project')?.id !== this.project.id) {
      this.topics = undefined;
      this.count();
    }
  }

  /** What was written of each table since the writer runs; there is nothing before it does. */
  async count() {
    const writer = this.project.components.find((one) => one.kind !== 'STORE' && !one.id.includes('.'));
    const counts = writer
      ? await api.get(`/components/${writer.id}/tables`).catch(() => ({ items: [] }))
      : { items: [] };
    this.counts = new Map(counts.items.map((one) => [`${one.schema}.${one.name}`, one]));
  }

  /** Looked up where they are, when somebody wants to see them. */
  async look() {
    const found = await api.get(`/projects/${this.project.id}/topics`).catch((e) => ({ fault: e }));
    this.topics = found.items;
    this.fault = found.fault;
  }

  render() {
    const { project } = this;
    return html`
      <div class="panel">
        <h2>${t('project.basic')}</h2>
        <dl class="facts">
          ${fact(
            'id',
            html`
              <span class="mono">${project.id}</span>
            `,
          )}
          ${fact('type', t(`type.${project.type}`))}
          ${fact('sync', project.options.steps.map((step) => t(`step.${step}`)).join(', '))}
          ${fact('alert', t(`level.${project.alertLevel}`))} ${fact('source', this.endpoint(project.source))}
          ${fact('destination', this.endpoint(project.destination))} ${fact('by', project.createdBy)}
          ${fact('at', time(project.createdAt))} ${fact('startAt', time(project.startedAt))}
          ${fact('region', project.region)}
        </dl>
      </div>
      ${project.precheck && project.status === 'NOT_STARTED' ? checks(project.precheck) : nothing}
      <h2>${t('project.details')}</h2>
      <div class="grid4 gap">${project.steps.map((step) => this.step(step))}</div>
      ${this.tables(project)} ${project.type.endsWith('KAFKA') ? this.atKafka() : nothing}
      ${project.steps.some((one) => one.step === 'INCREMENTAL') ? this.performance(project) : nothing}
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
    } else if (step.step === 'SCHEMA' && step.report && Object.keys(step.report).length) {
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
    if (!full.length && !Object.keys(schema).length && !this.counts?.size) return nothing;
    const byName = new Map(full.map((one) => [`${one.table.schema}.${one.table.name}`, one]));
    const counts = this.counts ?? new Map();
    const names = new Set([...byName.keys(), ...counts.keys()]);
    if (!project.type.endsWith('KAFKA')) Object.keys(schema).forEach((name) => names.add(name));
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
              <th class="number">${t('project.inserts')}</th>
              <th class="number">${t('project.updates')}</th>
              <th class="number">${t('project.deletes')}</th>
              <th class="number">${t('project.conflicts')}</th>
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
                  ${['inserts', 'updates', 'deletes', 'conflicts'].map(
                    (kind) => html`
                      <td class="number">${number(counts.get(name)?.[kind])}</td>
                    `,
                  )}
                </tr>
              `;
            })}
          </tbody>
        </table>
      </div>
    `;
  }

  /** The topics of a project to Kafka. */
  atKafka() {
    return html`
      <details class="panel" @toggle=${(e) => e.target.open && this.look()}>
        <summary>${t('project.topics')}</summary>
        ${this.fault ? refusal(this.fault) : nothing}
        ${this.topics
          ? html`
              <table>
                <thead>
                  <tr>
                    <th>${t('project.topic')}</th>
                    <th>${t('project.table')}</th>
                    <th class="number">${t('project.records')}</th>
                    <th>${t('project.partitions')}</th>
                    <th class="number">${t('project.replicas')}</th>
                    <th>${t('project.topicSettings')}</th>
                  </tr>
                </thead>
                <tbody>${this.topics.map((topic) => this.topic(topic))}</tbody>
              </table>
            `
          : nothing}
      </details>
    `;
  }

  topic(one) {
    const offsets = (part) => html`
      <div class="mono small">${part.partition}: ${number(part.beginning)}–${number(part.end)}</div>
    `;
    return html`
      <tr>
        <td class="mono wrap">${one.topic}</td>
        <td class="mono wrap">${one.table.schema}.${one.table.name}</td>
        <td class="number">${one.exists ? number(one.records) : t('project.topicMissing')}</td>
        <td>${one.partitions.map(offsets)}</td>
        <td class="number">${one.exists ? number(one.replicas) : nothing}</td>
        <td class="mono small wrap">
          ${Object.entries(one.settings).map(
            ([name, value]) => html`
              <div>${name}=${value}</div>
            `,
          )}
        </td>
      </tr>
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
}
customElements.define('sluice-details', Details);
