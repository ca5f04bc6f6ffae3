import { LitElement, html, nothing } from 'lit';
import { api } from '../api.js';
import { number } from '../format.js';
import { ask } from '../parts/ask.js';
import { searchField } from '../parts/fields.js';
import { chip, empty, refusal, say } from '../parts/parts.js';
import { planned } from '../parts/plan.js';
import { may } from '../session.js';
import { t } from '../texts.js';

const full = (name) => `${name.schema}.${name.name}`;
const named = (text) => {
  const dot = text.indexOf('.');
  return { schema: text.slice(0, dot), name: text.slice(dot + 1) };
};

/** A set with these in it, or not. */
function toggled(set, keys, on) {
  const next = new Set(set);
  for (const key of keys) {
    if (on) next.add(key);
    else next.delete(key);
  }
  return next;
}

/** A table as the API takes it. */
const given = (one) => ({ ...one.source, target: one.target, columns: one.columns, filter: one.filter });

/** The tables of a project: found, added, removed, copied again. */
class Objects extends LitElement {
  static properties = { project: { attribute: false }, find: { state: true }, chosen: { state: true } };

  constructor() {
    super();
    this.find = '';
    this.chosen = new Set();
  }

  createRenderRoot() {
    return this;
  }

  may(action) {
    return this.project.actions.includes(action);
  }

  changed(text) {
    say(`${this.project.name}: ${text}`);
    this.chosen = new Set();
    this.dispatchEvent(new CustomEvent('changed', { bubbles: true }));
  }

  /** Another operator's change since this was read is not undone unawares. */
  put(objects, dryRun = '') {
    return api.put(`/projects/${this.project.id}/objects${dryRun}`, objects, this.project.revision);
  }

  plan(objects) {
    return this.put(objects, '?dryRun=true').then(planned);
  }

  choose(keys, on) {
    this.chosen = toggled(this.chosen, keys, on);
  }

  takeOut() {
    const tables = this.project.tables.filter((one) => !this.chosen.has(full(one.source))).map(given);
    const question = {
      title: t('objects.remove'),
      text: t('objects.askRemove', [...this.chosen].join(', ')),
      danger: true,
      plan: () => this.plan({ tables }),
    };
    ask(question, () => this.put({ tables }).then(() => this.changed(t('objects.remove'))));
  }

  resynchronize() {
    const tables = [...this.chosen].map(named);
    askAgain(this.project, tables, () => this.changed(t('action.resynchronize')));
  }

  /** Leaves tables out for a while, or has them written again. */
  halt(what) {
    const tables = [...this.chosen].map(named);
    const path = `/projects/${this.project.id}/tables/${what}`;
    const title = t(`action.${what}-tables`);
    const fields = what === 'suspend' ? [{ name: 'reason', label: t('ask.reason') }] : [];
    const question = {
      title,
      text: t(`objects.ask-${what}`, [...this.chosen].join(', ')),
      fields,
      plan: () => api.post(`${path}?dryRun=true`, { tables }).then(planned),
    };
    ask(question, ({ reason }) =>
      api.post(path, { tables, reason: reason || undefined }).then(() => this.changed(title)),
    );
  }

  add() {
    const all = ({ picked = [] }) => ({ tables: [...this.project.tables.map(given), ...[...picked].map(named)] });
    const body = (dialog) => html`
      <sluice-pick
        .project=${this.project}
        @picked=${(e) => {
          dialog.set({ picked: e.target.picked });
          dialog.look();
        }}
      ></sluice-pick>
    `;
    this.dialog({ title: t('objects.add'), body, ready: ({ picked }) => picked?.size > 0 }, all);
  }

  /** The patterns by which tables come by themselves; what they choose is shown. */
  rules() {
    const lines = (text) =>
      text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
    const all = ({ rules }) => ({ tables: this.project.tables.map(given), rules: lines(rules) });
    const value = (this.project.rules ?? []).join('\n');
    const field = { name: 'rules', label: t('objects.rules'), help: t('objects.rulesHelp'), rows: 5, value };
    const plan = async (values) => {
      const objects = all(values);
      const chosen = objects.rules.length
        ? await api
            .post('/projects/objects/preview', { source: this.project.source.id, rules: objects.rules })
            .then(chosenByRules)
        : nothing;
      return html`
        ${chosen}${await this.plan(objects)}
      `;
    };
    this.dialog({ title: t('objects.rules'), save: t('project.save'), fields: [field], plan }, all);
  }

  /** Shows what to change them by and what that comes to, and puts what comes of it in their place. */
  dialog(question, objects) {
    const plan = async (values) => this.plan(objects(values));
    ask({ wide: true, plan, ...question }, async (values) => {
      await this.put(objects(values));
      this.changed(question.title);
    });
  }

