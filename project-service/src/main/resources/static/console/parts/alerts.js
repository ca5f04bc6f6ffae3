/** What is said of alerts wherever they are shown. */
import { html, nothing } from 'lit';
import { api } from '../api.js';
import { time } from '../format.js';
import { may } from '../session.js';
import { t } from '../texts.js';
import { ask } from './ask.js';
import { say } from './parts.js';

const TONES = { CRITICAL: 'bad', WARNING: 'warn', INFO: 'info' };

export const SEVERITIES = ['CRITICAL', 'WARNING', 'INFO'];
export const LEVELS = ['NO', 'LOW', 'MEDIUM', 'HIGH'];

/** How bad it is, by colour and by word. */
export const severity = (one) => html`
  <span class="chip ${one === 'INFO' ? 'busy' : TONES[one]}">${t(`severity.${one}`)}</span>
`;

const acted = (done) => (answer) => {
  say(t('alerts.done'));
  done(answer);
};

const hours = (count) => new Date(Date.now() + Number(count) * 3_600_000).toISOString();

export function acknowledge(alert, done) {
  ask(
    {
      title: t('alerts.acknowledge'),
      text: t('alerts.askAcknowledge'),
      fields: [{ name: 'note', label: t('alerts.note') }],
    },
    ({ note }) => api.post(`/alerts/${alert.id}/acknowledge`, { note }).then(acted(done)),
  );
}

export function silence(alert, done) {
  ask(
    {
      title: t('alerts.silence'),
      text: t('alerts.askSilence'),
      fields: [
        { name: 'hours', label: t('alerts.hours'), type: 'number', min: '1', value: '2', required: true },
        { name: 'reason', label: t('alerts.reason'), required: true },
      ],
    },
    (given) =>
      api.post(`/alerts/${alert.id}/silence`, { until: hours(given.hours), reason: given.reason }).then(acted(done)),
  );
}

export function end(alert, done) {
  ask(
    { title: t('alerts.resolve'), text: t('alerts.askResolve'), fields: [{ name: 'note', label: t('alerts.note') }] },
    ({ note }) => api.post(`/alerts/${alert.id}/resolve`, { note }).then(acted(done)),
  );
}

export const newSilence = (done) =>
  ask(
    {
      title: t('alerts.newSilence'),
      text: t('alerts.newSilenceHelp'),
      fields: [
        { name: 'project', label: t('alerts.projectId') },
        { name: 'tag', label: t('projects.tag') },
        { name: 'condition', label: t('alerts.condition'), help: t('alerts.conditionHelp') },
        { name: 'begins', label: t('alerts.in'), type: 'number', min: '0', value: '0' },
        { name: 'hours', label: t('alerts.hours'), type: 'number', min: '1', value: '2', required: true },
        { name: 'reason', label: t('alerts.reason'), required: true },
      ],
    },
    (given) =>
      api
        .post('/silences', {
          project: given.project || undefined,
          tag: given.tag || undefined,
          condition: given.condition || undefined,
          from: hours(given.begins),
          until: hours(Number(given.begins) + Number(given.hours)),
          reason: given.reason,
        })
        .then(acted(done)),
  );

/** What can be done about one by who is signed in. */
export function buttons(alert, done) {
  if (!may('OPERATOR') || alert.status === 'RESOLVED') return nothing;
  return html`
    <div class="actions">
      ${alert.status === 'ACKNOWLEDGED'
        ? nothing
        : html`
            <sl-button size="small" @click=${() => acknowledge(alert, done)}>${t('alerts.acknowledge')}</sl-button>
          `}
      <sl-button size="small" @click=${() => silence(alert, done)}>${t('alerts.silence')}</sl-button>
      <sl-button size="small" @click=${() => end(alert, done)}>${t('alerts.resolve')}</sl-button>
    </div>
  `;
}

/** The alerts of one project, above its page. */
export function strip(all, done) {
  return all.map(
    (alert) => html`
      <div class="callout strip ${TONES[alert.severity]}" role="status" data-alert=${alert.id}>
        <div>
          <h2>
            ${severity(alert.severity)}
            <a href="#/alerts?id=${alert.id}">${t(`condition.${alert.condition}`)}</a>
            ${alert.status === 'OPEN'
              ? nothing
              : html`
                  <span class="muted small">${t(`alerts.${alert.status}`)}</span>
                `}
          </h2>
          <p class="wrap">${alert.text}</p>
          <p class="muted small">${t('project.since', time(alert.raisedAt))}</p>
        </div>
        ${buttons(alert, done)}
      </div>
    `,
  );
}

/** The channels by which people are told of a project, as far as who is signed in may see them. */
export async function channelsFor({ id, tags }) {
  if (!may('OPERATOR')) return undefined;
  const meant = ({ settings: s }) =>
    s.enabled &&
    (!s.projects.length || s.projects.includes(id)) &&
    (!s.tags.length || s.tags.some((tag) => tags.includes(tag)));
  return (await api.get('/alert-channels')).items.filter(meant).map((one) => one.settings.name);
}

/** Who is told, and the way to where that is chosen. */
export const told = (names) => html`
  ${names?.length ? names.join(', ') : t('alerts.nobody')}
  <a href="#/alerts?tab=channels">${t('alerts.channels')}</a>
`;

/** Level and thresholds, as fields of a dialog. */
export const levelFields = (level, alerts) => [
  { name: 'level', label: t('project.alert'), values: LEVELS, value: level, help: t('alerts.levelHelp') },
  {
    name: 'latencySeconds',
    label: t('alerts.latencySeconds'),
    type: 'number',
    min: '1',
    value: alerts?.latencySeconds ?? '',
    help: t('alerts.ranges'),
  },
  {
    name: 'interruptionSeconds',
    label: t('alerts.interruptionSeconds'),
    type: 'number',
    min: '1',
    value: alerts?.interruptionSeconds ?? '',
  },
  {
    name: 'repeatMinutes',
    label: t('alerts.repeatMinutes'),
    type: 'number',
    min: '1',
    max: '600',
    value: alerts?.repeatMinutes ?? '',
  },
];

/** What such fields say; empty ones are left to the installation. */
export function thresholds(values) {
  const given = ['latencySeconds', 'interruptionSeconds', 'repeatMinutes']
    .filter((name) => values[name])
    .map((name) => [name, Number(values[name])]);
  return given.length ? Object.fromEntries(given) : undefined;
}

export function changeAlerts(project, done) {
  ask(
    {
      title: t('action.change-alerts'),
      text: t('alerts.changeHelp'),
      fields: levelFields(project.alertLevel, project.alerts),
    },
    (values) =>
      api.put(`/projects/${project.id}/alerts`, { level: values.level, thresholds: thresholds(values) }).then(done),
  );
}
