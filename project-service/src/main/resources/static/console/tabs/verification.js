/** Whether both sides agree: verifications of a project, what they found, and its repair. */
import { LitElement, html, nothing } from 'lit';
import { api } from '../api.js';
import { duration, number, time } from '../format.js';
import { ask } from '../parts/ask.js';
import { chip, empty, say } from '../parts/parts.js';
import { planned } from '../parts/plan.js';
import { may as mayRole } from '../session.js';
import { t } from '../texts.js';

const MOST = 100;
const full = (name) => `${name.schema}.${name.name}`;

/** The newest verifications of a project, and the one that is looked at with all that it found. */
export async function verifications(id, chosen) {
  const all = (await api.get(`/projects/${id}/verifications?size=20`)).items;
  const number = chosen ?? all[0]?.number;
  return { all, shown: number === undefined ? undefined : await api.get(`/projects/${id}/verifications/${number}`) };
}

class Verification extends LitElement {
  static properties = { project: { attribute: false }, found: { attribute: false } };

  createRenderRoot() {
    return this;
  }

  path(more) {
    return `/projects/${this.project.id}/${more}`;
  }

  act(promise, text) {
    return promise.then(() => {
      say(`${this.project.name}: ${text}`);
      this.dispatchEvent(new CustomEvent('changed', { bubbles: true }));
    });
  }

  direct(promise, text) {
    return this.act(promise, text).catch((e) => say([e.message, e.remedy].filter(Boolean).join(' '), 'danger'));
  }

  begin() {
    const title = t('action.verify');
    const fields = [
      { name: 'tables', label: t('verification.tables'), help: t('verification.tablesHelp') },
      {
        name: 'readConcurrency',
        label: t('options.readConcurrency'),
        type: 'number',
        min: '1',
        max: '16',
        value: String(this.project.options.readConcurrency),
        required: true,
      },
      {
        name: 'rowsPerSecond',
        label: t('options.rowsPerSecond'),
        type: 'number',
        min: '0',
        value: String(this.project.options.rowsPerSecond),
        help: t('create.rowLimitHelp'),
        required: true,
      },
    ];
    ask({ title, text: t('verification.ask'), fields }, ({ tables, readConcurrency, rowsPerSecond }) => {
      const named = tables
        .split(/[\s,]+/)
        .filter(Boolean)
        .map((name) => ({ schema: name.slice(0, name.indexOf('.')), name: name.slice(name.indexOf('.') + 1) }));
      const body = {
        tables: named.length ? named : undefined,
        readConcurrency: Number(readConcurrency),
        rowsPerSecond: Number(rowsPerSecond),
      };
      return this.act(api.post(this.path('verify'), body), title);
    });
  }

  cancel() {
    const title = t('action.cancel-verification');
    ask({ title, text: t('verification.askCancel'), danger: true }, () =>
      this.act(api.delete(this.path('verification')), title),
    );
  }

  repair(one) {
    const title = t('verification.repair');
    const path = this.path(`verifications/${one.number}/repair`);
    const tables = one.comparisons
      .filter(differs)
      .map((found) => full(found.source))
      .join(', ');
    ask(
      { title, text: t('verification.askRepair', tables), plan: () => api.post(`${path}?dryRun=true`).then(planned) },
      () => this.act(api.post(path), title),
    );
  }

  download(one, type) {
    const name = `${this.project.name}-verification-${one.number}.${type === 'text/csv' ? 'csv' : 'json'}`;
    return api.download(this.path(`verifications/${one.number}`), type, name).catch((e) => say(e.message, 'danger'));
  }

  render() {
    const may = (action) => this.project.actions.includes(action);
    const { all, shown } = this.found;
    return html`
      <div class="head">
        <h2>${t('project.verification')}</h2>
        <div class="right">
          ${mayRole('OPERATOR')
            ? html`
                <sl-button size="small" variant="primary" ?disabled=${!may('verify')} @click=${() => this.begin()}>
                  ${t('action.verify')}
                </sl-button>
              `
            : nothing}
          ${may('pause-verification')
            ? html`
                <sl-button
                  size="small"
                  @click=${() => this.direct(api.post(this.path('verification/pause')), t('action.pause-verification'))}
                >
                  ${t('action.pause-verification')}
                </sl-button>
              `
            : nothing}
          ${may('resume-verification')
            ? html`
                <sl-button
                  size="small"
                  @click=${() =>
                    this.direct(api.post(this.path('verification/resume')), t('action.resume-verification'))}
                >
                  ${t('action.resume-verification')}
                </sl-button>
              `
            : nothing}
          ${may('cancel-verification')
            ? html`
                <sl-button size="small" @click=${() => this.cancel()}>${t('action.cancel-verification')}</sl-button>
              `
            : nothing}
        </div>
      </div>
      ${shown ? this.report(shown) : empty(t('verification.none'), t('verification.noneHelp'))}
      ${all.length > 1 ? this.history(all, shown) : nothing}
    `;
  }

  report(one) {
    return html`
      ${this.verdict(one)}
      <div class="panel">
        <dl class="facts">
          <div>
            <dt>${t('verification.number')}</dt>
            <dd>${one.number} ${chip(one.status)}</dd>
          </div>
          <div>
            <dt>${t('project.by')}</dt>
            <dd>${one.startedBy}, ${time(one.startedAt)}</dd>
          </div>
          <div>
            <dt>${t('verification.ended')}</dt>
            <dd>${time(one.endedAt)}</dd>
          </div>
          <div>
            <dt>${t('project.objects')}</dt>
            <dd>${t('common.of', number(one.comparisons.length), number(one.tables.length))}</dd>
          </div>
        </dl>
        ${one.progress ? this.progress(one.progress) : nothing}
      </div>
      ${one.comparisons.length ? this.tables(one) : nothing}
    `;
  }

