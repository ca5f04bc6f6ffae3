import { html, nothing } from 'lit';
import { api, query } from '../api.js';
import { instant, time } from '../format.js';
import { event, reasons } from '../parts/events.js';
import { choiceField } from '../parts/fields.js';
import { Part } from '../parts/page.js';
import { chip, empty, refusal } from '../parts/parts.js';
import { t } from '../texts.js';

const FILTERS = ['type', 'actor', 'component', 'from', 'until'];
const TYPES = ['io.sluice.project', 'io.sluice.component', 'io.sluice.alert', 'io.sluice.command.rejected'];

/** A time of the browser's own field, in the reader's zone, as the API takes it. */
/** What has happened to a project, newest first; why it is so, and how it was at a time. */
class History extends Part {
  static properties = {
    project: { attribute: false },
    where: { attribute: false },
    events: { state: true },
    next: { state: true },
    why: { state: true },
    because: { state: true },
    past: { state: true },
    fault: { state: true },
  };

  constructor() {
    super();
    this.because = {};
  }

  willUpdate(changed) {
    const before = changed.get('project');
    const other = changed.has('project') && (!before || before.updatedAt !== this.project.updatedAt);
    if (other || changed.has('where')) this.read();
  }

  filter() {
    const { from, until, ...rest } = Object.fromEntries(FILTERS.map((name) => [name, this.where.filter[name]]));
    return { ...rest, from: instant(from), until: instant(until) };
  }

  async read(cursor) {
    const path = `/projects/${this.project.id}`;
    const round = (this.round = (this.round ?? 0) + 1);
    try {
      const [page, why] = await Promise.all([
        api.get(`${path}/events${query({ ...this.filter(), cursor, size: 50 })}`),
        cursor ? this.why : api.get(`${path}/why`),
      ]);
      if (round !== this.round) return;
      this.events = cursor ? [...this.events, ...page.items] : page.items;
      this.next = page.next;
      this.why = why;
      this.fault = undefined;
    } catch (e) {
      this.fault = e;
    }
  }

  choose(change) {
    const filter = { tab: 'history', ...this.where.filter, ...change };
    location.hash = `#/projects/${this.project.id}${query(filter)}`;
  }

  async open(id) {
    const because = { ...this.because };
    if (because[id]) delete because[id];
    else because[id] = await api.get(`/events/${encodeURIComponent(id)}/why`).catch((e) => ({ fault: e }));
    this.because = because;
  }

  async look(local) {
    if (!local) return (this.past = undefined);
    const at = instant(local);
    return (this.past = await api
      .get(`/projects/${this.project.id}/state${query({ at })}`)
      .catch((e) => ({ fault: e })));
  }

  render() {
    if (this.fault && !this.events) return refusal(this.fault);
    return html`
      ${this.whyNow()} ${this.bar()} ${this.then()}
      <div class="panel">
        ${this.events?.length
          ? html`
              <ul class="chain">
                ${this.events.map((one) => this.row(one))}
              </ul>
            `
          : this.events
            ? empty('', t('history.none'))
            : nothing}
        ${this.next
          ? html`
              <sl-button size="small" @click=${() => this.read(this.next)}>${t('history.earlier')}</sl-button>
            `
          : nothing}
      </div>
    `;
  }

  /** What led to the status that it has. */
  whyNow() {
    if (!this.why) return nothing;
    return html`
      <div class="panel" data-why>
        <h2>${t('history.why', t(`status.${this.why.status}`))}</h2>
        ${reasons(this.why.chain)}
      </div>
    `;
  }

  bar() {
    const f = this.where.filter;
    const field = (name, type) => html`
      <sl-input
        class="quiet"
        size="small"
        type=${type}
        clearable
        placeholder=${t(`history.${name}`)}
        label=${t(`history.${name}`)}
        title=${t(`history.${name}`)}
        .value=${f[name] ?? ''}
        @sl-change=${(e) => this.choose({ [name]: e.target.value })}
      ></sl-input>
    `;
    return html`
      <div class="bar" role="search">
        ${choiceField(
          t('history.type'),
          f.type,
          TYPES.map((one) => [one, t(`history.kinds.${one.replaceAll('.', '-')}`)]),
          (value) => this.choose({ type: value }),
        )}
        ${choiceField(
          t('history.component'),
          f.component,
          this.project.components.map((one) => [one.id, `${t(`kind.${one.kind}`)} ${one.id}`]),
          (value) => this.choose({ component: value }),
        )}
        ${field('actor', 'search')} ${field('from', 'datetime-local')} ${field('until', 'datetime-local')}
        <sl-button size="small" @click=${() => this.save()}>${t('history.export')}</sl-button>
      </div>
    `;
  }

  save() {
    const { id } = this.project;
    return api.download(`/projects/${id}/events${query(this.filter())}`, 'application/x-ndjson', `${id}.ndjson`);
  }

  /** How it was at a time. */
  then() {
    const { past } = this;
    return html`
      <div class="panel" data-past>
        <div class="bar">
          <sl-input
            size="small"
            type="datetime-local"
            label=${t('history.then')}
            help-text=${t('history.thenHelp')}
            @sl-change=${(e) => this.look(e.target.value)}
          ></sl-input>
        </div>
        ${past?.fault ? refusal(past.fault) : nothing}
        ${past?.status
          ? html`
              <p>${chip(past.status)} ${time(past.at)}: ${event(past.event)}</p>
              <p class="muted small">
                ${past.project ? t('history.tables', past.project.definition.tables.length) : nothing}
              </p>
              <p>
                ${Object.entries(past.components).map(
                  ([id, status]) => html`
                    <span class="count">
                      ${chip(status)}
                      <span class="mono small">${id}</span>
                    </span>
                  `,
                )}
              </p>
            `
          : nothing}
      </div>
    `;
  }

  row(one) {
    const bad = /failed|rejected/.test(one.type);
    const because = this.because[one.id];
    return html`
      <li class=${bad ? 'bad' : ''}>
        <strong>${event(one)}</strong>
        <span class="muted small">${one.subject}, ${time(one.time)}, ${one.actor}</span>
        <sl-button
          size="small"
          variant="text"
          aria-expanded=${because ? 'true' : 'false'}
          @click=${() => this.open(one.id)}
        >
          ${t('history.because')}
        </sl-button>
        ${one.data?.failure
          ? html`
              <div class="wrap">${one.data.failure.code}: ${one.data.failure.detail}</div>
            `
          : nothing}
        ${one.data?.reason
          ? html`
              <div class="wrap">${one.data.reason}</div>
            `
          : nothing}
        ${because?.fault
          ? refusal(because.fault)
          : because
            ? html`
                <div class="because">${reasons(because.chain.slice(1))}</div>
              `
            : nothing}
      </li>
    `;
  }
}
customElements.define('sluice-history', History);
