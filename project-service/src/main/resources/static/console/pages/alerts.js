import { html, nothing } from 'lit';
import { api, query } from '../api.js';
import { time } from '../format.js';
import { LEVELS, SEVERITIES, buttons, newSilence, severity } from '../parts/alerts.js';
import { ask } from '../parts/ask.js';
import { plain } from '../parts/events.js';
import { choiceField, searchField } from '../parts/fields.js';
import { Page } from '../parts/page.js';
import { empty, pager, say } from '../parts/parts.js';
import { may } from '../session.js';
import { t } from '../texts.js';

const TABS = ['alerts', 'silences', 'channels', 'deliveries', 'settings'];
const SHOWN = ['standing', 'OPEN', 'ACKNOWLEDGED', 'SILENCED', 'RESOLVED', 'all'];
const CONDITIONS = [
  'PROJECT_FAILED',
  'COMPONENT_FAILED',
  'INTERRUPTED',
  'STALLED',
  'LATE',
  'PAUSE_LIMIT',
  'SOURCE_LOG_RETAINED',
  'TABLE_SUSPENDED',
  'CONFLICTS',
  'DIFFERENCES_FOUND',
  'CREDENTIAL_ENDS',
  'INSTANCE_GONE',
  'SERVICE_SILENT',
];
const CHAT = '{"text": "*{{title}}*\\n{{text}}\\n{{remedy}}\\n{{link}}"}';
const words = (text) => (text ?? '').split(/[\s,]+/).filter(Boolean);

/** The alert centre: what is wrong, who is told, and when. */
class Alerts extends Page {
  static interval = 3000;

  tab() {
    return TABS.includes(this.where.filter.tab) ? this.where.filter.tab : 'alerts';
  }

  async read() {
    const f = this.where.filter;
    const tab = this.tab();
    if (f.id) {
      const [alert, events, deliveries] = await Promise.all([
        api.get(`/alerts/${f.id}`),
        api.get(`/alerts/${f.id}/events`),
        api.get(`/alert-deliveries${query({ alert: f.id })}`),
      ]);
      return { alert, events: events.items, deliveries };
    }
    switch (tab) {
      case 'silences':
        return { tab, ...(await api.get('/silences')) };
      case 'channels':
        return { tab, ...(may('OPERATOR') ? await api.get('/alert-channels') : { items: [] }) };
      case 'deliveries':
        return { tab, ...(await api.get(`/alert-deliveries${query({ status: f.status, page: f.page, size: 25 })}`)) };
      case 'settings':
        return { tab, settings: await api.get('/alert-settings') };
      default: {
        const { shown = 'standing', severity, condition, project, keyword, page } = f;
        const standing = shown === 'standing' ? true : undefined;
        const status = SHOWN.slice(1, 5).includes(shown) ? shown : undefined;
        const asked = query({ standing, status, severity, condition, project, keyword, page, size: 25 });
        return { tab, ...(await api.get(`/alerts${asked}`)) };
      }
    }
  }

  filter(change) {
    location.hash = `#/alerts${query({ ...this.where.filter, page: undefined, ...change })}`;
  }

  done() {
    say(t('alerts.done'));
    this.refresh();
  }

