import { LitElement, html, nothing } from 'lit';
import { api, query } from '../api.js';
import { bytes, decimal, duration, instant, local } from '../format.js';
import { t } from '../texts.js';
import { empty, refusal } from './parts.js';
import './chart.js';

const PERIODS = { '10m': 600, '1h': 3600, '6h': 21_600, '1d': 86_400, '7d': 604_800, '30d': 2_592_000 };

/**
 * Where its figures came is said by what has happened; what is no pause, no alert and no restart would only be in the way.
 */
const SHOWN = [
  /project\.(paused|resumed|failed|completed|modification-started|resynchronization-started|options-changed)/,
  /component\.(started|restart-scheduled|replay-started)/,
  /alert\.(raised|escalated)/,
];

const short = (type) =>
  type
    .replace(/^io\.sluice\./, '')
    .replace(/\.v\d+$/, '')
    .replace(/[.-]/g, ' ');

/** A project's figures over a period, live while that ends now. `fresh` is what has come since they were read. */
class Performance extends LitElement {
  static properties = {
    project: { attribute: false },
    fresh: { attribute: false },
    period: {},
    from: {},
    to: {},
    history: { state: true },
    fault: { state: true },
    now: { state: true },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.now = Date.now();
    // The present moves on also while nothing comes.
    this.timer = setInterval(() => (this.now = Date.now()), 2000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  willUpdate(changed) {
    if (['period', 'from', 'to'].some((name) => changed.has(name)) || !this.asked) this.load();
    else if (changed.has('fresh') && this.fresh && this.history && !this.to) this.add(this.fresh);
  }

  span() {
    if (this.from && this.to) return [new Date(this.from).getTime(), new Date(this.to).getTime()];
    return [this.now - (PERIODS[this.period] ?? PERIODS['10m']) * 1000, this.now];
  }

  async load() {
    this.asked = true;
    const [from, to] = this.span();
    try {
      const asked = { from: new Date(from).toISOString(), to: this.to ? new Date(to).toISOString() : undefined };
      this.history = await api.get(`/projects/${this.project.id}/metrics${query(asked)}`);
      this.fault = undefined;
    } catch (e) {
      this.fault = e;
    }
  }

  /** Points of a longer time than two seconds are read anew, now and then. */
  add({ figures = [], marks = [] }) {
    if (this.history.seconds > 2) {
      if (Date.now() - (this.read ?? 0) > this.history.seconds * 1000) {
        this.read = Date.now();
        this.load();
      }
      return;
    }
    const last = this.history.items.at(-1)?.at ?? '';
    const known = new Set(this.history.marks.map((mark) => mark.event));
    this.history = {
      ...this.history,
      items: [...this.history.items, ...figures.filter((one) => one.at > last)].slice(-2000),
      marks: [...this.history.marks, ...marks.filter((one) => !known.has(one.event))],
    };
  }

  /** Times in which it was paused, as far as they are within the period. */
  pauses(from, to) {
    const pauses = [];
    let begun = this.history.marks.find((mark) => /project\.(paused|resumed)/.test(mark.type))?.type.includes('resumed')
      ? from
      : undefined;
    for (const { at, type } of this.history.marks) {
      if (type.includes('project.paused')) begun ??= new Date(at).getTime();
      if (type.includes('project.resumed') && begun !== undefined) {
        pauses.push([begun, new Date(at).getTime()]);
        begun = undefined;
      }
    }
    if (begun === undefined && this.project.status === 'PAUSED' && !pauses.length) begun = from;
    if (begun !== undefined) pauses.push([begun, to]);
    return pauses;
  }

  choose(change) {
    this.dispatchEvent(new CustomEvent('period', { detail: change, bubbles: true }));
  }

  free() {
    const [from, to] = this.span();
    const set = () => {
      const value = (name) => instant(this.querySelector(`[name=${name}]`).value);
      if (value('from') < value('to')) this.choose({ from: value('from'), to: value('to') });
    };
    return html`
      <sl-input
        class="quiet"
        size="small"
        type="datetime-local"
        name="from"
        label=${t('project.from')}
        .value=${local(from)}
        @sl-change=${set}
      ></sl-input>
      <sl-input
        class="quiet"
        size="small"
        type="datetime-local"
        name="to"
        label=${t('project.to')}
        .value=${local(to)}
        @sl-change=${set}
      ></sl-input>
    `;
  }

  render() {
    const free = Boolean(this.from && this.to);
    const period = free ? 'free' : this.period in PERIODS ? this.period : '10m';
    return html`
      <div class="head">
        <h2>${t('project.performance')}</h2>
        <div class="right periods">
          ${Object.keys(PERIODS).map(
            (one) => html`
              <sl-button
                size="small"
                variant=${one === period ? 'primary' : 'default'}
                @click=${() => this.choose({ period: one })}
              >
                ${t(`period.${one}`)}
              </sl-button>
            `,
          )}
          <sl-button
            size="small"
            variant=${free ? 'primary' : 'default'}
            @click=${() =>
              this.choose({ from: new Date(this.span()[0]).toISOString(), to: new Date(this.span()[1]).toISOString() })}
          >
            ${t('period.free')}
          </sl-button>
          ${free ? this.free() : nothing}
        </div>
      </div>
      ${this.fault ? refusal(this.fault) : nothing} ${this.history ? this.charts() : nothing}
    `;
  }

  charts() {
    const [from, to] = this.span();
    const items = this.history.items;
    const of = (value) => items.map((one) => [new Date(one.at).getTime(), value(one)]);
    const marks = this.history.marks
      .filter((one) => SHOWN.some((pattern) => pattern.test(one.type)))
      .map((one) => ({
        at: new Date(one.at).getTime(),
        text: short(one.type),
        bad: /failed|restart|alert/.test(one.type),
      }));
    const pauses = this.pauses(from, to);
    const charts = [
      ['latency', of((one) => (one.latencyMillis ? one.latencyMillis.max / 1000 : null)), (v) => duration(v * 1000)],
      ['rps', of((one) => one.rowsPerSecond.avg), (v) => decimal(v)],
      ['traffic', of((one) => one.bytesPerSecond.avg), (v) => `${bytes(v)}/s`],
      ['write', of((one) => one.averageWriteMillis.avg), (v) => duration(v)],
    ];
    const zoomed = ({ detail }) =>
      this.choose({ from: new Date(detail.from).toISOString(), to: new Date(detail.to).toISOString() });
    return html`
      <div class="grid2">
        ${charts.map(
          ([name, points, unit]) => html`
            <section class="panel">
              <h2>${t(`project.${name}`)}</h2>
              ${items.length
                ? html`
                    <sluice-chart
                      .points=${points}
                      .unit=${unit}
                      .marks=${marks}
                      .pauses=${pauses}
                      label=${t(`project.${name}`)}
                      from=${from}
                      to=${to}
                      @zoomed=${zoomed}
                    ></sluice-chart>
                  `
                : empty('', t('project.noData'))}
            </section>
          `,
        )}
      </div>
      <p class="muted small">${t('project.chartHelp', this.history.seconds)}</p>
    `;
  }
}
customElements.define('sluice-performance', Performance);
