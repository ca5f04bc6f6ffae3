import { html, nothing } from 'lit';
import { t } from '../texts.js';
import { chip } from './parts.js';

/** What the precheck found, worst first. */
export function checks(results) {
  const order = { FAILED: 0, WARNING: 1, PASSED: 2 };
  const sorted = [...results].sort((a, b) => order[a.status] - order[b.status]);
  return html`
    <div class="panel flush">
      <table>
        <thead>
          <tr>
            <th>${t('project.checks')}</th>
            <th>${t('common.status')}</th>
            <th>${t('project.result')}</th>
          </tr>
        </thead>
        <tbody>
          ${sorted.map(
            (check) => html`
              <tr>
                <td>${t(`check.${check.name}`)}</td>
                <td>${chip(check.status)}</td>
                <td class="wrap">
                  ${check.failure
                    ? html`
                        ${check.failure.detail}
                        <pre class="told">${check.remedy}</pre>
                      `
                    : nothing}
                </td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    </div>
  `;
}
