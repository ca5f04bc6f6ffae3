import { html, nothing } from 'lit';
import { api, query } from '../api.js';
import { instant, time } from '../format.js';
import { follow } from '../live.js';
import { t } from '../texts.js';
import { choiceField, searchField } from './fields.js';
import { Part } from './page.js';
import { download, refusal, say } from './parts.js';

const LEVELS = ['INFO', 'WARN', 'ERROR'];

/** So many lines are held; older ones are in the archive. */
const MOST = 2000;

/** A component's log: followed, searched, by level, copied, downloaded; any span of it from the archive. */
class Logs extends Part {
  static properties = {
    component: {},
    lines: { state: true },
    search: { state: true },
    level: { state: true },
    following: { state: true },
    fault: { state: true },
  };

  constructor() {
    super();
    this.lines = [];
    this.search = '';
    this.level = 'INFO';
    this.following = true;
  }

  connectedCallback() {
    super.connectedCallback();
    this.end = follow(`/components/${this.component}/logs/live`, ({ items }) => {
      this.lines = [...this.lines, ...items].slice(-MOST);
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.end();
  }

  updated() {
    const box = this.querySelector('.log');
    if (this.following && box) box.scrollTop = box.scrollHeight;
  }

  shown() {
    const word = this.search.toLowerCase();
    return this.lines.filter(
      (line) => LEVELS.indexOf(line.level) >= LEVELS.indexOf(this.level) && line.text.toLowerCase().includes(word),
    );
  }

  text() {
    return this.shown().map(words).join('\n');
  }

  /** A span of time, as far back as the archive goes. */
  async span() {
    const value = (name) => instant(this.querySelector(`[name=${name}]`).value);
    const asked = { from: value('from'), until: value('until'), search: this.search, level: this.level };
    try {
      await api.download(
        `/components/${this.component}/logs/archive${query(asked)}`,
        'text/plain',
        `${this.component}.log`,
      );
      this.fault = undefined;
    } catch (e) {
      this.fault = e;
    }
  }

  render() {
    const shown = this.shown();
    const copy = () => navigator.clipboard.writeText(this.text()).then(() => say(t('common.copied')));
    const moment = (name) => html`
      <sl-input size="small" type="datetime-local" name=${name} label=${t(`history.${name}`)}></sl-input>
    `;
    return html`
      <div class="bar">
        ${searchField(t('common.search'), undefined, (value) => (this.search = value))}
        ${choiceField(
          t('logs.level'),
          this.level,
          LEVELS.map((name) => [name, t(`logs.levels.${name}`)]),
          (value) => (this.level = value),
          true,
        )}
        <sl-switch ?checked=${this.following} @sl-change=${(e) => (this.following = e.target.checked)}>
          ${t('logs.follow')}
        </sl-switch>
        <sl-button size="small" @click=${copy}>${t('common.copy')}</sl-button>
        <sl-button size="small" @click=${() => download(`${this.component}.log`, this.text(), 'text/plain')}>
          ${t('common.download')}
        </sl-button>
      </div>
      <div class="log mono" role="log" tabindex="0" aria-label=${t('components.log')}>
        ${shown.length
          ? shown.map(
              (line) => html`
                <div class=${line.level}>${words(line)}</div>
              `,
            )
          : html`
              <div class="muted">${t('logs.empty')}</div>
            `}
      </div>
      <div class="bar bottom">
        ${moment('from')} ${moment('until')}
        <sl-button size="small" @click=${() => this.span()}>${t('logs.span')}</sl-button>
        <span class="muted small">${t('logs.archived')}</span>
      </div>
      ${this.fault ? refusal(this.fault) : nothing}
    `;
  }
}
customElements.define('sluice-logs', Logs);

const words = (line) => `${time(line.at)} ${line.level.padEnd(5)} ${line.text}`;