  /** The answer to the one question, before any figures. */
  verdict(one) {
    const rows = one.report ?? {};
    if (one.status === 'FAILED') {
      return html`
        <div class="callout" role="alert">
          <h2>${t('verification.failed')}</h2>
          <p class="wrap">${one.failure.detail}</p>
          <p>
            <strong>${t('common.remedy')}:</strong>
            ${one.remedy}
          </p>
          <p class="small mono">${one.failure.code}</p>
        </div>
      `;
    }
    if (one.status !== 'COMPLETED') return nothing;
    const files = html`
      <sl-button size="small" @click=${() => this.download(one, 'text/csv')}>CSV</sl-button>
      <sl-button size="small" @click=${() => this.download(one, 'application/json')}>JSON</sl-button>
    `;
    if (one.failure) {
      return html`
        <div class="callout" role="alert">
          <h2>${t('verification.differ')}</h2>
          <p>
            ${t(
              'verification.counts',
              number(rows.missing),
              number(rows.extra),
              number(rows.different),
              number(rows.compared),
            )}
          </p>
          <p class="small mono">${one.failure.code}</p>
          <div class="bar">
            ${mayRole('OPERATOR')
              ? html`
                  <sl-button
                    size="small"
                    variant="primary"
                    ?disabled=${!this.project.actions.includes('resynchronize')}
                    @click=${() => this.repair(one)}
                  >
                    ${t('verification.repair')}
                  </sl-button>
                `
              : nothing}
            ${files}
          </div>
        </div>
      `;
    }
    return html`
      <div class="callout ${rows.unsettled ? 'warn' : 'good'}" role="status">
        <h2>
          ${t(
            rows.unsettled ? 'verification.busy' : 'verification.agree',
            number(rows.compared),
            number(rows.unsettled),
          )}
        </h2>
        <div class="bar">${files}</div>
      </div>
    `;
  }

  progress(p) {
    return html`
      <sl-progress-bar value=${p.percent} aria-label=${t('project.progress')}></sl-progress-bar>
      <p class="muted small">
        ${number(p.rowsDone)} ${t('project.of', number(p.rowsEstimate))},
        ${t('project.rate', number(p.rowsPerSecond))}${p.secondsLeft == null
          ? ''
          : `, ${t('project.eta', duration(p.secondsLeft * 1000))}`}
        ${p.waitsFor
          ? html`
              <br />
              ${t('components.waitsFor', p.waitsFor)}
            `
          : nothing}
      </p>
    `;
  }

  tables(one) {
    const kinds = ['compared', 'missing', 'extra', 'different', 'unsettled'];
    return html`
      <div class="panel flush">
        <table>
          <thead>
            <tr>
              <th>${t('project.table')}</th>
              ${kinds.map(
                (kind) => html`
                  <th class="number">${t(`verification.${kind}`)}</th>
                `,
              )}
              <th>${t('verification.at')}</th>
            </tr>
          </thead>
          <tbody>
            ${one.comparisons.map(
              (found) => html`
                <tr>
                  <td class="wrap">
                    <span class="mono">${full(found.source)}</span>
                    ${found.remark
                      ? html`
                          <div class="small muted">${found.remark}</div>
                        `
                      : nothing}
                  </td>
                  ${kinds.map(
                    (kind) => html`
                      <td class="number">${number(found[kind])}</td>
                    `,
                  )}
                  <td>${time(found.at)}</td>
                </tr>
                ${found.differences.length
                  ? html`
                      <tr><td colspan="7">${differences(found)}</td></tr>
                    `
                  : nothing}
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  }

  history(all, shown) {
    return html`
      <h2>${t('project.history')}</h2>
      <div class="panel flush">
        <table>
          <thead>
            <tr>
              <th>${t('verification.number')}</th>
              <th>${t('common.status')}</th>
              <th>${t('project.by')}</th>
              <th>${t('verification.found')}</th>
            </tr>
          </thead>
          <tbody>
            ${all.map(
              (one) => html`
                <tr>
                  <td>
                    <a
                      href=${`#/projects/${this.project.id}?tab=verification&number=${one.number}`}
                      aria-current=${one.number === shown?.number ? 'true' : 'false'}
                    >
                      ${one.number}
                    </a>
                  </td>
                  <td>${chip(one.status)}</td>
                  <td>${one.startedBy}, ${time(one.startedAt)}</td>
                  <td>
                    ${one.report
                      ? one.failure
                        ? t(
                            'verification.counts',
                            number(one.report.missing),
                            number(one.report.extra),
                            number(one.report.different),
                            number(one.report.compared),
                          )
                        : t('verification.same')
                      : t('common.none')}
                  </td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `;
  }
}
customElements.define('sluice-verification', Verification);

const differs = (found) => found.missing + found.extra + found.different > 0;

const differences = (found) => html`
  <table class="small">
    <thead>
      <tr>
        <th>${t('verification.kind')}</th>
        <th>${found.keyColumns.join(', ')}</th>
        <th>${t('project.columns')}</th>
      </tr>
    </thead>
    <tbody>
      ${found.differences.slice(0, MOST).map(
        (one) => html`
          <tr>
            <td>${t(`verification.${one.kind.toLowerCase()}`)}</td>
            <td class="mono wrap">${one.key.join(', ')}</td>
            <td class="mono wrap">${one.columns.join(', ')}</td>
          </tr>
        `,
      )}
    </tbody>
  </table>
  ${found.differences.length > MOST
    ? html`
        <p class="small muted">${t('verification.more')}</p>
      `
    : nothing}
`;
