import { html, nothing } from 'lit';
import { api, query } from '../api.js';
import { duration, number, time } from '../format.js';
import { offered, perform } from '../parts/actions.js';
import { ask, outcomes } from '../parts/ask.js';
import { choiceField, searchField } from '../parts/fields.js';
import { Page } from '../parts/page.js';
import { chip, empty, pager, steps } from '../parts/parts.js';
import { views } from '../parts/views.js';
import { may } from '../session.js';
import { t } from '../texts.js';

const STATUSES = [
  'NOT_STARTED',
  'RUNNING',
  'MODIFYING',
  'INTEGRATING',
  'PAUSED',
  'FAILED',
  'COMPLETED',
  'RELEASING',
  'RELEASED',
];
const TYPES = ['POSTGRESQL_TO_POSTGRESQL', 'POSTGRESQL_TO_KAFKA'];
const BATCH = ['start', 'pause', 'resume', 'change-alerts', 'add-tags', 'remove-tags', 'release', 'delete'];

/** What a single project's page calls “Change” beside its alert level needs a name of its own here. */
const named = (action) => t(action === 'change-alerts' ? 'project.alert' : `action.${action}`);

class Projects extends Page {
  static properties = { chosen: { state: true }, counts: { state: true } };

  constructor() {
    super();
    this.chosen = new Set();
  }

  async read() {
    const { keyword, status, type, tag } = this.where.filter;
    const [projects, counts] = await Promise.all([
      api.get(`/projects${this.asked()}`),
      api.get(`/projects/counts${query({ keyword, status, type, tag })}`),
    ]);
    this.counts = counts;
    return projects;
  }

  stream() {
    return `/live/projects${this.asked()}`;
  }

  asked() {
    const { keyword, status, type, tag, sort, page } = this.where.filter;
    return query({ keyword, status, type, tag, sort: sort ?? '-createdAt', page, size: 25 });
  }

  heard(message) {
    if (message.projects) this.data = message.projects;
    if (message.counts) this.counts = message.counts;
  }

  /** Filters live in the address, so that a view can be shared and gone back to. */
  filter(change) {
    const next = { ...this.where.filter, page: undefined, ...change };
    location.hash = `#/projects${query(next)}`;
  }

  header(field, label, help) {
    const sort = this.where.filter.sort ?? '-createdAt';
    const now = sort.replace('-', '') === field;
    const next = now && !sort.startsWith('-') ? `-${field}` : field;
    return html`
      <th title=${help ?? nothing} aria-sort=${now ? (sort.startsWith('-') ? 'descending' : 'ascending') : nothing}>
        <a href="#/projects${query({ ...this.where.filter, sort: next })}">
          ${label}${now ? (sort.startsWith('-') ? ' ↓' : ' ↑') : ''}
        </a>
      </th>
    `;
  }

  choose(id, on) {
    const next = new Set(this.chosen);
    if (on) next.add(id);
    else next.delete(id);
    this.chosen = next;
  }

  /** With those that are chosen; each has an outcome of its own. */
  batch(action) {
    const those = this.data.items.filter((one) => this.chosen.has(one.id));
    const question = {
      title: named(action),
      text: those.map((one) => one.name).join(', '),
      danger: action === 'release' || action === 'delete',
      confirmation: action === 'release' ? 'delete' : undefined,
      fields: this.fields(action),
    };
    ask(question, async ({ confirmation, reason, tags, alertLevel }) => {
      const answer = await api.post('/projects/batch', {
        action,
        projects: those.map((one) => one.id),
        confirmation,
        reason: reason || undefined,
        tags: tags
          ?.split(',')
          .map((one) => one.trim())
          .filter(Boolean),
        alertLevel,
      });
      outcomes(question.title, answer);
      this.chosen = new Set();
      this.refresh();
    });
  }

  fields(action) {
    switch (action) {
      case 'pause':
        return [{ name: 'reason', label: t('ask.reason') }];
      case 'add-tags':
      case 'remove-tags':
        return [{ name: 'tags', label: t('projects.tags'), help: t('create.tagsHelp'), required: true }];
      case 'change-alerts':
        return [
          {
            name: 'alertLevel',
            label: t('project.alert'),
            values: ['NO', 'LOW', 'MEDIUM', 'HIGH'],
            words: 'level',
            value: 'LOW',
            required: true,
          },
        ];
      default:
        return [];
    }
  }

