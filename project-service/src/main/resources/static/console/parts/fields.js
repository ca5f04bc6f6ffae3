/** The fields that lists are searched and filtered by. */
import { html, nothing } from 'lit';

/** `heard` is told the word at each key. */
export const searchField = (label, value, heard) => html`
  <sl-input
    class="quiet"
    size="small"
    type="search"
    clearable
    placeholder=${label}
    label=${label}
    .value=${value ?? ''}
    @sl-input=${(e) => heard(e.target.value)}
  ></sl-input>
`;

/** One of `options`, each a value and its words; none of them where there need not be one. */
export const choiceField = (label, value, options, chosen, needed = false) => html`
  <sl-select
    class="quiet"
    size="small"
    ?clearable=${!needed}
    hoist
    placeholder=${needed ? nothing : label}
    label=${label}
    .value=${value ?? ''}
    @sl-change=${(e) => chosen(e.target.value)}
  >
    ${options.map(
      ([one, words]) => html`
        <sl-option value=${one}>${words}</sl-option>
      `,
    )}
  </sl-select>
`;