  show(data) {
    if (data.alert) return this.one(data);
    return html`
      <div class="head"><h1>${t('app.alerts')}</h1></div>
      <sl-tab-group
        no-scroll-controls
        @sl-tab-show=${(e) =>
          e.detail.name !== this.tab() &&
          (location.hash = `#/alerts${query({ tab: e.detail.name === 'alerts' ? undefined : e.detail.name })}`)}
      >
        ${TABS.map(
          (name) => html`
            <sl-tab slot="nav" panel=${name} ?active=${name === data.tab}>${t(`alerts.${name}`)}</sl-tab>
          `,
        )}
      </sl-tab-group>
      ${{
        alerts: () => this.list(data),
        silences: () => this.silences(data),
        channels: () => this.channels(data),
        deliveries: () => this.deliveries(data),
        settings: () => this.settings(data),
      }[data.tab]()}
    `;
  }

  choice(name, values, text) {
    return html`
      ${choiceField(
        t(`alerts.${name}`),
        this.where.filter[name],
        values.map((one) => [one, text(one)]),
        (value) => this.filter({ [name]: value }),
      )}
    `;
  }

  list(data) {
    const f = this.where.filter;
    const search = (keyword) => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.filter({ keyword }), 250);
    };
    return html`
      <div class="bar" role="search">
        ${searchField(t('alerts.keyword'), f.keyword, search)}
        ${choiceField(
          t('common.status'),
          f.shown ?? 'standing',
          SHOWN.map((one) => [one, t(`alerts.${one}`)]),
          (value) => this.filter({ shown: value === 'standing' ? undefined : value }),
          true,
        )}
        ${this.choice('severity', SEVERITIES, (one) => t(`severity.${one}`))}${this.choice(
          'condition',
          CONDITIONS,
          (one) => t(`condition.${one}`),
        )}
        ${f.project
          ? html`
              <sl-button size="small" @click=${() => this.filter({ project: undefined })}>
                ${t('components.project')}: ${f.project} ✕
              </sl-button>
            `
          : nothing}
      </div>
      ${data.items.length
        ? html`
            <div class="panel flush">
              <table class="told">
                <thead>
                  <tr>
                    <th>${t('alerts.severity')}</th>
                    <th>${t('alerts.condition')}</th>
                    <th>${t('alerts.what')}</th>
                    <th>${t('common.status')}</th>
                    <th></th>
                  </tr>
                </thead>
                <tbody>
                  ${data.items.map(
                    (one) => html`
                      <tr data-alert=${one.id}>
                        <td>${severity(one.severity)}</td>
                        <td>
                          <a href="#/alerts?id=${one.id}">${t(`condition.${one.condition}`)}</a>
                          <div class="muted small">
                            ${one.project
                              ? html`
                                  <a href="#/projects/${one.project}">${one.projectName ?? one.project}</a>
                                  <br />
                                `
                              : nothing}${time(one.raisedAt)}
                          </div>
                        </td>
                        <td class="wrap">${one.text}</td>
                        <td>${this.state(one)}</td>
                        <td>${buttons(one, () => this.refresh())}</td>
                      </tr>
                    `,
                  )}
                </tbody>
              </table>
            </div>
            ${pager(data, (page) => this.filter({ page }))}
          `
        : html`
            <div class="panel">${empty(t('alerts.none'), t('alerts.noneHelp'))}</div>
          `}
    `;
  }

  state(one) {
    const by =
      one.changedBy && one.status !== 'OPEN'
        ? html`
            <div class="muted small">${one.changedBy}</div>
          `
        : nothing;
    return html`
      ${t(`alerts.${one.status}`)}${one.silencedUntil
        ? html`
            <div class="muted small">${t('alerts.until', time(one.silencedUntil))}</div>
          `
        : by}
    `;
  }

  /** One alert with what it means, what has happened to it, and who was told. */
  one({ alert, events, deliveries }) {
    return html`
      <div class="head">
        <a href="#/alerts">← ${t('app.alerts')}</a>
        <h1>${t(`condition.${alert.condition}`)}</h1>
        ${severity(alert.severity)}
        <div class="right">${buttons(alert, () => this.refresh())}</div>
      </div>
      <div class="panel">
        <p class="wrap">${alert.text}</p>
        <p>
          <strong>${t('common.remedy')}:</strong>
          ${alert.remedy}
        </p>
        <dl class="facts">
          <div>
            <dt>${t('common.status')}</dt>
            <dd>${this.state(alert)}</dd>
          </div>
          <div>
            <dt>${t('alerts.about')}</dt>
            <dd class="mono">${alert.about}</dd>
          </div>
          <div>
            <dt>${t('components.project')}</dt>
            <dd>
              ${alert.project
                ? html`
                    <a href="#/projects/${alert.project}">${alert.projectName ?? alert.project}</a>
                  `
                : t('common.none')}
            </dd>
          </div>
          <div>
            <dt>${t('alerts.raised')}</dt>
            <dd>${time(alert.raisedAt)}</dd>
          </div>
          <div>
            <dt>${t('alerts.told')}</dt>
            <dd>${time(alert.toldAt)}</dd>
          </div>
          <div>
            <dt>${t('alerts.resolvedAt')}</dt>
            <dd>${time(alert.resolvedAt)}</dd>
          </div>
          ${alert.note
            ? html`
                <div>
                  <dt>${t('alerts.note')}</dt>
                  <dd>${alert.note}</dd>
                </div>
              `
            : nothing}
        </dl>
      </div>
      <h2>${t('project.history')}</h2>
      <div class="panel">
        <ul class="chain">
          ${events.map(
            (one) => html`
              <li class=${/raised|escalated/.test(one.type) ? 'bad' : ''}>
                <strong>${plain(one.type)}</strong>
                <span class="muted small">${time(one.at)}, ${one.actor}</span>
                <div class="wrap">${one.event.note ?? one.event.reason ?? one.event.alert.text}</div>
              </li>
            `,
          )}
        </ul>
      </div>
      ${deliveries.items.length
        ? html`
            <h2>${t('alerts.deliveries')}</h2>
            ${this.table(deliveries)}
          `
        : nothing}
    `;
  }

  silences(data) {
    const over = (one) => new Date(one.until) < Date.now();
    return html`
      <div class="bar">
        ${may('OPERATOR')
          ? html`
              <sl-button size="small" variant="primary" @click=${() => newSilence(() => this.refresh())}>
                ${t('alerts.newSilence')}
              </sl-button>
            `
          : nothing}
      </div>
      ${data.items.length
        ? html`
            <div class="panel flush">
              <table>
                <thead>
                  <tr>
                    <th>${t('alerts.for')}</th>
                    <th>${t('project.from')}</th>
                    <th>${t('project.to')}</th>
                    <th>${t('alerts.reason')}</th>
                    <th>${t('events.actor')}</th>
                    <th></th>
                  </tr>
                </thead>
                <tbody>
                  ${data.items.map(
                    (one) => html`
                      <tr class=${over(one) ? 'muted' : ''}>
                        <td class="wrap">
                          ${[
                            one.alert,
                            one.project,
                            one.tag && `${t('projects.tag')} ${one.tag}`,
                            one.condition && t(`condition.${one.condition}`),
                          ]
                            .filter(Boolean)
                            .join(', ') || t('alerts.everything')}
                        </td>
                        <td class="nowrap">${time(one.from)}</td>
                        <td class="nowrap">${time(one.until)}</td>
                        <td class="wrap">${one.reason}</td>
                        <td>${one.by}</td>
                        <td>
                          ${may('OPERATOR') && !over(one)
                            ? html`
                                <sl-button
                                  size="small"
                                  @click=${() =>
                                    api.delete(`/silences/${one.id}`).then(
                                      () => this.done(),
                                      (e) => say(e.message, 'danger'),
                                    )}
                                >
                                  ${t('alerts.endNow')}
                                </sl-button>
                              `
                            : nothing}
                        </td>
                      </tr>
                    `,
                  )}
                </tbody>
              </table>
            </div>
          `
        : html`
            <div class="panel">${empty(t('alerts.noSilences'), t('alerts.newSilenceHelp'))}</div>
          `}
    `;
  }

  channels(data) {
    const edit = (kind, channel) => this.edit(kind, channel);
    return html`
      <div class="bar">
        ${may('ADMIN')
          ? html`
              <sl-button size="small" variant="primary" @click=${() => edit('webhook')}>
                ${t('alerts.addWebhook')}
              </sl-button>
              <sl-button size="small" variant="primary" @click=${() => edit('email')}>
                ${t('alerts.addEmail')}
              </sl-button>
            `
          : nothing}
      </div>
      ${data.items.length
        ? html`
            <div class="panel flush">
              <table>
                <thead>
                  <tr>
                    <th>${t('common.name')}</th>
                    <th>${t('sources.where')}</th>
                    <th>${t('alerts.for')}</th>
                    <th>${t('alerts.from')}</th>
                    <th>${t('common.status')}</th>
                    <th></th>
                  </tr>
                </thead>
                <tbody>
                  ${data.items.map(
                    ({ id, settings: s, host }) => html`
                      <tr>
                        <td>${s.name}</td>
                        <td class="mono wrap">
                          ${host}${s.email
                            ? html`
                                <div class="muted small">${s.email.to.join(', ')}</div>
                              `
                            : nothing}
                        </td>
                        <td class="wrap">
                          ${[...s.projects, ...s.tags.map((tag) => `${t('projects.tag')} ${tag}`)].join(', ') ||
                          t('alerts.everything')}
                        </td>
                        <td>${severity(s.severity)}</td>
                        <td>${s.enabled ? t('alerts.on') : t('alerts.off')}</td>
                        <td>
                          <div class="actions">
                            ${may('OPERATOR')
                              ? html`
                                  <sl-button size="small" @click=${() => this.test(id)}>${t('sources.test')}</sl-button>
                                `
                              : nothing}
                            ${may('ADMIN')
                              ? html`
                                  <sl-button
                                    size="small"
                                    @click=${() => edit(s.email ? 'email' : 'webhook', { id, settings: s })}
                                  >
                                    ${t('sources.edit')}
                                  </sl-button>
                                  <sl-button
                                    size="small"
                                    @click=${() =>
                                      ask(
                                        {
                                          title: t('action.delete'),
                                          text: t('alerts.askRemove', s.name),
                                          danger: true,
                                        },
                                        () => api.delete(`/alert-channels/${id}`).then(() => this.done()),
                                      )}
                                  >
                                    ${t('action.delete')}
                                  </sl-button>
                                `
                              : nothing}
                          </div>
                        </td>
                      </tr>
                    `,
                  )}
                </tbody>
              </table>
            </div>
          `
        : html`
            <div class="panel">${empty(t('alerts.noChannels'), t('alerts.noChannelsHelp'))}</div>
          `}
    `;
  }

  async test(id) {
    const { delivered, error } = await api.post(`/alert-channels/${id}/test`).catch((e) => ({ error: e.message }));
    if (delivered) say(t('alerts.delivered'));
    else say(error, 'danger');
  }

  edit(kind, channel) {
    const s = channel?.settings ?? {};
    const all = [
      { name: 'name', label: t('common.name'), value: s.name, required: true },
      { name: 'severity', label: t('alerts.from'), values: SEVERITIES, value: s.severity ?? 'WARNING' },
      { name: 'tags', label: t('projects.tags'), value: (s.tags ?? []).join(', '), help: t('alerts.tagsHelp') },
      {
        name: 'projects',
        label: t('app.projects'),
        value: (s.projects ?? []).join(', '),
        help: t('alerts.projectsHelp'),
      },
      { name: 'enabled', label: t('common.status'), values: ['true', 'false'], value: String(s.enabled ?? true) },
    ];
    const keep = channel ? t('sources.keep') : '';
    const own =
      kind === 'webhook'
        ? [
            { name: 'url', label: t('alerts.url'), help: keep || t('alerts.urlHelp'), required: !channel },
            { name: 'secret', label: t('alerts.secret'), type: 'password', help: keep || t('alerts.secretHelp') },
            {
              name: 'template',
              label: t('alerts.template'),
              value: s.webhook?.template ?? '',
              help: t('alerts.templateHelp', CHAT),
            },
          ]
        : [
            { name: 'host', label: t('sources.host'), value: s.email?.host, required: true },
            {
              name: 'port',
              label: t('sources.port'),
              type: 'number',
              value: s.email?.port ?? '',
              help: t('alerts.portHelp'),
            },
            {
              name: 'encryption',
              label: t('sources.sslMode'),
              values: ['STARTTLS', 'TLS', 'NONE'],
              value: s.email?.encryption ?? 'STARTTLS',
            },
            { name: 'username', label: t('sources.username'), value: s.email?.username ?? '' },
            { name: 'password', label: t('sources.password'), type: 'password', help: keep },
            { name: 'sender', label: t('alerts.sender'), value: s.email?.from, required: true },
            { name: 'to', label: t('alerts.to'), value: (s.email?.to ?? []).join(', '), required: true },
          ];
    ask(
      {
        title: channel ? s.name : t(kind === 'webhook' ? 'alerts.addWebhook' : 'alerts.addEmail'),
        text: '',
        fields: [...own, ...all],
      },
      (v) => {
        const to =
          kind === 'webhook'
            ? { webhook: { url: v.url || undefined, secret: v.secret || undefined, template: v.template || undefined } }
            : {
                email: {
                  host: v.host,
                  port: v.port ? Number(v.port) : undefined,
                  encryption: v.encryption,
                  username: v.username || undefined,
                  password: v.password || undefined,
                  from: v.sender,
                  to: words(v.to),
                },
              };
        const body = {
          name: v.name,
          severity: v.severity,
          tags: words(v.tags),
          projects: words(v.projects),
          enabled: v.enabled === 'true',
          ...to,
        };
        return (channel ? api.put(`/alert-channels/${channel.id}`, body) : api.post('/alert-channels', body)).then(() =>
          this.done(),
        );
      },
    );
  }

  deliveries(data) {
    return html`
      <div class="bar">${this.choice('status', ['PENDING', 'SENT', 'FAILED'], (one) => t(`alerts.${one}`))}</div>
      ${data.items.length
        ? html`
            ${this.table(data)}${pager(data, (page) => this.filter({ page }))}
          `
        : html`
            <div class="panel">${empty(t('alerts.noDeliveries'), '')}</div>
          `}
    `;
  }

  table(data) {
    return html`
      <div class="panel flush">
        <table>
          <thead>
            <tr>
              <th>${t('alerts.channel')}</th>
              <th>${t('alerts.notice')}</th>
              <th>${t('app.alerts')}</th>
              <th>${t('alerts.at')}</th>
              <th>${t('common.status')}</th>
              <th class="number">${t('alerts.attempts')}</th>
              <th>${t('alerts.error')}</th>
            </tr>
          </thead>
          <tbody>
            ${data.items.map(
              (one) => html`
                <tr>
                  <td>${one.channelName}</td>
                  <td>${t(`notice.${one.notice}`)}</td>
                  <td><a class="mono small" href="#/alerts?id=${one.alert}">${one.alert}</a></td>
                  <td class="nowrap muted">${time(one.endedAt ?? one.createdAt)}</td>
                  <td class="nowrap">
                    ${t(`alerts.${one.status}`)}${one.nextAt
                      ? html`
                          <div class="muted small">${t('alerts.next', time(one.nextAt))}</div>
                        `
                      : nothing}
                  </td>
                  <td class="number">${one.attempts}</td>
                  <td class="wrap">${one.error ?? t('common.none')}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  settings({ settings }) {
    const change = (level) => {
      const now = settings.levels[level];
      ask(
        {
          title: t(`level.${level}`),
          text: t('alerts.ranges'),
          fields: ['latencySeconds', 'interruptionSeconds', 'repeatMinutes'].map((name) => ({
            name,
            label: t(`alerts.${name}`),
            type: 'number',
            min: '1',
            value: now[name],
          })),
        },
        (v) =>
          this.set({
            ...settings,
            levels: {
              ...settings.levels,
              [level]: Object.fromEntries(
                Object.entries(v)
                  .filter(([, value]) => value)
                  .map(([name, value]) => [name, Number(value)]),
              ),
            },
          }),
      );
    };
    const size = () =>
      ask(
        {
          title: t('alerts.sourceLog'),
          text: t('alerts.sourceLogHelp'),
          fields: [
            {
              name: 'sourceLogGigabytes',
              label: t('alerts.gigabytes'),
              type: 'number',
              min: '1',
              value: settings.sourceLogGigabytes,
              required: true,
            },
          ],
        },
        (v) => this.set({ ...settings, sourceLogGigabytes: Number(v.sourceLogGigabytes) }),
      );
    const button = (act) =>
      may('ADMIN')
        ? html`
            <sl-button size="small" @click=${act}>${t('action.change-options')}</sl-button>
          `
        : nothing;
    return html`
      <p class="muted">${t('alerts.settingsHelp')}</p>
      <div class="panel flush">
        <table>
          <thead>
            <tr>
              <th>${t('project.alert')}</th>
              <th class="number">${t('alerts.latencySeconds')}</th>
              <th class="number">${t('alerts.interruptionSeconds')}</th>
              <th class="number">${t('alerts.repeatMinutes')}</th>
              <th></th>
            </tr>
          </thead>
          <tbody>
            ${LEVELS.map(
              (level) => html`
                <tr>
                  <td>${t(`level.${level}`)}</td>
                  ${['latencySeconds', 'interruptionSeconds', 'repeatMinutes'].map(
                    (name) => html`
                      <td class="number">${level === 'NO' ? t('common.none') : settings.levels[level][name]}</td>
                    `,
                  )}
                  <td><div class="actions">${level === 'NO' ? nothing : button(() => change(level))}</div></td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
      <div class="panel">
        <dl class="facts">
          <div>
            <dt>${t('alerts.sourceLog')}</dt>
            <dd>${settings.sourceLogGigabytes} GB ${button(size)}</dd>
          </div>
        </dl>
      </div>
    `;
  }

  set(settings) {
    return api.put('/alert-settings', settings).then(() => this.done());
  }
}
customElements.define('sluice-alerts', Alerts);
