import { LitElement, html, nothing } from 'lit';
import { setBasePath } from 'shoelace/utilities/base-path.js';
import { time, zone } from './format.js';
import { t } from './texts.js';
import './page-projects.js';
import './page-project.js';
import './page-create.js';
import './page-components.js';
import './page-sources.js';
import './page-instances.js';
import './page-events.js';

setBasePath('/webjars/shoelace-style__shoelace/cdn');

const PAGES = ['projects', 'components', 'sources', 'instances', 'events'];

/** Where the address leads: `#/projects/p-1?tab=x` is page `projects`, id `p-1`, tab `x`. */
function here() {
  const [path, search] = location.hash.replace(/^#\/?/, '').split('?');
  const [page, id] = path.split('/');
  return { page: PAGES.includes(page) || page === 'create' ? page : 'projects', id, filter: Object.fromEntries(new URLSearchParams(search ?? '')) };
}

class App extends LitElement {
  static properties = { where: { state: true }, silentSince: { state: true }, dark: { state: true } };

  constructor() {
    super();
    this.where = here();
    this.dark = (localStorage.getItem('theme') ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';
    addEventListener('hashchange', () => (this.where = here()));
    this.addEventListener('gateway', (e) => {
      if (e.detail) this.silentSince = undefined;
      else this.silentSince ??= new Date();
    });
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
      case 'components': return html`<sluice-components .where=${this.where}></sluice-components>`;
      case 'sources': return html`<sluice-sources .where=${this.where}></sluice-sources>`;
      case 'instances': return html`<sluice-instances .where=${this.where}></sluice-instances>`;
      case 'events': return html`<sluice-events .where=${this.where}></sluice-events>`;
      case 'create': return html`<sluice-create .where=${this.where}></sluice-create>`;
      default: return id ? html`<sluice-project .where=${this.where}></sluice-project>` : html`<sluice-projects .where=${this.where}></sluice-projects>`;
    }
  }

  render() {
    document.documentElement.classList.toggle('sl-theme-dark', this.dark);
    const current = this.where.page === 'create' ? 'projects' : this.where.page;
    return html`
      <div class="shell">
        <nav class="side" aria-label=${t('app.title')}>
          <a class="brand" href="#/projects"><img src="/console/sluice.svg" alt="">${t('app.title')}</a>
          ${PAGES.map((page) => html`<a class="item" href="#/${page}" aria-current=${page === current ? 'page' : nothing}>${t(`app.${page}`)}</a>`)}
          <div class="foot">
            <span>${t('app.times', zone)}</span>
            <a href="/api/v1/openapi" target="_blank" rel="noopener">${t('app.api')}</a>
            <sl-button size="small" @click=${this.theme}>${this.dark ? t('app.light') : t('app.dark')}</sl-button>
          </div>
        </nav>
        <main>
          ${this.silentSince ? html`<div class="offline" role="status">${t('app.offline', time(this.silentSince))}</div>` : nothing}
          ${this.page()}
        </main>
      </div>`;
  }
}
customElements.define('sluice-app', App);