  /** A file is looked at as a whole before anything is done with it. */
  async importFile(file) {
    if (!file) return;
    const type = file.name.endsWith('.json') ? 'application/json; charset=utf-8' : 'text/csv';
    const path = `/projects/${this.project.id}/objects/import`;
    const text = await file.text();
    const question = {
      title: t('objects.fromFile'),
      text: t('objects.askImport', file.name),
      plan: () => api.upload(`${path}?dryRun=true`, text, type, this.project.revision).then(found),
    };
    ask(question, () =>
      api.upload(path, text, type, this.project.revision).then(() => this.changed(t('objects.fromFile'))),
    );
  }

  render() {
    const project = this.project;
    const shown = project.tables.filter((one) =>
      `${full(one.source)} ${full(one.target)}`.toLowerCase().includes(this.find.toLowerCase()),
    );
    const keys = shown.map((one) => full(one.source));
    const coming = new Map((project.modification?.tables ?? []).map((one) => [full(one.source), project.status]));
    const some = this.chosen.size > 0;
    return html`
      <div class="bar">
        ${searchField(t('create.find'), this.find, (value) => (this.find = value))}
        <span class="muted">${t('create.chosen', number(this.chosen.size), number(project.tables.length))}</span>
        ${may('OPERATOR')
          ? html`
              <sl-button
                size="small"
                variant="primary"
                ?disabled=${!this.may('modify-objects')}
                @click=${() => this.add()}
              >
                ${t('objects.add')}
              </sl-button>
              <sl-button
                size="small"
                ?disabled=${!some || !this.may('modify-objects') || this.chosen.size === project.tables.length}
                @click=${() => this.takeOut()}
              >
                ${t('objects.remove')}
              </sl-button>
              <sl-button
                size="small"
                ?disabled=${!some || !this.may('resynchronize')}
                @click=${() => this.resynchronize()}
              >
                ${t('action.resynchronize')}
              </sl-button>
              <sl-button size="small" ?disabled=${!this.may('modify-objects')} @click=${() => this.edit()}>
                ${t('project.edit')}
              </sl-button>
              <sl-button
                size="small"
                ?disabled=${!some || !this.may('suspend-tables')}
                @click=${() => this.halt('suspend')}
              >
                ${t('action.suspend-tables')}
              </sl-button>
              <sl-button
                size="small"
                ?disabled=${!some || !this.may('resume-tables')}
                @click=${() => this.halt('resume')}
              >
                ${t('action.resume-tables')}
              </sl-button>
              <sl-button size="small" ?disabled=${!this.may('modify-objects')} @click=${() => this.rules()}>
                ${t('objects.rules')}
              </sl-button>
            `
          : nothing}
        <sl-button
          size="small"
          href=${api.address(`/projects/${project.id}/objects/export`)}
          download="${project.name}-objects.json"
        >
          ${t('project.download')}
        </sl-button>
        ${may('OPERATOR')
          ? html`
              <sl-button
                size="small"
                ?disabled=${!this.may('modify-objects')}
                @click=${() => this.renderRoot.querySelector('input[type=file]').click()}
              >
                ${t('objects.fromFile')}
              </sl-button>
            `
          : nothing}
        <input
          type="file"
          hidden
          accept=".csv,.json"
          aria-label=${t('objects.fromFile')}
          @change=${(e) => this.importFile(e.target.files[0]).finally(() => (e.target.value = ''))}
        />
      </div>
      ${project.rules
        ? html`
            <p class="small">
              ${t('objects.byRules')}
              <span class="mono">${project.rules.join(' ')}</span>
            </p>
          `
        : nothing}
      <div class="panel flush">
        <table>
          <thead>
            <tr>
              <th>
                <sl-checkbox
                  size="small"
                  data-for=${t('create.allShown')}
                  ?checked=${keys.length > 0 && keys.every((key) => this.chosen.has(key))}
                  @sl-change=${(e) => this.choose(keys, e.target.checked)}
                >
                  <span class="hidden">${t('create.allShown')}</span>
                </sl-checkbox>
              </th>
              <th>${t('project.table')}</th>
              <th>${t('project.target')}</th>
              <th>${t('common.status')}</th>
              <th>${t('project.columns')}</th>
              <th>${t('project.filter')}</th>
            </tr>
          </thead>
          <tbody>
            ${shown.map((one) => {
              const key = full(one.source);
              return html`
                <tr>
                  <td>
                    <sl-checkbox
                      size="small"
                      data-for=${key}
                      ?checked=${this.chosen.has(key)}
                      @sl-change=${(e) => this.choose([key], e.target.checked)}
                    >
                      <span class="hidden">${key}</span>
                    </sl-checkbox>
                  </td>
                  <td class="mono wrap">${key}</td>
                  <td class="mono wrap">${full(one.target)}</td>
                  <td class="wrap">
                    ${coming.has(key)
                      ? chip(coming.get(key))
                      : one.suspended
                        ? html`
                            ${chip('SUSPENDED')}
                            <span class="small">${one.suspended}</span>
                          `
                        : t('common.none')}
                  </td>
                  <td class="wrap">${one.columns ? one.columns.join(', ') : t('project.allColumns')}</td>
                  <td class="mono wrap">${one.filter ?? t('common.none')}</td>
                </tr>
              `;
            })}
          </tbody>
        </table>
        ${shown.length ? nothing : empty('', t('projects.noneFound'))}
      </div>
    `;
  }

