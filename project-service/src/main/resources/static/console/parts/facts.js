import { html } from 'lit';
import { t } from '../texts.js';

/** One thing that is known of a project. */
export const fact = (name, value) => html`
  <div>
    <dt>${t(`project.${name}`)}</dt>
    <dd>${value}</dd>
  </div>
`;
