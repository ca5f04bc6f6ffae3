/** What a change of a project's objects would come to, as a dry run tells it. */
import { html, nothing } from 'lit';
import { bytes, duration, number } from '../format.js';
import { t } from '../texts.js';
import { chip } from './parts.js';

const MOST = 20;
const full = (name) => `${name.schema}.${name.name}`;
const sum = (all, field) => all.reduce((total, one) => total + one[field], 0);

export function planned(plan) {
  const { copied, taken, restarted, waitsFor, checks } = plan;
  const failed = checks.filter((check) => check.status === 'FAILED');
  if (!copied.length && !taken.length && !restarted.length)
    return html`
      <p class="muted">${t('plan.nothing')}</p>
    `;
  return html`
    <div class="callout ${failed.length ? '' : 'info'}" role="status">
      <h2>${t('plan.title')}</h2>
      ${failed.map(
        (check) => html`
          <p class="wrap">${chip(check.status)} ${check.failure.detail}</p>
          <pre class="wrap">${check.remedy}</pre>
        `,
      )}
      ${copied.length
        ? html`
            <p>
              ${t(
                'plan.copied',
                number(copied.length),
                number(sum(copied, 'rows')),
                bytes(sum(copied, 'bytes')),
                duration(plan.seconds * 1000),
              )}
            </p>
            <ul class="small mono">
              ${copied.slice(0, MOST).map(
                (one) => html`
                  <li>
                    ${full(one.source)}: ${number(one.rows)} ${t('project.rows')}, ${bytes(one.bytes)}, ${one.targets}
                  </li>
                `,
              )}
            </ul>
            ${copied.length > MOST
              ? html`
                  <p class="small">${t('plan.more', number(copied.length - MOST))}</p>
                `
              : nothing}
          `
        : nothing}
      ${plan.anew
        ? html`
            <p>${t('plan.anew')}</p>
          `
        : nothing}
      ${taken.length
        ? html`
            <p class="wrap">${t('plan.taken', taken.map(full).join(', '))}</p>
          `
        : nothing}
      ${restarted.length
        ? html`
            <p class="wrap">${t('plan.restarted', restarted.join(', '))}</p>
          `
        : nothing}
      ${waitsFor.length
        ? html`
            <p class="wrap">${t('plan.waitsFor', waitsFor.join('; '))}</p>
          `
        : nothing}
    </div>
  `;
}
