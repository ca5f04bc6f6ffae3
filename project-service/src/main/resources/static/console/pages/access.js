import { html, nothing } from 'lit';
import { api, query } from '../api.js';
import { time } from '../format.js';
import { ask } from '../parts/ask.js';
import { Page } from '../parts/page.js';
import { empty, pager, say } from '../parts/parts.js';
import { me } from '../session.js';
import { t } from '../texts.js';

const ROLES = ['VIEWER', 'OPERATOR', 'ADMIN'];
const TABS = ['users', 'tokens', 'audit'];

/** Users, tokens for programs, and what was done about them: for admins. */
class Access extends Page {
  static interval = 10000;

  get tab() {
    return TABS.includes(this.where.filter.tab) ? this.where.filter.tab : 'users';
  }

  async read() {
    const { keyword, page } = this.where.filter;
    const tab = this.tab;
    return { tab, ...(await api.get(tab === 'audit' ? `/audit${query({ keyword, page })}` : `/${tab}`)) };
  }

  done(what) {
    say(what);
    this.refresh();
  }

  newUser() {
    ask(
      {
        title: t('access.newUser'),
        text: t('access.newUserHelp'),
        fields: [
          { name: 'name', label: t('signIn.name'), required: true },
          { name: 'role', label: t('access.role'), value: 'VIEWER', values: ROLES, words: 'role' },
          { name: 'password', label: t('signIn.password'), type: 'password', required: true },
        ],
      },
      ({ name, role, password }) => api.post('/users', { name, role, password }).then(() => this.done(name)),
    );
  }

  change(user) {
    const builtIn = user.kind === 'BUILT_IN';
    const fields = builtIn
      ? [
          { name: 'role', label: t('access.role'), value: user.role, values: ROLES, words: 'role' },
          { name: 'password', label: t('access.newPassword'), type: 'password' },
        ]
      : [];
    fields.push({
      name: 'enabled',
      label: t('access.mayIn'),
      value: user.enabled ? 'true' : 'false',
      values: ['true', 'false'],
      words: 'choice.afterCopy',
    });
    ask({ title: user.name, text: t('access.changeHelp'), fields }, ({ role, password, enabled }) =>
      api
        .patch(`/users/${encodeURIComponent(user.name)}`, {
          ...(role && role !== user.role ? { role } : {}),
          ...(password ? { password } : {}),
          enabled: enabled === 'true',
        })
        .then(() => this.done(user.name)),
    );
  }

  askToDelete(user) {
    ask({ title: t('action.delete'), text: t('access.askDelete', user.name), danger: true }, () =>
      api.delete(`/users/${encodeURIComponent(user.name)}`).then(() => this.done(user.name)),
    );
  }

  endSessions(user) {
    ask({ title: t('access.end'), text: t('access.askEnd', user.name) }, () =>
      api.delete(`/users/${encodeURIComponent(user.name)}/sessions`).then(() => this.done(user.name)),
    );
  }

  newToken() {
    ask(
      {
        title: t('access.newToken'),
        text: t('access.newTokenHelp'),
        fields: [
          { name: 'name', label: t('common.name'), required: true },
          { name: 'role', label: t('access.role'), value: 'OPERATOR', values: ROLES, words: 'role' },
          { name: 'projects', label: t('access.projects'), help: t('access.projectsHelp') },
          { name: 'days', label: t('access.days'), type: 'number', min: '1' },
        ],
      },
      async ({ name, role, projects, days }) => {
        const ids = (projects ?? '').split(/[\s,]+/).filter(Boolean);
        this.made = await api.post('/tokens', {
          name,
          role,
          ...(ids.length ? { projects: ids } : {}),
          ...(days ? { expiresAt: new Date(Date.now() + days * 86400000).toISOString() } : {}),
        });
        this.refresh();
      },
    );
  }

  revoke(token) {
    ask({ title: t('access.revoke'), text: t('access.askRevoke', token.name), danger: true }, () =>
      api.delete(`/tokens/${token.id}`).then(() => this.done(token.name)),
    );
  }

