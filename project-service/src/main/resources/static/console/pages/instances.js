import { html } from 'lit';
import { api, query } from '../api.js';
import { time } from '../format.js';
import { Page } from '../parts/page.js';
import { empty } from '../parts/parts.js';
import { t } from '../texts.js';

class Instances extends Page {
  read() {
    return api.get('/instances');
  }

  show({ items }) {
    return html`
      <div class="head"><h1>${t('instances.title')}</h1></div>
      <div class="panel flush">
        ${items.length
          ? html`
              <table>
                <thead>
                  <tr>
                    <th>${t('instances.instance')}</th>
                    <th>${t('common.status')}</th>
                    <th>${t('instances.kinds')}</th>
                    <th>${t('instances.regions')}</th>
                    <th class="number">${t('instances.carries')}</th>
                    <th>${t('instances.seen')}</th>
                  </tr>
                </thead>
                <tbody>
                  ${items.map(
                    (one) => html`
                      <tr>
                        <td class="mono">${one.instance}</td>
                        <td>
                          <span class="chip ${one.alive ? 'good' : 'idle'}">
                            ${one.alive ? t('instances.alive') : t('instances.silent')}
                          </span>
                        </td>
                        <td>${one.kinds.map((kind) => t(`kind.${kind}`)).join(', ')}</td>
                        <td>${one.regions.join(', ')}</td>
                        <td class="number">
                          <a href="#/components${query({ kind: one.kinds[0], keyword: one.instance })}">
                            ${one.components}
                          </a>
                        </td>
                        <td class="nowrap">${time(one.seenAt)}</td>
                      </tr>
                    `,
                  )}
                </tbody>
              </table>
            `
          : empty('', t('instances.empty'))}
      </div>
    `;
  }
}
customElements.define('sluice-instances', Instances);
