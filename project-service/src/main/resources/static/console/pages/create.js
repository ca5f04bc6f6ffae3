import { html, nothing } from 'lit';
import { api } from '../api.js';
import { number } from '../format.js';
import { LEVELS, channelsFor, thresholds, told } from '../parts/alerts.js';
import { checks } from '../parts/checks.js';
import { searchField } from '../parts/fields.js';
import { Page } from '../parts/page.js';
import { empty, refusal } from '../parts/parts.js';
import { t } from '../texts.js';

const STAGES = ['s1', 's2', 's3', 's4', 's5'];
const full = (one) => `${one.schema}.${one.name}`;

/** What was typed stays until the project is made, also when the page is left. */
const KEPT = 'project draft';
const KINDS = ['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE'];

const fresh = () => ({
  name: '',
  tags: '',
  region: '',
  rules: '',
  start: false,
  steps: new Set(['SCHEMA', 'FULL', 'INCREMENTAL']),
  changes: new Set(KINDS),
  chosen: new Map(),
  options: {},
});

const keep = ({ steps, changes, chosen, ...rest }) =>
  sessionStorage.setItem(
    KEPT,
    JSON.stringify({ ...rest, steps: [...steps], changes: [...changes], chosen: [...chosen] }),
  );

function kept() {
  const text = sessionStorage.getItem(KEPT);
  if (!text) return undefined;
  const { steps, changes, chosen, ...rest } = JSON.parse(text);
  return { ...rest, steps: new Set(steps), changes: new Set(changes), chosen: new Map(chosen) };
}

const list = (text) =>
  text
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter(Boolean);

/** When it is verified by itself; undefined for never. */
const verified = ({ afterCopy, cron, zone }) =>
  afterCopy === 'true' || cron
    ? { afterCopy: afterCopy === 'true', cron: cron || undefined, zone: zone || undefined }
    : undefined;

/** A project in five stages; nothing is made before the last. */
class Create extends Page {
  static properties = {
    stage: { state: true },
    draft: { state: true },
    tables: { state: true },
    find: { state: true },
    problem: { state: true },
    made: { state: true },
    busy: { state: true },
  };
  static interval = 1000;

  constructor() {
    super();
    this.stage = 0;
    this.find = '';
    this.draft = kept() ?? fresh();
    this.taken = !!kept();
  }

  /** The data sources at first, and the project that was made at the end. */
  async read() {
    if (this.made) this.made = await api.get(`/projects/${this.made.id}`);
    return this.data && this.stage > 0 ? this.data : api.get('/data-sources?size=200');
  }

  set(change) {
    this.draft = { ...this.draft, ...change };
    keep(this.draft);
  }

  /** Nothing of what was begun before. */
  anew() {
    sessionStorage.removeItem(KEPT);
    this.draft = fresh();
    this.taken = false;
    this.stage = 0;
  }

  option(name, value) {
    this.set({ options: { ...this.draft.options, [name]: value } });
  }

  source(id) {
    return this.data.items.find((one) => one.id === id);
  }

  ready() {
    const d = this.draft;
    return [
      d.name.trim() && d.source && d.destination,
      d.steps.size > 0,
      d.chosen.size > 0 || d.rules.trim(),
      true,
      this.made,
    ][this.stage];
  }

  async attempt(what) {
    this.busy = true;
    this.problem = undefined;
    try {
      await what();
    } catch (e) {
      this.problem = e;
    } finally {
      this.busy = false;
    }
  }

  next() {
    return this.attempt(async () => {
      if (this.stage === 1 && this.tablesOf !== this.draft.source) {
        this.tables = (await api.get(`/data-sources/${this.draft.source}/tables`)).items;
        this.tablesOf = this.draft.source;
        // What was chosen of another source, or is gone since, is not chosen any more.
        const there = new Set(this.tables.map(full));
        this.set({ chosen: new Map([...this.draft.chosen].filter(([key]) => there.has(key))) });
      }
      if (this.stage === 2) this.channels = await channelsFor({ tags: list(this.draft.tags) });
      if (this.stage === 3) await this.make();
      this.stage++;
    });
  }