  users({ items }) {
    return html`
      <div class="bar">
        <sl-button size="small" variant="primary" @click=${this.newUser}>${t('access.newUser')}</sl-button>
      </div>
      <div class="panel flush">
        <table>
          <thead>
            <tr>
              <th>${t('signIn.name')}</th>
              <th>${t('access.role')}</th>
              <th>${t('access.kind')}</th>
              <th>${t('access.lastSignIn')}</th>
              <th>${t('access.createdBy')}</th>
              <th></th>
            </tr>
          </thead>
          <tbody>
            ${items.map(
              (user) => html`
                <tr>
                  <td class="wrap">
                    <strong>${user.name}</strong>
                    ${user.name === me.name
                      ? html`
                          <span class="tag">${t('access.you')}</span>
                        `
                      : nothing}${user.enabled
                      ? nothing
                      : html`
                          <span class="chip bad">${t('access.shutOut')}</span>
                        `}
                  </td>
                  <td>${t(`role.${user.role}`)}</td>
                  <td>${t(`access.${user.kind}`)}</td>
                  <td class="nowrap">${user.lastSignInAt ? time(user.lastSignInAt) : t('common.none')}</td>
                  <td class="wrap">${user.createdBy}</td>
                  <td>
                    <div class="actions">
                      <sl-button size="small" @click=${() => this.change(user)}>
                        ${t('action.change-options')}
                      </sl-button>
                      <sl-button size="small" @click=${() => this.endSessions(user)}>${t('access.end')}</sl-button>
                      <sl-button size="small" @click=${() => this.askToDelete(user)}>${t('action.delete')}</sl-button>
                    </div>
                  </td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  tokens({ items }) {
    return html`
      <div class="bar">
        <sl-button size="small" variant="primary" @click=${this.newToken}>${t('access.newToken')}</sl-button>
      </div>
      ${this.made
        ? html`
            <div class="callout info" role="status">
              <h2>${t('access.once', this.made.name)}</h2>
              <p class="mono wrap" data-token>${this.made.token}</p>
            </div>
          `
        : nothing}
      ${items.length
        ? html`
            <div class="panel flush">
              <table>
                <thead>
                  <tr>
                    <th>${t('common.name')}</th>
                    <th>${t('access.role')}</th>
                    <th>${t('access.projects')}</th>
                    <th>${t('access.owner')}</th>
                    <th>${t('access.expires')}</th>
                    <th>${t('access.lastUsed')}</th>
                    <th></th>
                  </tr>
                </thead>
                <tbody>
                  ${items.map(
                    (token) => html`
                      <tr>
                        <td class="wrap"><strong>${token.name}</strong></td>
                        <td>${t(`role.${token.role}`)}</td>
                        <td class="wrap mono small">${token.projects?.join(', ') ?? t('common.all')}</td>
                        <td class="wrap">${token.owner}</td>
                        <td class="nowrap">${token.expiresAt ? time(token.expiresAt) : t('access.never')}</td>
                        <td class="nowrap">${token.lastUsedAt ? time(token.lastUsedAt) : t('common.none')}</td>
                        <td>
                          <div class="actions">
                            <sl-button size="small" @click=${() => this.revoke(token)}>${t('access.revoke')}</sl-button>
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
            <div class="panel">${empty('', t('access.noTokens'))}</div>
          `}
    `;
  }

  audit(data) {
    const { keyword } = this.where.filter;
    return html`
      <div class="bar">
        <sl-input
          size="small"
          clearable
          placeholder=${t('common.search')}
          .value=${keyword ?? ''}
          @sl-change=${(e) => (location.hash = `#/access${query({ tab: 'audit', keyword: e.target.value })}`)}
        ></sl-input>
      </div>
      <div class="panel flush">
        <table>
          <thead>
            <tr>
              <th>${t('access.at')}</th>
              <th>${t('access.who')}</th>
              <th>${t('access.what')}</th>
              <th>${t('access.subject')}</th>
              <th>${t('access.address')}</th>
              <th>${t('access.detail')}</th>
            </tr>
          </thead>
          <tbody>
            ${data.items.map(
              (one) => html`
                <tr>
                  <td class="nowrap">${time(one.at)}</td>
                  <td class="wrap">${one.actor}</td>
                  <td class="nowrap">${t(`audit.${one.action}`)}</td>
                  <td class="wrap">${one.subject ?? ''}</td>
                  <td class="mono">${one.address ?? ''}</td>
                  <td class="wrap small">${one.detail ?? ''}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
      ${pager(data, (page) => (location.hash = `#/access${query({ tab: 'audit', keyword, page })}`))}
    `;
  }

  show(data) {
    return html`
      <div class="head"><h1>${t('app.access')}</h1></div>
      <nav class="bar">
        ${TABS.map(
          (tab) => html`
            <sl-button
              size="small"
              aria-current=${tab === this.tab ? 'page' : nothing}
              variant=${tab === this.tab ? 'primary' : 'default'}
              href="#/access?tab=${tab}"
            >
              ${t(`access.${tab}`)}
            </sl-button>
          `,
        )}
      </nav>
      ${data.tab === this.tab ? this[data.tab](data) : nothing}
    `;
  }
}
customElements.define('sluice-access', Access);
