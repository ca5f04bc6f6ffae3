import { html, nothing } from 'lit';
import { api, query } from '../api.js';
import { time } from '../format.js';
import { buttons, severity } from '../parts/alerts.js';
import { Page } from '../parts/page.js';
import { empty } from '../parts/parts.js';
import { may } from '../session.js';
import { t } from '../texts.js';

/** All at a glance: how many run, are late, have failed, and what to do first. */
class Overview extends Page {
  read() {
    return api.get('/overview');
  }

  stream() {
    return '/live/overview';
  }

  heard(message) {
    if (message.overview) this.data = message.overview;
  }

  card(name, count, tone, to) {
    return html`
      <a class="card ${count ? tone : ''}" href=${to} data-card=${name}>
        <span class="figure">${count}</span>
        ${t(`overview.${name}`)}
      </a>
    `;
  }

  show({ projects, conditions, first }) {
    const of = (...statuses) => statuses.reduce((sum, status) => sum + (projects[status] ?? 0), 0);
    const all = Object.values(projects).reduce((sum, one) => sum + one, 0);
    const told = (condition) => conditions[condition] ?? 0;
    const alerts = (condition) => `#/alerts${query({ condition })}`;
    if (!all) {
      return html`
        <div class="head"><h1>${t('app.overview')}</h1></div>
        <div class="panel">
          ${empty(
            t('projects.emptyTitle'),
            t('projects.empty'),
            may('OPERATOR')
              ? html`
                  <sl-button variant="primary" size="small" href="#/create">${t('projects.create')}</sl-button>
                `
              : nothing,
          )}
        </div>
      `;
    }
    return html`
      <div class="head"><h1>${t('app.overview')}</h1></div>
      <div class="cards">
        ${this.card('running', of('RUNNING', 'MODIFYING', 'INTEGRATING'), 'good', '#/projects?status=RUNNING')}
        ${this.card('late', told('LATE'), 'warn', alerts('LATE'))}
        ${this.card('interrupted', told('INTERRUPTED'), 'warn', alerts('INTERRUPTED'))}
        ${this.card('stalled', told('STALLED'), 'warn', alerts('STALLED'))}
        ${this.card('failed', of('FAILED'), 'bad', '#/projects?status=FAILED')}
        ${this.card('paused', of('PAUSED'), 'busy', '#/projects?status=PAUSED')}
        ${this.card('pausedLong', told('PAUSE_LIMIT'), 'warn', alerts('PAUSE_LIMIT'))}
        ${this.card('notStarted', of('NOT_STARTED'), 'busy', '#/projects?status=NOT_STARTED')}
      </div>
      <h2>${t('overview.first')}</h2>
      ${first.length
        ? html`
            <div class="panel flush">
              <table class="told">
                <tbody>
                  ${first.map(
                    (one) => html`
                      <tr data-alert=${one.id}>
                        <td>${severity(one.severity)}</td>
                        <td>
                          <a href="#/alerts?id=${one.id}">${t(`condition.${one.condition}`)}</a>
                          <div class="muted small">
                            ${one.project
                              ? html`
                                  <a href="#/projects/${one.project}">${one.projectName}</a>
                                  <br />
                                `
                              : nothing}${time(one.raisedAt)}
                          </div>
                        </td>
                        <td class="wrap">
                          ${one.text}
                          <div class="muted small">${one.remedy}</div>
                        </td>
                        <td>${buttons(one, () => this.refresh())}</td>
                      </tr>
                    `,
                  )}
                </tbody>
              </table>
            </div>
          `
        : html`
            <div class="panel">${empty(t('overview.well'), t('overview.wellHelp'))}</div>
          `}
    `;
  }
}
customElements.define('sluice-overview', Overview);