  row(project) {
    const [first, ...others] = offered(project);
    const act = (action) => perform(action, project, () => this.refresh());
    return html`
      <tr>
        <td>
          <sl-checkbox
            size="small"
            data-for=${project.name}
            ?checked=${this.chosen.has(project.id)}
            @sl-change=${(e) => this.choose(project.id, e.target.checked)}
          >
            <span class="hidden">${project.name}</span>
          </sl-checkbox>
        </td>
        <td class="wrap">
          <a href="#/projects/${project.id}"><strong>${project.name}</strong></a>
          <div class="muted small mono">${project.id}</div>
        </td>
        <td>${t(`type.${project.type}`)}</td>
        <td>${chip(project.status)}</td>
        <td>${steps(project.steps)}</td>
        <td class="number">${duration(project.latencyMillis)}</td>
        <td>
          ${project.tags.map(
            (tag) => html`
              <a class="tag" href="#/projects${query({ tag })}">${tag}</a>
            `,
          )}
        </td>
        <td class="muted">${time(project.createdAt)}</td>
        <td>
          <div class="actions">
            ${first
              ? html`
                  <sl-button size="small" @click=${() => act(first)}>${t(`action.${first}`)}</sl-button>
                `
              : nothing}
            ${others.length
              ? html`
                  <sl-dropdown hoist placement="bottom-end">
                    <sl-button slot="trigger" size="small" caret>
                      <span class="hidden">${t('common.more')}</span>
                    </sl-button>
                    <sl-menu @sl-select=${(e) => act(e.detail.item.value)}>
                      ${others.map(
                        (action) => html`
                          <sl-menu-item value=${action}>${t(`action.${action}`)}</sl-menu-item>
                        `,
                      )}
                    </sl-menu>
                  </sl-dropdown>
                `
              : nothing}
          </div>
        </td>
      </tr>
    `;
  }

  show(data) {
    const f = this.where.filter;
    const filtered = f.keyword || f.status || f.type || f.tag;
    return html`
      <div class="head">
        <h1>${t('projects.title')}</h1>
        ${may('OPERATOR')
          ? html`
              <div class="right">
                <sl-button variant="primary" size="small" href="#/create">${t('projects.create')}</sl-button>
              </div>
            `
          : nothing}
      </div>
      <div class="bar" role="search">
        ${searchField(t('projects.keyword'), f.keyword, (value) => this.later({ keyword: value }))}
        ${choiceField(
          t('common.status'),
          f.status,
          STATUSES.map((one) => [one, t(`status.${one}`)]),
          (value) => this.filter({ status: value }),
        )}
        ${choiceField(
          t('projects.type'),
          f.type,
          TYPES.map((one) => [one, t(`type.${one}`)]),
          (value) => this.filter({ type: value }),
        )}
        ${f.tag
          ? html`
              <sl-button size="small" @click=${() => this.filter({ tag: undefined })}>
                ${t('projects.tag')}: ${f.tag} ✕
              </sl-button>
            `
          : nothing}
        ${views('projects', f, () => this.requestUpdate())}
        ${this.chosen.size
          ? html`
              <span class="muted">${t('projects.batch', this.chosen.size)}</span>
              ${BATCH.map(
                (action) => html`
                  <sl-button size="small" @click=${() => this.batch(action)}>${named(action)}</sl-button>
                `,
              )}
            `
          : nothing}
      </div>
      ${this.numbers()}
      ${data.total === 0
        ? html`
            <div class="panel">
              ${filtered
                ? empty(
                    t('projects.noneFound'),
                    '',
                    html`
                      <sl-button size="small" href="#/projects">${t('projects.clear')}</sl-button>
                    `,
                  )
                : empty(
                    t('projects.emptyTitle'),
                    t('projects.empty'),
                    may('OPERATOR')
                      ? html`
                          <sl-button variant="primary" size="small" href="#/create">${t('projects.create')}</sl-button>
                        `
                      : nothing,
                  )}
            </div>
          `
        : html`
            <div class="panel flush">
              <table>
                <thead>
                  <tr>
                    <th></th>
                    ${this.header('name', t('common.name'))}${this.header('type', t('projects.type'))}${this.header(
                      'status',
                      t('common.status'),
                    )}
                    <th>${t('projects.steps')}</th>
                    ${this.header('latency', t('projects.latency'), t('projects.latencyHelp'))}
                    <th>${t('projects.tags')}</th>
                    ${this.header('createdAt', t('projects.created'))}
                    <th></th>
                  </tr>
                </thead>
                <tbody>${data.items.map((project) => this.row(project))}</tbody>
              </table>
            </div>
            ${pager(data, (page) => this.filter({ page }))}
          `}
    `;
  }

  /** How many there are: by status, each a way to these, and by tag. */
  numbers() {
    const { statuses = {}, tags = {} } = this.counts ?? {};
    const f = this.where.filter;
    if (!Object.keys(statuses).length) return nothing;
    const also = (tag) => query({ ...f, tag: f.tag === tag ? undefined : tag, page: undefined });
    const only = (status) => query({ ...f, status: f.status === status ? undefined : status, page: undefined });
    return html`
      <div class="counts">
        ${STATUSES.filter((one) => statuses[one]).map(
          (one) => html`
            <a class="count" href="#/projects${only(one)}" aria-current=${f.status === one ? 'true' : nothing}>
              ${chip(one)} ${number(statuses[one])}
            </a>
          `,
        )}
        ${Object.entries(tags)
          .slice(0, 12)
          .map(
            ([tag, count]) => html`
              <a class="count" href="#/projects${also(tag)}" aria-current=${f.tag === tag ? 'true' : nothing}>
                <span class="tag">${tag}</span>
                ${number(count)}
              </a>
            `,
          )}
      </div>
    `;
  }

  /** A word is looked for when its writer stops for a moment. */
  later(change) {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.filter(change), 250);
  }
}
customElements.define('sluice-projects', Projects);
