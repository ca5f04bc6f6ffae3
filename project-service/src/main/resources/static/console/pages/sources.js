import { html, nothing } from 'lit';
import { api, query } from '../api.js';
import { ask } from '../parts/ask.js';
import { Page } from '../parts/page.js';
import { empty, pager, refusal, say } from '../parts/parts.js';
import { may } from '../session.js';
import { t } from '../texts.js';

const where = (one) => one.bootstrapServers ?? `${one.host}:${one.port}/${one.database}`;

class Sources extends Page {
  static properties = {
    edited: { state: true },
    problem: { state: true },
    tested: { state: true },
    busy: { state: true },
  };

  read() {
    const { keyword, page } = this.where.filter;
    return api.get(`/data-sources${query({ keyword, page, size: 50 })}`);
  }

  updated(changed) {
    super.updated(changed);
    if (changed.has('where') && this.where.filter.new !== undefined && !this.edited)
      this.edit({ kind: this.where.filter.new || 'POSTGRESQL' });
  }

  edit(source) {
    const { id, usedBy, createdAt, updatedAt, password, clientKey, ...settings } = source;
    this.problem = this.tested = undefined;
    this.edited = { id, port: settings.kind === 'POSTGRESQL' ? 5432 : undefined, ...settings };
  }

  set(name, value) {
    this.edited = { ...this.edited, [name]: value };
    this.tested = undefined;
  }

  settings() {
    const { id, ...all } = this.edited;
    const given = Object.entries(all).filter(([, value]) => value !== undefined && value !== null && value !== '');
    return Object.fromEntries(given.map(([name, value]) => [name, name === 'port' ? Number(value) : value]));
  }

  async attempt(what) {
    this.busy = true;
    this.problem = undefined;
    try {
      await what();
    } catch (e) {
      this.problem = e;
    } finally {
      this.busy = false;
    }
  }

  test() {
    return this.attempt(async () => {
      const { name, ...settings } = this.settings();
      const stored = this.edited.id && !this.edited.password;
      this.tested = stored
        ? await api.post(`/data-sources/${this.edited.id}/test`)
        : await api.post('/data-sources/test', settings);
    });
  }

  save() {
    return this.attempt(async () => {
      const settings = this.settings();
      if (this.edited.id) await api.put(`/data-sources/${this.edited.id}`, settings);
      else await api.post('/data-sources', settings);
      say(settings.name);
      this.edited = undefined;
      if (this.where.filter.back) location.hash = this.where.filter.back;
      else if (this.where.filter.new !== undefined) location.hash = '#/sources';
      this.refresh();
    });
  }

  field(name, options = {}) {
    const value = this.edited[name] ?? '';
    return html`
      <sl-input
        size="small"
        label=${t(`sources.${options.text ?? name}`)}
        name=${name}
        type=${options.type ?? 'text'}
        help-text=${options.help ?? ''}
        autocomplete="off"
        .value=${String(value)}
        @sl-input=${(e) => this.set(name, e.target.value)}
      ></sl-input>
    `;
  }

  choice(name, values, otherwise = values[0]) {
    return html`
      <sl-select
        size="small"
        hoist
        label=${t(`sources.${name}`)}
        .value=${this.edited[name] ?? otherwise}
        @sl-change=${(e) => this.set(name, e.target.value)}
      >
        ${values.map(
          (one) => html`
            <sl-option value=${one}>${t(name === 'kind' ? `kind.${one}` : `choice.${name}.${one}`)}</sl-option>
          `,
        )}
      </sl-select>
    `;
  }

  pem(name, help) {
    return html`
      <sl-textarea
        size="small"
        rows="3"
        label=${t(`sources.${name}`)}
        name=${name}
        help-text=${help}
        autocomplete="off"
        spellcheck="false"
        .value=${this.edited[name] ?? ''}
        @sl-input=${(e) => this.set(name, e.target.value)}
      ></sl-textarea>
    `;
  }

  certificates() {
    const { id, clientCertificate, caCertificate } = this.edited;
    return html`
      <details ?open=${Boolean(clientCertificate || caCertificate)}>
        <summary>${t('sources.certificates')}</summary>
        ${this.pem('caCertificate', t('sources.caHelp'))}
        <div class="two">
          ${this.pem('clientCertificate', t('sources.clientHelp'))}${this.pem(
            'clientKey',
            id ? t('sources.keep') : t('sources.keyHelp'),
          )}
        </div>
      </details>
    `;
  }

  /** What the gateway takes when nothing is chosen. */
  sslMode() {
    const host = this.edited.host ?? 'localhost';
    return /^(localhost|127\..*|::1)$/i.test(host) ? 'DISABLE' : 'VERIFY_FULL';
  }