  async make() {
    const d = this.draft;
    const given = Object.entries(d.options).filter(([, value]) => value !== '');
    const options = Object.fromEntries(
      given.map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value]),
    );
    const tables = [...d.chosen.entries()].map(([key, { to, columns, filter }]) => {
      const one = this.tables.find((table) => full(table) === key);
      const [schema, name] = to && to !== key ? to.split(/\.(.*)/s) : [];
      return {
        schema: one.schema,
        name: one.name,
        target: name ? { schema, name } : undefined,
        columns: columns ? list(columns) : undefined,
        filter: filter || undefined,
      };
    });
    const made = await api.post('/projects', {
      name: d.name.trim(),
      tags: list(d.tags),
      source: d.source,
      destination: d.destination,
      region: d.region || undefined,
      tables,
      rules: d.rules.trim() ? list(d.rules) : undefined,
      options: {
        ...options,
        steps: [...d.steps],
        changes: d.changes.size < KINDS.length ? [...d.changes] : undefined,
        verification: verified(d),
      },
      alertLevel: d.level,
      alerts: thresholds(d),
      start: d.start,
    });
    sessionStorage.removeItem(KEPT);
    if (!d.start) await api.post(`/projects/${made.id}/precheck`);
    this.made = made;
  }

  ends() {
    const d = this.draft;
    const kinds = this.data.items;
    if (!kinds.length)
      return empty(
        t('create.noSources'),
        '',
        html`
          <sl-button size="small" variant="primary" href="#/sources?new=POSTGRESQL&back=%23%2Fcreate">
            ${t('create.register')}
          </sl-button>
        `,
      );
    const choose = (name, label, list) => html`
      <sl-select
        size="small"
        hoist
        label=${label}
        .value=${d[name] ?? ''}
        @sl-change=${(e) => this.set({ [name]: e.target.value })}
      >
        ${list.map(
          (one) => html`
            <sl-option value=${one.id}>${one.name} (${t(`kind.${one.kind}`)})</sl-option>
          `,
        )}
      </sl-select>
    `;
    return html`
      <div class="form">
        <sl-input
          size="small"
          label=${t('create.name')}
          help-text=${t('create.nameHelp')}
          maxlength="64"
          .value=${d.name}
          @sl-input=${(e) => this.set({ name: e.target.value })}
        ></sl-input>
        <div class="two">
          ${choose(
            'source',
            t('project.source'),
            kinds.filter((one) => one.kind === 'POSTGRESQL'),
          )}${choose(
            'destination',
            t('project.destination'),
            kinds.filter((one) => one.id !== d.source),
          )}
        </div>
        <sl-input
          size="small"
          label=${t('create.tags')}
          help-text=${t('create.tagsHelp')}
          .value=${d.tags}
          @sl-input=${(e) => this.set({ tags: e.target.value })}
        ></sl-input>
        <sl-input
          size="small"
          label=${t('create.region')}
          help-text=${t('create.regionHelp')}
          placeholder=${this.source(d.destination)?.region ?? ''}
          .value=${d.region}
          @sl-input=${(e) => this.set({ region: e.target.value.trim() })}
        ></sl-input>
        <div><a href="#/sources?new=POSTGRESQL&back=%23%2Fcreate">${t('create.register')}</a></div>
      </div>
    `;
  }

  types() {
    const toggle = (name, one, on) => {
      const now = new Set(this.draft[name]);
      if (on) now.add(one);
      else now.delete(one);
      this.set({ [name]: now });
    };
    return html`
      <div class="form">
        ${[
          ['SCHEMA', 'schema'],
          ['FULL', 'full'],
          ['INCREMENTAL', 'incremental'],
        ].map(
          ([step, text]) => html`
            <sl-checkbox
              ?checked=${this.draft.steps.has(step)}
              @sl-change=${(e) => toggle('steps', step, e.target.checked)}
            >
              ${t(`create.${text}`)}
            </sl-checkbox>
          `,
        )}
        ${this.draft.steps.has('INCREMENTAL')
          ? html`
              <fieldset>
                <legend class="muted">${t('create.changesHelp')}</legend>
                ${KINDS.map(
                  (one) => html`
                    <sl-checkbox
                      size="small"
                      ?checked=${this.draft.changes.has(one)}
                      @sl-change=${(e) => toggle('changes', one, e.target.checked)}
                    >
                      ${t(`choice.changes.${one}`)}
                    </sl-checkbox>
                  `,
                )}
              </fieldset>
            `
          : nothing}
        <sl-switch ?checked=${this.draft.start} @sl-change=${(e) => this.set({ start: e.target.checked })}>
          ${t('create.start')}
        </sl-switch>
      </div>
    `;
  }

  choose(keys, on) {
    const chosen = new Map(this.draft.chosen);
    for (const key of keys) {
      if (on) chosen.set(key, chosen.get(key) ?? {});
      else chosen.delete(key);
    }
    this.set({ chosen });
  }

  objects() {
    const shown = this.tables.filter((one) => full(one).toLowerCase().includes(this.find.toLowerCase()));
    const keys = shown.map(full);
    const chosen = this.draft.chosen;
    return html`
      <div class="bar">
        ${searchField(t('create.find'), this.find, (value) => (this.find = value))}
        <sl-checkbox
          size="small"
          ?checked=${keys.length > 0 && keys.every((key) => chosen.has(key))}
          @sl-change=${(e) => this.choose(keys, e.target.checked)}
        >
          ${t('create.allShown')}
        </sl-checkbox>
        <span class="muted">${t('create.chosen', number(chosen.size), number(this.tables.length))}</span>
      </div>
      <div class="pick">
        ${shown.length
          ? html`
              <table>
                <thead>
                  <tr>
                    <th></th>
                    <th>${t('project.table')}</th>
                    <th>${t('create.key')}</th>
                    <th class="number">${t('create.rowsEstimate')}</th>
                    <th>${t('create.rename')}</th>
                  </tr>
                </thead>
                <tbody>
                  ${shown.map((one) => {
                    const key = full(one);
                    return html`
                      <tr>
                        <td>
                          <sl-checkbox
                            size="small"
                            data-for=${key}
                            ?checked=${chosen.has(key)}
                            @sl-change=${(e) => this.choose([key], e.target.checked)}
                          >
                            <span class="hidden">${key}</span>
                          </sl-checkbox>
                        </td>
                        <td class="mono wrap">${key}</td>
                        <td class="mono small">${one.key.join(', ') || t('create.noKey')}</td>
                        <td class="number">${number(one.rowsEstimate || undefined)}</td>
                        <td>${chosen.has(key) ? this.mapping(key, chosen.get(key)) : nothing}</td>
                      </tr>
                    `;
                  })}
                </tbody>
              </table>
            `
          : empty('', t('create.noTables'))}
      </div>
      <sl-textarea
        size="small"
        rows="2"
        label=${t('create.rules')}
        help-text=${t('objects.rulesHelp')}
        .value=${this.draft.rules}
        @sl-input=${(e) => this.set({ rules: e.target.value })}
      ></sl-textarea>
    `;
  }

  /** What one table is called at the destination, and what of it is copied. */
  mapping(key, given) {
    const field = (name, placeholder, label, help) => html`
      <sl-input
        class="quiet"
        size="small"
        label=${`${label}: ${key}`}
        placeholder=${placeholder}
        title=${help ?? label}
        .value=${given[name] ?? ''}
        @sl-input=${(e) =>
          this.set({ chosen: new Map(this.draft.chosen).set(key, { ...given, [name]: e.target.value.trim() }) })}
      ></sl-input>
    `;
    return html`
      ${field('to', key, t('create.rename'))}
      <details ?open=${!!(given.columns || given.filter)}>
        <summary class="small">${t('create.more')}</summary>
        ${field('columns', t('create.columns'), t('create.columns'), t('create.columnsHelp'))}
        ${field('filter', t('create.filter'), t('create.filter'), t('create.filterHelp'))}
      </details>
    `;
  }

  options() {
    const o = this.draft.options;
    const kafka = this.source(this.draft.destination)?.kind === 'KAFKA';
    const choice = (name, values) => html`
      <sl-select
        size="small"
        hoist
        label=${t(`options.${name}`)}
        .value=${o[name] ?? values[0]}
        @sl-change=${(e) => this.option(name, e.target.value)}
      >
        ${values.map(
          (one) => html`
            <sl-option value=${one}>${t(`choice.${name}.${one}`)}</sl-option>
          `,
        )}
      </sl-select>
    `;
    const figure = (name, usual, help = '') => html`
      <sl-input
        size="small"
        type="number"
        min="0"
        label=${t(`options.${name}`)}
        placeholder=${usual}
        help-text=${help}
        .value=${o[name] ?? ''}
        @sl-input=${(e) => this.option(name, e.target.value)}
      ></sl-input>
    `;
    const threshold = (name) => html`
      <sl-input
        size="small"
        type="number"
        min="1"
        label=${t(`alerts.${name}`)}
        placeholder=${t('alerts.asInstalled')}
        .value=${this.draft[name] ?? ''}
        @sl-input=${(e) => this.set({ [name]: e.target.value })}
      ></sl-input>
    `;
    return html`
      <div class="form">
        ${kafka
          ? html`
              <div class="two">${choice('format', ['JSON', 'DEBEZIUM'])}${figure('topicPartitions', '4')}</div>
              <sl-input
                size="small"
                label=${t('options.topicTemplate')}
                placeholder="{schema}.{table}"
                .value=${o.topicTemplate ?? ''}
                @sl-input=${(e) => this.option('topicTemplate', e.target.value)}
              ></sl-input>
            `
          : choice('conflict', ['OVERWRITE', 'SKIP', 'STOP'])}
        <div class="two">
          ${figure('readConcurrency', '2')}${figure('rowsPerSecond', '0', t('create.rowLimitHelp'))}
        </div>
        <div class="two">
          ${figure('logRetentionHours', '168', t('create.hours'))}${kafka
            ? nothing
            : choice('ddl', ['SYNCHRONIZE', 'STOP'])}
        </div>
        ${kafka
          ? nothing
          : html`
              <div class="two">
                ${choice('constraints', ['CREATE', 'OMIT'])}${choice('targets', ['KEEP', 'EMPTY', 'MERGE'])}
              </div>
            `}
        <div class="two">${choice('onTableFailure', ['STOP', 'SUSPEND'])}${this.afterCopy()}</div>
        <div class="two">
          ${this.time('cron', t('verification.cronHelp'))}${this.time('zone', t('verification.zoneHelp'))}
        </div>
        <div class="two">
          <sl-select
            size="small"
            hoist
            label=${t('project.alert')}
            help-text=${t('alerts.levelHelp')}
            .value=${this.draft.level ?? 'LOW'}
            @sl-change=${(e) => this.set({ level: e.target.value })}
          >
            ${LEVELS.map(
              (one) => html`
                <sl-option value=${one}>${t(`level.${one}`)}</sl-option>
              `,
            )}
          </sl-select>
          ${threshold('repeatMinutes')}
        </div>
        <div class="two">${threshold('latencySeconds')}${threshold('interruptionSeconds')}</div>
        <div class="muted">${t('project.told')}: ${told(this.channels)}</div>
      </div>
    `;
  }

  afterCopy() {
    return html`
      <sl-select
        size="small"
        hoist
        label=${t('verification.afterCopy')}
        .value=${this.draft.afterCopy ?? 'false'}
        @sl-change=${(e) => this.set({ afterCopy: e.target.value })}
      >
        ${['false', 'true'].map(
          (one) => html`
            <sl-option value=${one}>${t(`choice.afterCopy.${one}`)}</sl-option>
          `,
        )}
      </sl-select>
    `;
  }

  /** A part of when it is verified again and again. */
  time(name, help) {
    return html`
      <sl-input
        size="small"
        label=${t(`verification.${name}`)}
        help-text=${help}
        .value=${this.draft[name] ?? ''}
        @sl-input=${(e) => this.set({ [name]: e.target.value.trim() })}
      ></sl-input>
    `;
  }

  outcome() {
    const results = this.made?.precheck;
    if (this.draft.start) {
      location.hash = `#/projects/${this.made.id}`;
      return nothing;
    }
    if (!results)
      return html`
        <div class="empty">
          <sl-spinner></sl-spinner>
          <p>${t('create.checking')}</p>
        </div>
      `;
    const failed = results.some((one) => one.status === 'FAILED');
    const path = `/projects/${this.made.id}`;
    return html`
      <div class="callout ${failed ? '' : 'info'}" role="status">
        <h2>${t(failed ? 'create.failed' : 'create.passed')}</h2>
      </div>
      <div class="bar">
        ${failed
          ? html`
              <sl-button
                size="small"
                variant="primary"
                ?loading=${this.busy}
                @click=${() => this.attempt(() => api.post(`${path}/precheck`))}
              >
                ${t('create.again')}
              </sl-button>
            `
          : html`
              <sl-button
                size="small"
                variant="primary"
                ?loading=${this.busy}
                @click=${() =>
                  this.attempt(async () => {
                    await api.post(`${path}/start`);
                    location.hash = `#/projects/${this.made.id}`;
                  })}
              >
                ${t('create.startNow')}
              </sl-button>
            `}
        <sl-button size="small" href="#/projects/${this.made.id}">${t('create.later')}</sl-button>
      </div>
      ${checks(results)}
    `;
  }

  show() {
    const body = [
      () => this.ends(),
      () => this.types(),
      () => this.objects(),
      () => this.options(),
      () => this.outcome(),
    ][this.stage]();
    return html`
      <div class="head">
        <a href="#/projects">← ${t('app.projects')}</a>
        <h1>${t('create.title')}</h1>
        ${this.taken && this.stage < 4
          ? html`
              <div class="right">
                <span class="muted">${t('create.kept')}</span>
                <sl-button size="small" @click=${() => this.anew()}>${t('create.anew')}</sl-button>
              </div>
            `
          : nothing}
      </div>
      <ol class="wizard">
        ${STAGES.map(
          (name, i) => html`
            <li
              class=${i === this.stage ? 'now' : i < this.stage ? 'done' : ''}
              aria-current=${i === this.stage ? 'step' : nothing}
            >
              ${t(`create.${name}`)}
            </li>
          `,
        )}
      </ol>
      <div class="panel">${body}${this.problem ? refusal(this.problem) : nothing}</div>
      ${this.stage < 4
        ? html`
            <div class="bar">
              <sl-button size="small" ?disabled=${this.stage === 0} @click=${() => this.stage--}>
                ${t('common.back')}
              </sl-button>
              <sl-button
                size="small"
                variant="primary"
                ?disabled=${!this.ready()}
                ?loading=${this.busy}
                @click=${this.next}
              >
                ${this.stage === 3 ? t('create.go') : t('common.next')}
              </sl-button>
            </div>
          `
        : nothing}
    `;
  }
}
customElements.define('sluice-create', Create);
