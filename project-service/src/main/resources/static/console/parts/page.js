import { LitElement, html } from 'lit';
import { Unreachable } from '../api.js';
import { follow } from '../live.js';
import { t } from '../texts.js';
import { refusal } from './parts.js';

/** A part of a page with a state of its own; drawn into the document itself, so that one style sheet holds for all. */
export class Part extends LitElement {
  createRenderRoot() {
    return this;
  }

  /** What the page shows is not so any more. */
  changed() {
    this.dispatchEvent(new CustomEvent('changed', { bubbles: true }));
  }
}

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
