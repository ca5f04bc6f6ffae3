import { LitElement, html, nothing } from 'lit';
import { setBasePath } from 'shoelace/utilities/base-path.js';
import { api } from './api.js';
import { changeZone, time, utc, zone } from './format.js';
import { ask } from './parts/ask.js';
import { say } from './parts/parts.js';
import { may, me, signOut, whoAmI } from './session.js';
import { changeLanguage, language, t } from './texts.js';
import './pages/overview.js';
import './pages/alerts.js';
import './pages/projects.js';
import './pages/project.js';
import './pages/create.js';
import './pages/component.js';
import './pages/components.js';
import './pages/sources.js';
import './pages/instances.js';
import './pages/events.js';
import './pages/access.js';

setBasePath('/webjars/shoelace-style__shoelace/cdn');

const PAGES = ['overview', 'projects', 'alerts', 'components', 'sources', 'instances', 'events', 'access'];

/** Those that only an admin has something to do on. */
const ADMIN = ['access'];
const OTHERS = ['create', 'sign-in'];

/** Where the address leads: `#/projects/p-1?tab=x` is page `projects`, id `p-1`, tab `x`. */
function here() {
  const [path, search] = location.hash.replace(/^#\/?/, '').split('?');
  const [page, id] = path.split('/');
  return {
    page: PAGES.includes(page) || OTHERS.includes(page) ? page : 'overview',
    id,
    filter: Object.fromEntries(new URLSearchParams(search ?? '')),
  };
}

class App extends LitElement {
  static properties = {
    known: { state: true },
    where: { state: true },
    silentSince: { state: true },
    dark: { state: true },
    open: { state: true },
  };

  constructor() {
    super();
    this.where = here();
    this.dark =
      (localStorage.getItem('theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) ===
      'dark';
    addEventListener('hashchange', () => (this.where = here()));
    // Where one was stays in the address: signing in leads back there.
    addEventListener('signed-out', () => this.ask());
    this.addEventListener('signed-in', () => this.entered());
    this.ask();
    this.addEventListener('alerts', (e) => (this.open = e.detail));
    setInterval(() => document.hidden || !me.name || this.count(), 10_000);
    this.addEventListener('gateway', (e) => {
      if (e.detail) this.silentSince = undefined;
      else this.silentSince ??= new Date();
    });
  }

  /** Who is there; asked until the gateway answers. */
  async ask() {
    try {
      await whoAmI();
      this.silentSince = undefined;
      this.known = true;
      if (me.name) this.count();
      this.requestUpdate();
    } catch {
      this.silentSince ??= new Date();
      setTimeout(() => this.ask(), 2000);
    }
  }

  /** How many alerts nobody looks after; pages that follow a stream hear of it at once. */
  async count() {
    try {
      this.open = (await api.get('/alerts/open')).open;
    } catch {
      // The page says so.
    }
  }

  badge() {
    const { CRITICAL = 0, WARNING = 0, INFO = 0 } = this.open ?? {};
    const count = CRITICAL + WARNING + INFO;
    return count
      ? html`
          <span class="badge ${CRITICAL ? 'bad' : 'warn'}" title=${t('alerts.badge', count)}>${count}</span>
        `
      : nothing;
  }

  entered() {
    this.count();
    if (this.where.page === 'sign-in') location.hash = '#/overview';
    this.requestUpdate();
  }

  async leave() {
    await signOut();
    this.requestUpdate();
  }

  password() {
    ask(
      {
        title: t('signIn.change'),
        text: t('signIn.changeHelp'),
        fields: [
          { name: 'current', label: t('signIn.current'), type: 'password', required: true },
          { name: 'replacement', label: t('access.newPassword'), type: 'password', required: true },
        ],
      },
      (given) => api.put('/session/password', given).then(() => say(t('signIn.changed'))),
    );
  }

  createRenderRoot() {
    return this;
  }

  theme() {
    this.dark = !this.dark;
    localStorage.setItem('theme', this.dark ? 'dark' : 'light');
  }

  page() {
    const { page, id } = this.where;
    switch (page) {
      case 'alerts':
        return html`
          <sluice-alerts .where=${this.where}></sluice-alerts>
        `;
      case 'projects':
        return id
          ? html`
              <sluice-project .where=${this.where}></sluice-project>
            `
          : html`
              <sluice-projects .where=${this.where}></sluice-projects>
            `;
      case 'components':
        return id
          ? html`
              <sluice-component .where=${this.where}></sluice-component>
            `
          : html`
              <sluice-components .where=${this.where}></sluice-components>
            `;
      case 'sources':
        return html`
          <sluice-sources .where=${this.where}></sluice-sources>
        `;
      case 'instances':
        return html`
          <sluice-instances .where=${this.where}></sluice-instances>
        `;
      case 'events':
        return html`
          <sluice-events .where=${this.where}></sluice-events>
        `;
      case 'access':
        return html`
          <sluice-access .where=${this.where}></sluice-access>
        `;
      case 'create':
        return html`
          <sluice-create .where=${this.where}></sluice-create>
        `;
      default:
        return html`
          <sluice-overview .where=${this.where}></sluice-overview>
        `;
    }
  }

  render() {
    document.documentElement.classList.toggle('sl-theme-dark', this.dark);
    document.documentElement.lang = language;
    const current = this.where.page === 'create' ? 'projects' : this.where.page;
    if (!this.known)
      return this.silentSince
        ? html`
            <div class="offline" role="status">${t('app.offline', time(this.silentSince))}</div>
          `
        : nothing;
    if (!me.name || this.where.page === 'sign-in')
      return html`
        <sluice-sign-in .link=${this.where.filter.link} .refused=${this.where.filter.refused}></sluice-sign-in>
      `;
    return html`
      <div class="shell">
        <nav class="side" aria-label=${t('app.title')}>
          <a class="brand" href="#/overview">
            <img src="/console/sluice.svg" alt="" />
            ${t('app.title')}
          </a>
          ${PAGES.filter((page) => may('ADMIN') || !ADMIN.includes(page)).map(
            (page) => html`
              <a class="item" href="#/${page}" aria-current=${page === current ? 'page' : nothing}>
                ${t(`app.${page}`)}${page === 'alerts' ? this.badge() : nothing}
              </a>
            `,
          )}
          <div class="foot">
            <span data-me>${t('app.signedIn', me.name, t(`role.${me.role}`))}</span>
            <sl-button size="small" @click=${this.leave}>${t('signIn.out')}</sl-button>
            ${me.withPassword
              ? html`
                  <sl-button size="small" @click=${this.password}>${t('signIn.change')}</sl-button>
                `
              : nothing}
            <span>${t('app.times', zone)}</span>
            <sl-button size="small" data-language @click=${changeLanguage}>${t('app.language')}</sl-button>
            <sl-button size="small" data-zone @click=${changeZone}>${utc ? t('app.local') : t('app.utc')}</sl-button>
            <a href="/api/v1/browse" target="_blank" rel="noopener">${t('app.api')}</a>
            <sl-button size="small" @click=${this.theme}>${this.dark ? t('app.light') : t('app.dark')}</sl-button>
          </div>
        </nav>
        <main>
          ${this.silentSince
            ? html`
                <div class="offline" role="status">${t('app.offline', time(this.silentSince))}</div>
              `
            : nothing}
          ${this.page()}
        </main>
      </div>
    `;
  }
}
customElements.define('sluice-app', App);
