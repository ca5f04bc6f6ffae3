/** The small parts that every page is made of. */
import { LitElement, html, nothing, render } from 'lit';
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
import { api, Unreachable } from './api.js';
import { follow } from './live.js';
import { number, tone } from './format.js';
import { t } from './texts.js';

/**
 * A page: drawn into the document itself, so that one style sheet holds for all. It is sent what it shows as that
 * changes, or reads it again every other second while somebody looks, and tells the shell when the gateway does not answer.
 */
export class Page extends LitElement {
  static properties = { data: { state: true }, fault: { state: true }, where: { attribute: false } };
  static interval = 2000;

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.alive = true;
    this.refresh();
    this.listen();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.alive = false;
    this.deaf();
  }

  updated(changed) {
    if (!changed.get('where')) return;
    this.refresh();
    this.listen();
  }

  /** Where what the page shows comes from as it changes; a page that has no such place reads it again and again. */
  stream() {
    return undefined;
  }

  /** What came from there. */
  heard() {}

  listen() {
    const path = this.stream();
    if (this.unfollow && path === this.followed) return;
    this.deaf();
    this.followed = path;
    if (!path) {
      const timer = setInterval(() => document.hidden || this.refresh(), this.constructor.interval);
      this.unfollow = () => clearInterval(timer);
      return;
    }
    this.unfollow = follow(
      path,
      (message) => {
        if (message.alerts) this.dispatchEvent(new CustomEvent('alerts', { detail: message.alerts, bubbles: true }));
        this.heard(message);
      },
      (answered) => this.alive && this.tell(answered),
    );
  }

  deaf() {
    this.unfollow?.();
    this.unfollow = undefined;
  }

  /** What `read` gives becomes `data`; an answer that is overtaken by a later one counts for nothing. */
  async refresh() {
    const round = (this.round = (this.round ?? 0) + 1);
    try {
      const data = await this.read();
      if (!this.alive || round !== this.round) return;
      this.data = data;
      this.fault = undefined;
      this.tell(true);
    } catch (e) {
      if (!this.alive || round !== this.round) return;
      if (e instanceof Unreachable) this.tell(false);
      else this.fault = e;
    }
  }

  tell(answered) {
    this.dispatchEvent(new CustomEvent('gateway', { detail: answered, bubbles: true }));
  }

  render() {
    if (this.fault && !this.data) return refusal(this.fault);
    return this.data
      ? this.show(this.data)
      : html`
          <div class="empty">
            <sl-spinner></sl-spinner>
            <p>${t('common.loading')}</p>
          </div>
        `;
  }
}

/** A status by colour and by word. */
export const chip = (status) => html`
  <span class="chip ${tone(status)}">${t(`status.${status}`)}</span>
`;

