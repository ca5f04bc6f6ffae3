import { html, nothing } from 'lit';
import { api } from '../api.js';
import { time } from '../format.js';
import { event as words } from '../parts/events.js';
import { searchField } from '../parts/fields.js';
import { Page } from '../parts/page.js';
import { empty } from '../parts/parts.js';
import { t } from '../texts.js';

const MOST = 300;

/** The event log as it is written, newest first. */
class Events extends Page {
  static properties = { seen: { state: true } };

  constructor() {
    super();
    this.seen = [];
  }

  connectedCallback() {
    super.connectedCallback();
    const from = new Date(Date.now() - 3_600_000).toISOString();
    this.end = api.follow({ from }, (event) => (this.seen = [event, ...this.seen].slice(0, MOST)));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
  }

  /** Nothing to be read beside the stream; asking for something tells whether the gateway is there. */
  read() {
    return api.get('/instances');
  }

  show() {
    const f = this.where.filter;
    const shown = this.seen.filter(
      (event) => !f.keyword || `${event.subject} ${event.type} ${event.actor}`.includes(f.keyword),
    );
    return html`
      <div class="head">
        <h1>${t('events.title')}</h1>
        <span class="chip good">${t('events.live')}</span>
      </div>
      <div class="bar">
        ${searchField(
          t('common.search'),
          f.keyword,
          (value) => (location.hash = `#/events${value ? `?keyword=${encodeURIComponent(value)}` : ''}`),
        )}
      </div>
      <div class="panel flush">
        ${shown.length
          ? html`
              <table>
                <thead>
                  <tr>
                    <th>${t('events.time')}</th>
                    <th>${t('events.what')}</th>
                    <th>${t('events.subject')}</th>
                    <th>${t('events.actor')}</th>
                    <th>${t('events.data')}</th>
                  </tr>
                </thead>
                <tbody>
                  ${shown.map(
                    (event) => html`
                      <tr>
                        <td class="nowrap">${time(event.time)}</td>
                        <td>${words(event)}</td>
                        <td class="mono nowrap">
                          ${event.subject.startsWith('p-')
                            ? html`
                                <a href="#/projects/${event.subject}">${event.subject}</a>
                              `
                            : event.subject}
                        </td>
                        <td class="nowrap">${event.actor}</td>
                        <td class="mono small wrap">
                          ${event.data?.failure
                            ? `${event.data.failure.code}: ${event.data.failure.detail}`
                            : (event.data?.reason ?? nothing)}
                        </td>
                      </tr>
                    `,
                  )}
                </tbody>
              </table>
            `
          : empty('', t('events.empty'))}
      </div>
    `;
  }
}
customElements.define('sluice-events', Events);
