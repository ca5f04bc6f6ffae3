/** The small parts that every page is made of. */
import { html, nothing } from 'lit';
import 'shoelace/components/button/button.js';
import 'shoelace/components/checkbox/checkbox.js';
import 'shoelace/components/dialog/dialog.js';
import 'shoelace/components/dropdown/dropdown.js';
import 'shoelace/components/icon-button/icon-button.js';
import 'shoelace/components/input/input.js';
import 'shoelace/components/menu/menu.js';
import 'shoelace/components/menu-item/menu-item.js';
import 'shoelace/components/option/option.js';
import 'shoelace/components/progress-bar/progress-bar.js';
import 'shoelace/components/select/select.js';
import 'shoelace/components/spinner/spinner.js';
import 'shoelace/components/switch/switch.js';
import 'shoelace/components/tab/tab.js';
import 'shoelace/components/tab-group/tab-group.js';
import 'shoelace/components/tab-panel/tab-panel.js';
import 'shoelace/components/textarea/textarea.js';
import 'shoelace/components/alert/alert.js';
import { number, tone } from '../format.js';
import { t } from '../texts.js';

/** A status by colour and by word. */
export const chip = (status) => html`
  <span class="chip ${tone(status)}">${t(`status.${status}`)}</span>
`;

/** What was refused: what is wrong, the code, and what to do about it. */
export const refusal = (e) => html`
  <div class="callout" role="alert">
    <h2>${e.title ?? e.message}</h2>
    ${e.title
      ? html`
          <p class="wrap">${e.message}</p>
        `
      : nothing}
    ${e.remedy
      ? html`
          <p>
            <strong>${t('common.remedy')}:</strong>
            ${e.remedy}
          </p>
        `
      : nothing}
    ${e.code
      ? html`
          <p class="small mono">${e.code}</p>
        `
      : nothing}
  </div>
`;

export const empty = (title, text, action = nothing) => html`
  <div class="empty">
    <h2>${title}</h2>
    <p>${text}</p>
    ${action}
  </div>
`;

export const steps = (all) => html`
  <div
    class="steps"
    role="img"
    aria-label=${all.map((one) => `${t(`step.${one.step}`)}: ${t(`status.${one.status}`)}`).join(', ')}
    title=${all.map((one) => `${t(`step.${one.step}`)}: ${t(`status.${one.status}`)}`).join('\n')}
  >
    ${all.map(
      (one) => html`
        <i class=${tone(one.status)}></i>
      `,
    )}
  </div>
`;

/** Which part of a list this is, and the ways to the others. */
export function pager(page, go) {
  if (page.total <= page.size && page.page === 0) return nothing;
  const first = page.page * page.size;
  return html`
    <div class="pager">
      <span>
        ${t('common.page', number(first + 1), number(Math.min(first + page.size, page.total)), number(page.total))}
      </span>
      <sl-button size="small" ?disabled=${page.page === 0} @click=${() => go(page.page - 1)}>
        ${t('common.back')}
      </sl-button>
      <sl-button size="small" ?disabled=${first + page.size >= page.total} @click=${() => go(page.page + 1)}>
        ${t('common.next')}
      </sl-button>
    </div>
  `;
}

/** A word at the corner of the screen, for a moment. */
export function say(text, variant = 'success') {
  const alert = Object.assign(document.createElement('sl-alert'), { variant, closable: true, duration: 4000 });
  alert.textContent = text;
  document.body.append(alert);
  customElements
    .whenDefined('sl-alert')
    .then(() => alert.updateComplete)
    .then(() => alert.toast());
}

/** Hands a text over as a file. */
export function download(name, text, kind = 'application/json') {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: kind }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
