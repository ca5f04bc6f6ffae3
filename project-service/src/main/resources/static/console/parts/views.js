/** Filters of a list that somebody has given a name; they are kept in the browser. */
import { html, nothing } from 'lit';
import { query } from '../api.js';
import { t } from '../texts.js';
import { ask } from './ask.js';

const key = (list) => `views of ${list}`;
const kept = (list) => JSON.parse(localStorage.getItem(key(list)) ?? '{}');

/** The views of this list, and how the present filter becomes one; `changed` is told when there are others. */
export function views(list, filter, changed) {
  const all = kept(list);
  const keep = (next) => {
    localStorage.setItem(key(list), JSON.stringify(next));
    changed();
  };
  const { page, ...rest } = filter;
  const address = query(rest);
  const name = () =>
    ask(
      {
        title: t('projects.saveView'),
        fields: [{ name: 'name', label: t('projects.viewName'), help: t('projects.viewHelp'), required: true }],
      },
      async (given) => keep({ ...all, [given.name.trim()]: address }),
    );
  const forget = (one) => keep(Object.fromEntries(Object.entries(all).filter(([name]) => name !== one)));
  return html`
    ${Object.entries(all).map(
      ([one, where]) => html`
        <span class="count view">
          <a href="#/${list}${where}" aria-current=${where === address ? 'true' : nothing}>${one}</a>
          <sl-icon-button
            name="x-lg"
            library="system"
            label=${t('projects.forget', one)}
            @click=${() => forget(one)}
          ></sl-icon-button>
        </span>
      `,
    )}
    ${address && !Object.values(all).includes(address)
      ? html`
          <sl-button size="small" @click=${name}>${t('projects.saveView')}</sl-button>
        `
      : nothing}
  `;
}
