/** Events and commands in words. */
import { html, nothing } from 'lit';
import { time } from '../format.js';
import { t } from '../texts.js';

/** `io.sluice.project.step-advanced.v1` in words; one that is not known yet by its name. */
export const plain = (type) => {
  const [kind, name] = type
    .replace(/^io\.sluice\./, '')
    .replace(/\.v\d+$/, '')
    .split('.');
  const words = t(`event.${kind}.${name}`);
  return words === name ? `${kind} ${name.replaceAll('-', ' ')}` : words;
};

/** What happened, and where in it: which step, and how far it is. */
export const event = ({ type, data }) => {
  if (!data?.step) return plain(type);
  const far = data.status ? ` – ${t(`status.${data.status}`)}` : '';
  return `${plain(type)}: ${t(`step.${data.step}`)}${far}`;
};

/** From what happened back to what began it, each with who and when. */
export const reasons = (chain) =>
  chain.length
    ? html`
        <ol class="reasons">
          ${chain.map(reason)}
        </ol>
      `
    : html`
        <p class="muted">${t('history.itself')}</p>
      `;

const reason = (link) => html`
  <li>
    <strong>
      ${link.event ? event(link.event) : link.type ? t('history.asked', plain(link.type)) : t('history.command')}
    </strong>
    <span class="muted small">
      ${[link.subject, link.time ? time(link.time) : '', link.actor].filter(Boolean).join(', ')}
    </span>
    ${link.event
      ? nothing
      : html`
          <span class="muted small mono">${link.id}</span>
        `}
    ${link.event?.data?.failure
      ? html`
          <div class="wrap">${link.event.data.failure.code}: ${link.event.data.failure.detail}</div>
        `
      : nothing}
  </li>
`;