  form() {
    const one = this.edited;
    const tls = one.kind === 'KAFKA' ? one.security?.endsWith('SSL') : (one.sslMode ?? this.sslMode()) !== 'DISABLE';
    const kafka = one.kind === 'KAFKA';
    const sasl = kafka && one.security?.startsWith('SASL');
    const keep = one.id ? t('sources.keep') : '';
    return html`
      <div class="panel">
        <div class="form">
          <div class="two">
            ${this.field('name', { text: 'name' })}${one.id ? nothing : this.choice('kind', ['POSTGRESQL', 'KAFKA'])}
          </div>
          ${kafka
            ? html`
                ${this.field('bootstrapServers', { text: 'brokers', help: t('sources.brokersHelp') })}
                <div class="two">
                  ${this.choice('security', ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'])}${sasl
                    ? this.choice('sasl', ['SCRAM_SHA_512', 'SCRAM_SHA_256', 'PLAIN', 'OAUTHBEARER'])
                    : nothing}
                </div>
                ${sasl && one.sasl === 'OAUTHBEARER'
                  ? html`
                      <div class="two">
                        ${this.field('tokenEndpoint', { help: t('sources.tokenHelp') })}${this.field('scope')}
                      </div>
                    `
                  : nothing}
                ${sasl
                  ? html`
                      <div class="two">
                        ${this.field('username')}${this.field('password', { type: 'password', help: keep })}
                      </div>
                    `
                  : nothing}
              `
            : html`
                <div class="three">
                  ${this.field('host')}${this.field('port', { type: 'number' })}${this.field('database')}
                </div>
                <div class="two">
                  ${this.field('username')}${this.field('password', { type: 'password', help: keep })}
                </div>
                <div class="two">
                  ${this.choice(
                    'sslMode',
                    ['DISABLE', 'REQUIRE', 'VERIFY_CA', 'VERIFY_FULL'],
                    this.sslMode(),
                  )}${this.field('region')}
                </div>
              `}
          ${tls ? this.certificates() : nothing}
          ${this.tested
            ? this.tested.connected
              ? html`
                  <div class="callout info" role="status">
                    ${t('sources.testOk', this.tested.version, this.tested.millis)}
                  </div>
                `
              : refusal({
                  title: this.tested.text,
                  message: this.tested.failure.detail,
                  code: this.tested.failure.code,
                  remedy: this.tested.remedy,
                })
            : nothing}
          ${this.problem ? refusal(this.problem) : nothing}
          <div class="bar">
            <sl-button size="small" variant="primary" ?loading=${this.busy} @click=${this.save}>
              ${t('sources.save')}
            </sl-button>
            <sl-button size="small" ?loading=${this.busy} @click=${this.test}>${t('sources.test')}</sl-button>
            <sl-button size="small" @click=${() => (this.edited = undefined)}>${t('common.cancel')}</sl-button>
          </div>
        </div>
      </div>
    `;
  }

  askToDelete(one) {
    ask({ title: t('action.delete'), text: t('sources.ask', one.name), danger: true }, () =>
      api.delete(`/data-sources/${one.id}`).then(() => this.refresh()),
    );
  }

  async tryOut(one) {
    const result = await api
      .post(`/data-sources/${one.id}/test`)
      .catch((e) => ({ connected: false, failure: { detail: e.message } }));
    if (result.connected) say(`${one.name}: ${t('sources.testOk', result.version, result.millis)}`);
    else say(`${one.name}: ${result.failure.code ?? ''} ${result.failure.detail}`, 'danger');
  }

  show(data) {
    return html`
      <div class="head">
        <h1>${t('sources.title')}</h1>
        <div class="right">
          ${may('ADMIN')
            ? html`
                <sl-button size="small" variant="primary" @click=${() => this.edit({ kind: 'POSTGRESQL' })}>
                  ${t('sources.create')}
                </sl-button>
              `
            : nothing}
        </div>
      </div>
      ${this.edited ? this.form() : nothing}
      ${data.items.length
        ? html`
            <div class="panel flush">
              <table>
                <thead>
                  <tr>
                    <th>${t('common.name')}</th>
                    <th>${t('sources.kind')}</th>
                    <th>${t('sources.where')}</th>
                    <th>${t('sources.user')}</th>
                    <th>${t('sources.region')}</th>
                    <th class="number">${t('sources.used')}</th>
                    <th></th>
                  </tr>
                </thead>
                <tbody>
                  ${data.items.map(
                    (one) => html`
                      <tr>
                        <td class="wrap">
                          <strong>${one.name}</strong>
                          <div class="mono small muted">${one.id}</div>
                        </td>
                        <td class="nowrap">${t(`kind.${one.kind}`)}</td>
                        <td class="mono wrap">${where(one)}</td>
                        <td class="wrap">${one.username ?? t('common.none')}</td>
                        <td>${one.region}</td>
                        <td class="number">${one.usedBy.length}</td>
                        <td>
                          <div class="actions">
                            ${may('OPERATOR')
                              ? html`
                                  <sl-button size="small" @click=${() => this.tryOut(one)}>
                                    ${t('sources.test')}
                                  </sl-button>
                                `
                              : nothing}${may('ADMIN')
                              ? html`
                                  <sl-button size="small" @click=${() => this.edit(one)}>
                                    ${t('sources.edit')}
                                  </sl-button>
                                  <sl-button
                                    size="small"
                                    ?disabled=${one.usedBy.length > 0}
                                    @click=${() => this.askToDelete(one)}
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
            ${pager(data, (page) => (location.hash = `#/sources${query({ page })}`))}
          `
        : this.edited
          ? nothing
          : html`
              <div class="panel">${empty(t('sources.empty'), t('sources.emptyHelp'))}</div>
            `}
    `;
  }
}
customElements.define('sluice-sources', Sources);
