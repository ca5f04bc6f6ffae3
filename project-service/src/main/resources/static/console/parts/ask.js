/** Dialogs: what is asked before something is done, and what came of it. */
import { html, nothing, render } from 'lit';
import { t } from '../texts.js';
import { refusal, say } from './parts.js';

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
