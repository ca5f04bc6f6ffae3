import { html, nothing } from 'lit';
import { api, query } from './api.js';
import { duration, time } from './format.js';
import { Page, ask, chip, empty, pager, perform, say, steps } from './parts.js';
import { may } from './session.js';
import { t } from './texts.js';

const STATUSES = ['NOT_STARTED', 'RUNNING', 'MODIFYING', 'INTEGRATING', 'PAUSED', 'FAILED', 'COMPLETED', 'RELEASING', 'RELEASED'];
const TYPES = ['POSTGRESQL_TO_POSTGRESQL', 'POSTGRESQL_TO_KAFKA'];
const OFFERED = ['start', 'resume', 'pause', 'precheck', 'resynchronize', 'complete', 'release', 'delete', 'rename'];
const BATCH = ['start', 'pause', 'resume', 'release', 'delete'];

/** What of a project's actions a list offers, the most likely first. */
export const offered = (project) => OFFERED.filter((action) => project.actions.includes(action));

class Projects extends Page {
  static properties = { chosen: { state: true } };

  constructor() {
    super();
    this.chosen = new Set();
  }

  read() {
    const { keyword, status, type, tag, sort, page } = this.where.filter;
    return api.get(`/projects${query({ keyword, status, type, tag, sort: sort ?? '-createdAt', page, size: 25 })}`);
  }

  stream() {
    const { keyword, status, type, tag, sort, page } = this.where.filter;
    return `/live/projects${query({ keyword, status, type, tag, sort: sort ?? '-createdAt', page, size: 25 })}`;
  }

  heard(message) {
    if (message.projects) this.data = message.projects;
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
    return html`<th title=${help ?? nothing} aria-sort=${now ? (sort.startsWith('-') ? 'descending' : 'ascending') : nothing}>
      <a href="#/projects${query({ ...this.where.filter, sort: next })}">${label}${now ? (sort.startsWith('-') ? ' ↓' : ' ↑') : ''}</a></th>`;
  }

  choose(id, on) {
    const next = new Set(this.chosen);
    if (on) next.add(id);
    else next.delete(id);
    this.chosen = next;
  }

  batch(action) {
    const those = this.data.items.filter((one) => this.chosen.has(one.id));
    const danger = action === 'release' || action === 'delete';
    const list = those.map((one) => one.name).join(', ');
    ask({ title: t(`action.${action}`), text: list, danger, confirmation: action === 'release' ? 'delete' : undefined }, async () => {
      // Each has an outcome of its own: one that is refused does not keep the others from it.
      const outcomes = await Promise.allSettled(those.map((one) => this.one(action, one)));
      outcomes.forEach((outcome, i) => {
        if (outcome.status === 'rejected') say(`${those[i].name}: ${outcome.reason.message}`, 'danger');
        else say(t('projects.done', those[i].name));
      });
      this.chosen = new Set();
      this.refresh();
    });
  }

  one(action, project) {
    const path = `/projects/${project.id}`;
    if (action === 'delete') return api.delete(path);
    return api.post(`${path}/${action}`, action === 'release' ? { confirmation: 'delete' } : undefined);
  }

  row(project) {
    const [first, ...others] = offered(project);
    const act = (action) => perform(action, project, () => this.refresh());
    return html`<tr>
      <td><sl-checkbox size="small" aria-label=${project.name} ?checked=${this.chosen.has(project.id)} @sl-change=${(e) => this.choose(project.id, e.target.checked)}></sl-checkbox></td>
      <td class="wrap"><a href="#/projects/${project.id}"><strong>${project.name}</strong></a><div class="muted small mono">${project.id}</div></td>
      <td class="nowrap">${t(`type.${project.type}`)}</td>
      <td>${chip(project.status)}</td>
      <td>${steps(project.steps)}</td>
      <td class="number">${duration(project.latencyMillis)}</td>
      <td>${project.tags.map((tag) => html`<a class="tag" href="#/projects${query({ tag })}">${tag}</a>`)}</td>
      <td class="nowrap muted">${time(project.createdAt)}</td>
      <td><div class="actions">
        ${first ? html`<sl-button size="small" @click=${() => act(first)}>${t(`action.${first}`)}</sl-button>` : nothing}
        ${others.length ? html`<sl-dropdown hoist placement="bottom-end">
          <sl-button slot="trigger" size="small" caret aria-label=${t('common.more')}></sl-button>
          <sl-menu @sl-select=${(e) => act(e.detail.item.value)}>${others.map((action) => html`<sl-menu-item value=${action}>${t(`action.${action}`)}</sl-menu-item>`)}</sl-menu>
        </sl-dropdown>` : nothing}
      </div></td>
    </tr>`;
  }

  show(data) {
    const f = this.where.filter;
    const filtered = f.keyword || f.status || f.type || f.tag;
    return html`
      <div class="head"><h1>${t('projects.title')}</h1>
        ${may('OPERATOR') ? html`<div class="right"><sl-button variant="primary" size="small" href="#/create">${t('projects.create')}</sl-button></div>` : nothing}</div>
      <div class="bar" role="search">
        <sl-input size="small" clearable type="search" placeholder=${t('projects.keyword')} aria-label=${t('projects.keyword')} .value=${f.keyword ?? ''} @sl-input=${(e) => this.later({ keyword: e.target.value })}></sl-input>
        <sl-select size="small" clearable hoist placeholder=${t('common.status')} aria-label=${t('common.status')} .value=${f.status ?? ''} @sl-change=${(e) => this.filter({ status: e.target.value })}>
          ${STATUSES.map((one) => html`<sl-option value=${one}>${t(`status.${one}`)}</sl-option>`)}</sl-select>
        <sl-select size="small" clearable hoist placeholder=${t('projects.type')} aria-label=${t('projects.type')} .value=${f.type ?? ''} @sl-change=${(e) => this.filter({ type: e.target.value })}>
          ${TYPES.map((one) => html`<sl-option value=${one}>${t(`type.${one}`)}</sl-option>`)}</sl-select>
        ${f.tag ? html`<sl-button size="small" @click=${() => this.filter({ tag: undefined })}>${t('projects.tag')}: ${f.tag} ✕</sl-button>` : nothing}
        ${this.chosen.size ? html`<span class="muted">${t('projects.batch', this.chosen.size)}</span>
          ${BATCH.map((action) => html`<sl-button size="small" @click=${() => this.batch(action)}>${t(`action.${action}`)}</sl-button>`)}` : nothing}
      </div>
      ${data.total === 0
        ? html`<div class="panel">${filtered
            ? empty(t('projects.noneFound'), '', html`<sl-button size="small" href="#/projects">${t('projects.clear')}</sl-button>`)
            : empty(t('projects.emptyTitle'), t('projects.empty'), may('OPERATOR') ? html`<sl-button variant="primary" size="small" href="#/create">${t('projects.create')}</sl-button>` : nothing)}</div>`
        : html`<div class="panel flush"><table>
            <thead><tr><th></th>${this.header('name', t('common.name'))}${this.header('type', t('projects.type'))}${this.header('status', t('common.status'))}
              <th>${t('projects.steps')}</th><th class="number" title=${t('projects.latencyHelp')}>${t('projects.latency')}</th><th>${t('projects.tags')}</th>${this.header('createdAt', t('projects.created'))}<th></th></tr></thead>
            <tbody>${data.items.map((project) => this.row(project))}</tbody></table></div>
          ${pager(data, (page) => this.filter({ page }))}`}`;
  }

  /** A word is looked for when its writer stops for a moment. */
  later(change) {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.filter(change), 250);
  }
}
customElements.define('sluice-projects', Projects);
