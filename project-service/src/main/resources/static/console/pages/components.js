import { html } from 'lit';
import { api, query } from '../api.js';
import { componentTable } from '../parts/component-table.js';
import { choiceField, searchField } from '../parts/fields.js';
import { Page } from '../parts/page.js';
import { empty, pager } from '../parts/parts.js';
import { t } from '../texts.js';

const KINDS = ['STORE', 'CONNECTOR', 'WRITER'];

class Components extends Page {
  async read() {
    const { kind, region, keyword, page } = this.where.filter;
    const [components, regions] = await Promise.all([
      api.get(`/components${query({ kind: kind ?? 'STORE', region, keyword, page, size: 25 })}`),
      api.get('/regions'),
    ]);
    return { ...components, regions: regions.items };
  }

  filter(change) {
    location.hash = `#/components${query({ ...this.where.filter, page: undefined, ...change })}`;
  }

  show(data) {
    const f = this.where.filter;
    const kind = f.kind ?? 'STORE';
    return html`
      <div class="head"><h1>${t('components.title')}</h1></div>
      <sl-tab-group
        no-scroll-controls
        @sl-tab-show=${(e) => e.detail.name !== kind && this.filter({ kind: e.detail.name })}
      >
        ${KINDS.map(
          (one) => html`
            <sl-tab slot="nav" panel=${one} ?active=${one === kind}>${t(`kind.${one}`)}</sl-tab>
          `,
        )}
      </sl-tab-group>
      <div class="bar" role="search">
        ${searchField(t('components.keyword'), f.keyword, (value) => this.filter({ keyword: value }))}
        ${choiceField(
          t('components.region'),
          f.region,
          data.regions.map((one) => [one.region, t('components.inRegion', one.region, one.components)]),
          (value) => this.filter({ region: value }),
        )}
      </div>
      ${data.items.length
        ? html`
            <div class="panel flush">${componentTable(data.items, () => this.refresh())}</div>
            ${pager(data, (page) => this.filter({ page }))}
          `
        : html`
            <div class="panel">${empty('', t('components.empty'))}</div>
          `}
    `;
  }
}
customElements.define('sluice-components', Components);