/** What was refused: what is wrong, the code, and what to do about it. */
export const refusal = (e) => html`
  <div class="callout" role="alert">
    <h2>${e.message}</h2>
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

function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener('sl-after-hide', (e) => e.target === dialog && dialog.remove());
  customElements
    .whenDefined('sl-dialog')
    .then(() => dialog.updateComplete)
    .then(() => dialog.show());
  return dialog;
}

/**
 * Asks before something is done, does it, and says what came of it.
 *
 * @param {{title: string, text: string, danger?: boolean, confirmation?: string, fields?: {name: string, label: string, value?: string, required?: boolean, type?: string, help?: string, min?: string, max?: string}[]}} question
 * With `plan`, what the answer would come to is shown: what it gives for the values, each time they change.
 *
 * @param {(values: Object) => Promise} act what to do when the answer is yes; what it refuses is shown in the dialog
 */
export function ask(question, act) {
  const dialog = document.createElement('sl-dialog');
  dialog.label = question.title;
  const text = document.createElement('p');
  text.textContent = question.text;
  dialog.append(text);
  const wanted = [...(question.fields ?? [])];
  if (question.confirmation) wanted.push({ name: 'confirmation', label: t('ask.typeDelete'), required: true });
  const inputs = wanted.map((field) => {
    const input = document.createElement(field.values ? 'sl-select' : 'sl-input');
    for (const value of field.values ?? []) {
      const textContent = field.words ? t(`${field.words}.${value}`) : value;
      input.append(Object.assign(document.createElement('sl-option'), { value, textContent }));
    }
    Object.assign(input, {
      name: field.name,
      label: field.label,
      value: field.value ?? '',
      type: field.type ?? 'text',
      helpText: field.help ?? '',
      autocomplete: 'off',
    });
    if (field.min) input.min = field.min;
    if (field.max) input.max = field.max;
    dialog.append(input);
    return input;
  });
  const values = () => Object.fromEntries(inputs.map((input) => [input.name, input.value]));
  if (question.plan) {
    const plan = foresee(() => question.plan(values()));
    dialog.append(plan.box);
    inputs.forEach((input) => input.addEventListener('sl-change', plan.look));
  }
  const problem = document.createElement('div');
  dialog.append(problem);
  const cancel = document.createElement('sl-button');
  cancel.slot = 'footer';
  cancel.textContent = t('common.cancel');
  cancel.addEventListener('click', () => dialog.hide());
  const ok = document.createElement('sl-button');
  ok.slot = 'footer';
  ok.variant = question.danger ? 'danger' : 'primary';
  ok.textContent = question.title;
  const ready = () =>
    (ok.disabled = question.confirmation
      ? inputs.at(-1).value !== question.confirmation
      : wanted.some((f, i) => f.required && !inputs[i].value));
  inputs.forEach((input) => input.addEventListener('sl-input', ready));
  const go = async () => {
    if (ok.disabled || ok.loading) return;
    ok.loading = true;
    try {
      await act(values());
      dialog.hide();
    } catch (e) {
      problem.replaceChildren(plainRefusal(e));
    } finally {
      ok.loading = false;
    }
  };
  ok.addEventListener('click', go);
  dialog.addEventListener('keydown', (e) => e.key === 'Enter' && e.target.tagName === 'SL-INPUT' && go());
  dialog.append(cancel, ok);
  ready();
  return open(dialog);
}

/** A place that shows what would happen, or why it would be refused; an overtaken answer counts for nothing. */
export function foresee(plan) {
  const box = document.createElement('div');
  let round = 0;
  const look = async () => {
    const mine = ++round;
    render(
      html`
        <sl-spinner></sl-spinner>
      `,
      box,
    );
    const answer = await Promise.resolve().then(plan).catch(refusal);
    if (mine === round) render(answer, box);
  };
  look();
  return { box, look };
}

function plainRefusal(e) {
  const box = document.createElement('div');
  box.className = 'callout';
  box.setAttribute('role', 'alert');
  for (const line of [e.message, e.remedy && `${t('common.remedy')}: ${e.remedy}`, e.code]) {
    if (!line) continue;
    const part = document.createElement('p');
    part.textContent = line;
    box.append(part);
  }
  return box;
}

/** What became of each project that something was done with. */
export function outcomes(title, answer) {
  if (!answer.rejected && !answer.pending) return say(t('projects.allDone', answer.accepted));
  const dialog = Object.assign(document.createElement('sl-dialog'), { label: title });
  const word = (item) => t(`outcome.${item.outcome}`);
  render(
    html`
      <p>${t('projects.someDone', answer.accepted, answer.rejected, answer.pending)}</p>
      <table>
        <tbody>
          ${answer.items.map(
            (item) => html`
              <tr>
                <td class="wrap"><strong>${item.name ?? item.project}</strong></td>
                <td>
                  <span
                    class="chip ${item.outcome === 'REJECTED' ? 'bad' : item.outcome === 'PENDING' ? 'busy' : 'good'}"
                  >
                    ${word(item)}
                  </span>
                </td>
                <td class="wrap">
                  ${item.failure
                    ? html`
                        ${item.failure.detail}
                        <div class="muted small">${item.failure.remedy}</div>
                      `
                    : nothing}
                </td>
              </tr>
            `,
          )}
        </tbody>
      </table>
    `,
    dialog,
  );
  const close = Object.assign(document.createElement('sl-button'), {
    slot: 'footer',
    textContent: t('common.close'),
    variant: 'primary',
  });
  close.addEventListener('click', () => dialog.hide());
  dialog.append(close);
  return open(dialog);
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

const FREE = new Set(['precheck']);

/** Does what a project allows, after asking; `done` is called with what the API answered. */
export function perform(action, project, done = () => {}) {
  const path = `/projects/${project.id}`;
  const title = t(`action.${action}`);
  const after = (text) => (answer) => {
    say(text);
    done(answer);
  };
  const finished = after(`${project.name}: ${title}`);
  const retention = project.options ? `${project.options.logRetentionHours} h` : t('options.logRetentionHours');
  if (FREE.has(action)) return api.post(`${path}/${action}`, {}).then(finished, (e) => say(e.message, 'danger'));
  const question = { title, text: t(`ask.${action}`, project.name, retention) };
  switch (action) {
    case 'resynchronize':
      return import('./objects.js').then(({ askAgain }) => askAgain(project, [], finished));
    case 'release':
      return ask({ ...question, danger: true, confirmation: 'delete' }, () =>
        api.post(`${path}/release`, { confirmation: 'delete' }).then(finished),
      );
    case 'delete':
      return ask({ ...question, danger: true }, () => api.delete(path).then(finished));
    case 'change':
      return ask(
        {
          title,
          text: '',
          fields: [
            { name: 'name', label: t('common.name'), value: project.name, required: true },
            { name: 'tags', label: t('projects.tags'), value: project.tags.join(', '), help: t('create.tagsHelp') },
          ],
        },
        ({ name, tags }) =>
          api
            .patch(path, {
              name,
              tags: tags
                .split(',')
                .map((one) => one.trim())
                .filter(Boolean),
            })
            .then(finished),
      );
    case 'pause':
      return ask({ ...question, fields: [{ name: 'reason', label: t('ask.reason') }] }, ({ reason }) =>
        api.post(`${path}/pause`, reason ? { reason } : {}).then(finished),
      );
    default:
      return ask({ ...question, danger: action === 'complete' }, () => api.post(`${path}/${action}`).then(finished));
  }
}
