/** Dialogs: what is asked before something is done, and what came of it. */
import { html, nothing } from 'lit';
import { t } from '../texts.js';
import { Part } from './page.js';
import { refusal, say } from './parts.js';

/** A question, or what is told where there is nothing to do; it is gone when it is closed. */
class Dialog extends Part {
  static properties = {
    question: { attribute: false },
    act: { attribute: false },
    values: { state: true },
    foreseen: { state: true },
    fault: { state: true },
    busy: { state: true },
  };

  connectedCallback() {
    super.connectedCallback();
    this.values = Object.fromEntries(this.fields().map((field) => [field.name, field.value ?? '']));
  }

  firstUpdated() {
    const dialog = this.querySelector('sl-dialog');
    customElements
      .whenDefined('sl-dialog')
      .then(() => dialog.updateComplete)
      .then(() => dialog.show());
    this.look();
  }

  fields() {
    const { fields = [], confirmation } = this.question;
    return confirmation ? [...fields, { name: 'confirmation', label: t('ask.typeDelete'), required: true }] : fields;
  }

  ready() {
    const { confirmation, ready } = this.question;
    if (confirmation && this.values.confirmation !== confirmation) return false;
    return (
      this.fields().every(({ required, name }) => !required || this.values[name]) && (ready?.(this.values) ?? true)
    );
  }

  set(change) {
    this.values = { ...this.values, ...change };
  }

  /** What the answer would come to, or why it would be refused; an overtaken answer counts for nothing. */
  async look() {
    if (!this.question.plan) return;
    const mine = (this.round = (this.round ?? 0) + 1);
    this.fault = undefined;
    this.foreseen = html`
      <sl-spinner></sl-spinner>
    `;
    const answer = await Promise.resolve(this.values).then(this.question.plan).catch(refusal);
    if (mine === this.round) this.foreseen = answer;
  }

  close() {
    return this.querySelector('sl-dialog').hide();
  }

  async go() {
    if (this.busy || !this.ready()) return;
    this.busy = true;
    try {
      await this.act(this.values);
      this.close();
    } catch (e) {
      this.fault = e;
    } finally {
      this.busy = false;
    }
  }

  field(field) {
    const { name, label, help = '', values, words, rows } = field;
    const heard = (e) => this.set({ [name]: e.target.value });
    if (values)
      return html`
        <sl-select
          name=${name}
          label=${label}
          help-text=${help}
          .value=${this.values[name]}
          @sl-input=${heard}
          @sl-change=${() => this.look()}
        >
          ${values.map(
            (one) => html`
              <sl-option value=${one}>${words ? t(`${words}.${one}`) : one}</sl-option>
            `,
          )}
        </sl-select>
      `;
    if (rows)
      return html`
        <sl-textarea
          name=${name}
          rows=${rows}
          label=${label}
          help-text=${help}
          .value=${this.values[name]}
          @sl-input=${heard}
          @sl-change=${() => this.look()}
        ></sl-textarea>
      `;
    return html`
      <sl-input
        name=${name}
        label=${label}
        help-text=${help}
        type=${field.type ?? 'text'}
        min=${field.min ?? nothing}
        max=${field.max ?? nothing}
        autocomplete="off"
        .value=${this.values[name]}
        @sl-input=${heard}
        @sl-change=${() => this.look()}
        @keydown=${(e) => e.key === 'Enter' && this.go()}
      ></sl-input>
    `;
  }

  render() {
    const { title, text, body, danger, wide, save } = this.question;
    return html`
      <sl-dialog
        label=${title}
        class=${wide ? 'wide' : ''}
        @sl-after-hide=${(e) => e.target.localName === 'sl-dialog' && this.remove()}
      >
        ${text
          ? html`
              <p>${text}</p>
            `
          : nothing}
        ${this.fields().map((field) => this.field(field))} ${body ? body(this) : nothing}
        ${this.fault ? refusal(this.fault) : (this.foreseen ?? nothing)}
        ${this.act
          ? html`
              <sl-button slot="footer" @click=${this.close}>${t('common.cancel')}</sl-button>
              <sl-button
                slot="footer"
                variant=${danger ? 'danger' : 'primary'}
                ?disabled=${!this.ready()}
                ?loading=${this.busy}
                @click=${this.go}
              >
                ${save ?? title}
              </sl-button>
            `
          : html`
              <sl-button slot="footer" variant="primary" @click=${this.close}>${t('common.close')}</sl-button>
            `}
      </sl-dialog>
    `;
  }
}
customElements.define('sluice-dialog', Dialog);

/**
 * Asks before something is done, does it, and says what came of it.
 *
 * @typedef {{name: string, label: string, value?: string, required?: boolean, type?: string, help?: string, rows?: number,
 *   min?: string, max?: string, values?: string[], words?: string}} Field with `values`, one of these is chosen
 * @param {{title: string, text?: string, danger?: boolean, wide?: boolean, confirmation?: string, save?: string,
 *   fields?: Field[], body?: (dialog: Dialog) => Object, ready?: (values: Object) => boolean,
 *   plan?: (values: Object) => Promise}} question with `plan`, what the answer would come to is shown: what it gives
 *   for the values, each time they change
 * @param {(values: Object) => Promise} act what to do when the answer is yes; what it refuses is shown in the dialog. Without
 *   it, nothing is asked
 */
export function ask(question, act) {
  document.body.append(Object.assign(document.createElement('sluice-dialog'), { question, act }));
}

const TONES = { REJECTED: 'bad', PENDING: 'busy' };

/** What became of each project that something was done with. */
export function outcomes(title, answer) {
  if (!answer.rejected && !answer.pending) return say(t('projects.allDone', answer.accepted));
  const text = t('projects.someDone', answer.accepted, answer.rejected, answer.pending);
  const body = () => html`
    <table>
      <tbody>
        ${answer.items.map(
          (item) => html`
            <tr>
              <td class="wrap"><strong>${item.name ?? item.project}</strong></td>
              <td><span class="chip ${TONES[item.outcome] ?? 'good'}">${t(`outcome.${item.outcome}`)}</span></td>
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
  `;
  return ask({ title, text, body });
}
