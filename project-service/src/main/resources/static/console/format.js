import { language, t } from './texts.js';

const whole = new Intl.NumberFormat(language);
const short = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

/** Times are the reader's own, unless somebody prefers those that everybody has. */
export const utc = localStorage.getItem('zone') === 'UTC';
export const zone = utc ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
const stamp = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'long', timeZone: zone });

/** What is shown is drawn again with the other times. */
export function changeZone() {
  localStorage.setItem('zone', utc ? 'local' : 'UTC');
  location.reload();
}

export const number = (value) => (value == null ? t('common.none') : whole.format(Math.round(value)));
export const decimal = (value) => (value == null ? t('common.none') : short.format(value));
export const time = (iso) => (iso ? stamp.format(new Date(iso)) : t('common.none'));

/** A time as the browser's own field takes it, in the zone that is shown. */
export function local(at) {
  const date = new Date(at);
  return new Date(date - (utc ? 0 : date.getTimezoneOffset() * 60_000)).toISOString().slice(0, 19);
}

/** What such a field holds; undefined for nothing. */
export const instant = (text) => (text ? new Date(utc ? `${text}Z` : text).toISOString() : undefined);

/** Milliseconds as people say them: 12 ms, 3.4 s, 5 min 10 s, 2 h 3 min. */
export function duration(millis) {
  if (millis == null) return t('common.none');
  if (millis < 1000) return `${Math.round(millis)} ms`;
  if (millis < 60_000) return `${short.format(millis / 1000)} s`;
  const seconds = Math.round(millis / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const hours = Math.floor(seconds / 3600);
  return hours < 48 ? `${hours} h ${Math.floor((seconds % 3600) / 60)} min` : `${Math.round(hours / 24)} d`;
}

export function bytes(count) {
  if (count == null) return t('common.none');
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let at = 0;
  let value = count;
  while (value >= 1000 && at < units.length - 1) {
    value /= 1000;
    at++;
  }
  return `${at === 0 ? whole.format(value) : short.format(value)} ${units[at]}`;
}

/** How good a status is: the colour that goes with its word. */
export function tone(status) {
  switch (status) {
    case 'RUNNING':
    case 'STARTING':
    case 'STOPPING':
    case 'MODIFYING':
    case 'INTEGRATING':
    case 'RELEASING':
      return 'busy';
    case 'MONITORING':
    case 'COMPLETED':
    case 'PASSED':
      return 'good';
    case 'FAILED':
      return 'bad';
    case 'PAUSED':
    case 'SUSPENDED':
    case 'RETRYING':
    case 'STALLED':
    case 'WARNING':
      return 'warn';
    default:
      return 'idle';
  }
}