  /** Changes the objects as a text, one table a line; columns and filters of tables that stay are kept. */
  edit() {
    const project = this.project;
    const before = new Map(project.tables.map((one) => [full(one.source), one]));
    const lines = project.tables.map((one) =>
      full(one.source) === full(one.target) ? full(one.source) : `${full(one.source)} -> ${full(one.target)}`,
    );
    const title = t('project.edit');
    const field = { name: 'text', label: t('project.objects'), help: t('project.editHelp'), rows: 14 };
    const all = ({ text }) => ({ tables: parsed(text, before) });
    this.dialog({ title, fields: [{ ...field, value: lines.join('\n') }] }, all);
  }
}
customElements.define('sluice-objects', Objects);

/** The tables of the source that the project does not have, to be picked from. */
class Pick extends LitElement {
  static properties = {
    project: { attribute: false },
    tables: { state: true },
    fault: { state: true },
    find: { state: true },
    picked: { state: true },
  };

  constructor() {
    super();
    this.find = '';
    this.picked = new Set();
  }

  createRenderRoot() {
    return this;
  }

  async connectedCallback() {
    super.connectedCallback();
    try {
      const has = new Set(this.project.tables.map((one) => full(one.source)));
      const all = (await api.get(`/data-sources/${this.project.source.id}/tables`)).items;
      this.tables = all.filter((one) => !has.has(full(one)));
    } catch (e) {
      this.fault = e;
    }
  }

  pick(keys, on) {
    this.picked = toggled(this.picked, keys, on);
    this.dispatchEvent(new CustomEvent('picked'));
  }

