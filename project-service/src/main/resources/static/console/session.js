import { LitElement, html, nothing } from 'lit';
import { Unreachable, api } from './api.js';
import { refusal } from './parts/parts.js';
import { t } from './texts.js';

const ROLES = ['VIEWER', 'OPERATOR', 'ADMIN'];

/** Who is signed in; `name` is null when nobody is. */
export const me = { name: null };

/** Whether who is signed in has this role or more. */
export const may = (role) => ROLES.indexOf(me.role) >= ROLES.indexOf(role);

/** Asks the gateway who is there. */
export async function whoAmI() {
  const session = await api.get('/session');
  Object.assign(me, { role: undefined }, session, { name: session.name ?? null });
  return me;
}

export async function signOut() {
  await api.delete('/session');
  await whoAmI();
}

/** Asks for name and password, in the place of the page where one was; tells by `signed-in`. */
class SignIn extends LitElement {
  static properties = {
    fault: { state: true },
    busy: { state: true },
    link: { attribute: false },
    refused: { attribute: false },
  };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    if (this.refused) this.fault = { message: t(this.refused === 'user' ? 'signIn.noRole' : 'signIn.noProvider') };
  }

  firstUpdated() {
    if (this.link) this.enter({ link: this.link });
  }

  async enter(given) {
    this.busy = true;
    this.fault = undefined;
    try {
      await api.post('/session', given);
      await whoAmI();
      this.dispatchEvent(new CustomEvent('signed-in', { bubbles: true }));
    } catch (e) {
      this.fault = e instanceof Unreachable ? { message: t('signIn.unreachable') } : e;
    } finally {
      this.busy = false;
    }
  }

  submit() {
    const value = (name) => this.querySelector(`[name=${name}]`).value;
    this.enter({ name: value('name'), password: value('password') });
  }

  render() {
    const entered = (e) => e.key === 'Enter' && this.submit();
    return html`
      <div class="sign-in panel">
        <h1>
          <img src="/console/sluice.svg" alt="" />
          ${t('signIn.title')}
        </h1>
        <sl-input
          name="name"
          label=${t('signIn.name')}
          autocomplete="username"
          autofocus
          @keydown=${entered}
        ></sl-input>
        <sl-input
          name="password"
          type="password"
          label=${t('signIn.password')}
          autocomplete="current-password"
          @keydown=${entered}
        ></sl-input>
        ${this.fault ? refusal(this.fault) : nothing}
        <sl-button variant="primary" ?loading=${this.busy} @click=${this.submit}>${t('signIn.do')}</sl-button>
        ${me.provider
          ? html`
              <sl-button href=${me.provider}>${t('signIn.provider')}</sl-button>
            `
          : nothing}
      </div>
    `;
  }
}
customElements.define('sluice-sign-in', SignIn);