  render() {
    if (this.fault) return refusal(this.fault);
    if (!this.tables)
      return html`
        <div class="empty"><sl-spinner></sl-spinner></div>
      `;
    const shown = this.tables.filter((one) => full(one).toLowerCase().includes(this.find.toLowerCase()));
    const keys = shown.map(full);
    return html`
      <p>${t('objects.addHelp')}</p>
      <div class="bar">
        ${searchField(t('create.find'), this.find, (value) => (this.find = value))}
        <sl-checkbox
          size="small"
          ?checked=${keys.length > 0 && keys.every((key) => this.picked.has(key))}
          @sl-change=${(e) => this.pick(keys, e.target.checked)}
        >
          ${t('create.allShown')}
        </sl-checkbox>
        <span class="muted">${t('create.chosen', number(this.picked.size), number(this.tables.length))}</span>
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
                  </tr>
                </thead>
                <tbody>
                  ${shown.map(
                    (one) => html`
                      <tr>
                        <td>
                          <sl-checkbox
                            size="small"
                            data-for=${full(one)}
                            ?checked=${this.picked.has(full(one))}
                            @sl-change=${(e) => this.pick([full(one)], e.target.checked)}
                          >
                            <span class="hidden">${full(one)}</span>
                          </sl-checkbox>
                        </td>
                        <td class="mono wrap">${full(one)}</td>
                        <td class="mono small">${one.key.join(', ') || t('create.noKey')}</td>
                        <td class="number">${number(one.rowsEstimate || undefined)}</td>
                      </tr>
                    `,
                  )}
                </tbody>
              </table>
            `
          : empty('', t('create.noTables'))}
      </div>
    `;
  }
}
customElements.define('sluice-pick', Pick);

/** Asks how tables are to be copied again, all of the project's for none, and has it done. */
export function askAgain(project, tables, done) {
  const kafka = project.type?.endsWith('KAFKA');
  const text = tables.length
    ? t('objects.askAgain', tables.map(full).join(', '))
    : t('ask.resynchronize', project.name);
  const fields = kafka
    ? []
    : [
        {
          name: 'targets',
          label: t('options.targets'),
          values: ['MERGE', 'EMPTY', 'KEEP'],
          words: 'choice.targets',
          value: 'MERGE',
          help: t('objects.targetsHelp'),
        },
      ];
  const send = (dryRun, targets) =>
    api.post(`/projects/${project.id}/resynchronize${dryRun}`, { tables: tables.length ? tables : undefined, targets });
  const question = {
    title: t('action.resynchronize'),
    text,
    fields,
    danger: !tables.length,
    plan: ({ targets }) => send('?dryRun=true', targets).then(planned),
  };
  ask(question, ({ targets }) => send('', targets).then(done));
}

/** Tables on their way into a project that runs: how far they are, and why they do not go on. */
export function modification(project, changed) {
  const m = project.modification;
  if (!m) return nothing;
  const act = (promise, text) =>
    promise.then(
      () => changed(text),
      (e) => say(e.message, 'danger'),
    );
  const waits =
    project.components.find((part) => part.id === m.component)?.waitsFor ??
    project.components.find((part) => part.kind === 'STORE')?.waitsFor;
  return html`
    <div class="callout ${m.failure ? '' : 'info'}" role="status">
      <h2>${t(m.failure ? 'objects.failed' : 'objects.coming', number(m.tables.length))}</h2>
      <p class="mono small">${m.tables.map((one) => full(one.source)).join(', ')}</p>
      <p>
        ${m.steps.map(
          (one) => html`
            <span class="nowrap">${t(`objects.${one.step}`)} ${chip(one.status)}</span>
          `,
        )}
      </p>
      ${m.steps
        .filter((one) => one.step === 'FULL' && one.rowsDone != null && one.status === 'RUNNING')
        .map(
          (one) => html`
            <p>${number(one.rowsDone)} ${t('project.of', number(one.rowsEstimate))}</p>
          `,
        )}
      ${waits
        ? html`
            <p>${t('components.waitsFor', waits)}</p>
          `
        : nothing}
      ${m.failure
        ? html`
            <p class="wrap">${m.failure.text} ${m.failure.detail}</p>
            <p>
              <strong>${t('common.remedy')}:</strong>
              ${m.failure.remedy}
            </p>
            <p class="small mono">${m.failure.code}</p>
          `
        : nothing}
      <div class="bar">
        ${m.failure
          ? html`
              <sl-button
                size="small"
                variant="primary"
                @click=${() => act(api.post(`/projects/${project.id}/resume`), t('common.retry'))}
              >
                ${t('common.retry')}
              </sl-button>
            `
          : nothing}
        ${project.actions.includes('cancel-modification')
          ? html`
              <sl-button
                size="small"
                @click=${() =>
                  ask({ title: t('action.cancel-modification'), text: t('objects.askCancel'), danger: true }, () =>
                    api
                      .delete(`/projects/${project.id}/modification`)
                      .then(() => changed(t('action.cancel-modification'))),
                  )}
              >
                ${t('action.cancel-modification')}
              </sl-button>
            `
          : nothing}
      </div>
    </div>
  `;
}

const chosenByRules = ({ count, tables, idle }) => html`
  <p>
    ${t('objects.chosenByRules', number(count))}
    <span class="mono small">${tables.slice(0, 50).map(full).join(' ')}</span>
  </p>
  ${idle.length
    ? html`
        <p class="wrap">
          ${t('objects.idleRules')}
          <span class="mono">${idle.join(' ')}</span>
        </p>
      `
    : nothing}
`;

/** What a file would come to, or all that is wrong in it. */
const found = ({ faults, dryRun }) =>
  faults.length
    ? html`
        <div class="callout" role="alert">
          <h2>${t('objects.faults', number(faults.length))}</h2>
          <table>
            <thead>
              <tr>
                <th>${t('objects.line')}</th>
                <th>${t('objects.field')}</th>
                <th>${t('objects.wrong')}</th>
              </tr>
            </thead>
            <tbody>
              ${faults.map(
                (one) => html`
                  <tr>
                    <td class="number">${one.line ?? t('common.none')}</td>
                    <td class="mono">${one.field}</td>
                    <td class="wrap">${one.detail}</td>
                  </tr>
                `,
              )}
            </tbody>
          </table>
        </div>
      `
    : planned(dryRun);

function parsed(text, before) {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.flatMap((line, i) => {
    if (!line) return [];
    const match = /^([^.\s]+)\.(\S+)(?:\s*->\s*([^.\s]+)\.(\S+))?$/.exec(line);
    if (!match) throw new Error(`${i + 1}: ${line}`);
    const [, schema, name, toSchema, toName] = match;
    const kept = before.get(`${schema}.${name}`);
    return [
      {
        schema,
        name,
        target: toName ? { schema: toSchema, name: toName } : undefined,
        columns: kept?.columns,
        filter: kept?.filter,
      },
    ];
  });
}
