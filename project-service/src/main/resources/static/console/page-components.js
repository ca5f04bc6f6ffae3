import { html, nothing } from 'lit';
import { api, query } from './api.js';
import { bytes, duration, time } from './format.js';
import { Page, ask, chip, download, empty, pager, say } from './parts.js';
import { t } from './texts.js';

const KINDS = ['STORE', 'CONNECTOR', 'WRITER'];

/** Components with what can be done to each; the time of the oldest change is a Store's alone. */
export function componentTable(items, done) {
  const stores = items.some((one) => one.kind === 'STORE');
  return html`
    <table>
      <thead>
        <tr>
          <th>${t('components.id')}</th>
          <th>${t('components.project')}</th>
          <th>${t('common.status')}</th>
          <th>${t('components.step')}</th>
          ${stores
            ? html`
                <th>${t('components.earliest')}</th>
              `
            : nothing}
          <th>${t(stores ? 'components.currentPull' : 'components.current')}</th>
          <th class="number">${t('components.latency')}</th>
          ${stores
            ? html`
                <th class="number" title=${t('components.retainedHelp')}>${t('components.retained')}</th>
              `
            : nothing}
          <th>${t('components.instance')}</th>
          <th></th>
        </tr>
      </thead>
      <tbody>${items.map((one) => row(one, stores, done))}</tbody>
    </table>
  `;
}

function row(one, stores, done) {
  return html`
    <tr>
      <td class="nowrap">
        <span class="mono">${one.id}</span>
        <div class="muted small">${t(`kind.${one.kind}`)}</div>
        ${one.kind === 'STORE'
          ? nothing
          : html`
              <div class="muted small">
                ${t('components.store')}
                <span class="mono">${one.storeId}</span>
              </div>
            `}
      </td>
      <td class="wrap"><a href="#/projects/${one.project}">${one.projectName}</a></td>
      <td>
        ${chip(one.stalled ? 'STALLED' : one.status)}${one.stalled
          ? html`
              <div class="small wrap">${one.stalled}</div>
            `
          : nothing}${one.status === 'RETRYING'
          ? html`
              <div class="small muted">${t('components.since', time(one.updatedAt))}</div>
            `
          : nothing}
        ${!one.stalled && one.telemetry?.waitsFor && ['RUNNING', 'RETRYING'].includes(one.status)
          ? html`
              <div class="small wrap">${t('components.waitsFor', one.telemetry.waitsFor)}</div>
            `
          : nothing}
        ${one.failure
          ? html`
              <div class="small wrap" title=${one.remedy ?? ''}>${one.failure.code}: ${one.failure.detail}</div>
            `
          : nothing}
      </td>
      <td>${one.step ? t(`step.${one.step}`) : t('common.none')}</td>
      ${stores
        ? html`
            <td class="nowrap">${time(one.earliest)}</td>
          `
        : nothing}
      <td class="nowrap">${time(one.current)}</td>
      <td class="number">${duration(one.latencyMillis)}</td>
      ${stores
        ? html`
            <td class="number">${bytes(one.retainedBytes)}</td>
          `
        : nothing}
      <td class="small nowrap">
        ${one.instance ?? t('common.none')}
        <div class="muted">${one.region}</div>
      </td>
      <td>
        <div class="actions">
          ${one.actions.includes('start')
            ? html`
                <sl-button size="small" @click=${() => start(one, done)}>
                  ${t(one.status === 'RETRYING' ? 'components.retryNow' : 'action.start')}
                </sl-button>
              `
            : nothing}
          ${one.actions.includes('pause')
            ? html`
                <sl-button size="small" @click=${() => pause(one, done)}>${t('action.pause')}</sl-button>
              `
            : nothing}
          <sl-dropdown hoist placement="bottom-end">
            <sl-button slot="trigger" size="small" caret aria-label=${t('common.more')}></sl-button>
            <sl-menu @sl-select=${(e) => (e.detail.item.value === 'logs' ? logs(one) : destroy(one, done))}>
              <sl-menu-item value="logs">${t('components.logs')}</sl-menu-item>
              <sl-menu-item value="destroy" ?disabled=${!one.actions.includes('destroy')}>
                ${t('action.destroy')}
              </sl-menu-item>
            </sl-menu>
          </sl-dropdown>
        </div>
      </td>
    </tr>
  `;
}

const pause = (one, done) =>
  ask({ title: t('action.pause'), text: t('components.ask.pause', one.id) }, () =>
    api.post(`/components/${one.id}/pause`, {}).then(done),
  );

const destroy = (one, done) =>
  ask(
    { title: t('action.destroy'), text: t('components.ask.destroy', one.id), danger: true, confirmation: 'delete' },
    () => api.delete(`/components/${one.id}?confirmation=delete`).then(done),
  );

/** A time as the browser's own field wants it, in the reader's zone. */
const local = (iso) => {
  const at = new Date(iso);
  return new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
};

/** A writer or Connector may be started from a time that its Store still has. */
async function start(one, done) {
  if (one.kind === 'STORE')
    return ask({ title: t('action.start'), text: t('components.ask.start', one.id) }, () =>
      api.post(`/components/${one.id}/start`, {}).then(done),
    );
  const store = await api.get(`/components/${one.storeId}`).catch(() => undefined);
  const range = store?.earliest
    ? t('components.replayRange', time(store.earliest), time(store.current))
    : t('components.replayNone');
  const field = {
    name: 'from',
    type: 'datetime-local',
    label: `${t('components.replay')}: ${t('components.replayFrom')}`,
    help: range,
  };
  if (store?.earliest) Object.assign(field, { min: local(store.earliest), max: local(store.current) });
  return ask({ title: t('action.start'), text: t('components.ask.start', one.id), fields: [field] }, ({ from }) => {
    if (!from) return api.post(`/components/${one.id}/start`, {}).then(done);
    const at = new Date(from);
    if (store?.earliest && (at < new Date(store.earliest) - 1000 || at > new Date(store.current)))
      throw new Error(`${t('components.replayOutside')} ${range}`);
    return api.post(`/components/${one.id}/start`, { replayFrom: at.toISOString() }).then(done);
  });
}

/** The latest lines of a component's log: searched, by level, followed, copied and downloaded. */
function logs(one) {
  const dialog = Object.assign(document.createElement('sl-dialog'), {
    label: t('logs.title', one.id),
    className: 'wide',
  });
  const search = Object.assign(document.createElement('sl-input'), {
    size: 'small',
    type: 'search',
    clearable: true,
    placeholder: t('common.search'),
  });
  const level = Object.assign(document.createElement('sl-select'), { size: 'small', value: 'INFO', hoist: true });
  for (const name of ['INFO', 'WARN', 'ERROR'])
    level.append(Object.assign(document.createElement('sl-option'), { value: name, textContent: name }));
  const follow = Object.assign(document.createElement('sl-switch'), { checked: true, textContent: t('logs.follow') });
  const bar = Object.assign(document.createElement('div'), { className: 'bar' });
  const box = Object.assign(document.createElement('div'), { className: 'log mono', tabIndex: 0 });
  box.setAttribute('role', 'log');
  const note = Object.assign(document.createElement('p'), {
    className: 'muted small',
    textContent: t('logs.archived'),
  });
  const button = (text, act) => {
    const made = Object.assign(document.createElement('sl-button'), { size: 'small', textContent: text });
    made.addEventListener('click', act);
    return made;
  };
  const text = () => [...box.children].map((line) => line.textContent).join('\n');
  bar.append(
    search,
    level,
    follow,
    button(t('common.copy'), () => navigator.clipboard.writeText(text()).then(() => say(t('common.copied')))),
    button(t('common.download'), () => download(`${one.id}.log`, text(), 'text/plain')),
  );
  dialog.append(bar, box, note);
  const read = async () => {
    try {
      const { items } = await api.get(
        `/components/${one.id}/logs${query({ search: search.value, level: level.value, limit: 500 })}`,
      );
      box.replaceChildren(
        ...(items.length ? items : [undefined]).map((line) =>
          Object.assign(document.createElement('div'), {
            className: line?.level ?? 'muted',
            textContent: line ? `${time(line.at)} ${line.level.padEnd(5)} ${line.text}` : t('logs.empty'),
          }),
        ),
      );
      if (follow.checked) box.scrollTop = box.scrollHeight;
    } catch (e) {
      note.textContent = e.message;
    }
  };
  const timer = setInterval(() => follow.checked && read(), 2000);
  search.addEventListener('sl-input', read);
  level.addEventListener('sl-change', read);
  dialog.addEventListener('sl-after-hide', (e) => {
    if (e.target !== dialog) return;
    clearInterval(timer);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.updateComplete.then(() => dialog.show());
  read();
}

class Components extends Page {
  read() {
    const { kind, region, keyword, page } = this.where.filter;
    return api.get(`/components${query({ kind: kind ?? 'STORE', region, keyword, page, size: 25 })}`);
  }

  filter(change) {
    location.hash = `#/components${query({ ...this.where.filter, page: undefined, ...change })}`;
  }

  show(data) {
    const f = this.where.filter;
    const kind = f.kind ?? 'STORE';
    this.regions = new Set([...(this.regions ?? []), ...data.items.map((one) => one.region)]);
    return html`
      <div class="head"><h1>${t('components.title')}</h1></div>
      <sl-tab-group @sl-tab-show=${(e) => e.detail.name !== kind && this.filter({ kind: e.detail.name })}>
        ${KINDS.map(
          (one) => html`
            <sl-tab slot="nav" panel=${one} ?active=${one === kind}>${t(`kind.${one}`)}</sl-tab>
          `,
        )}
      </sl-tab-group>
      <div class="bar" role="search">
        <sl-input
          size="small"
          type="search"
          clearable
          placeholder=${t('components.keyword')}
          aria-label=${t('components.keyword')}
          .value=${f.keyword ?? ''}
          @sl-input=${(e) => this.filter({ keyword: e.target.value })}
        ></sl-input>
        <sl-select
          size="small"
          clearable
          hoist
          placeholder=${t('components.region')}
          aria-label=${t('components.region')}
          .value=${f.region ?? ''}
          @sl-change=${(e) => this.filter({ region: e.target.value })}
        >
          ${[...this.regions].sort().map(
            (one) => html`
              <sl-option value=${one}>${one}</sl-option>
            `,
          )}
        </sl-select>
      </div>
      ${data.items.length
        ? html`
            <div class="panel flush">${componentTable(data.items, () => this.refresh())}</div>
            ${pager(data, (page) => this.filter({ page }))}
          `
        : html`
            <div class="panel">${empty('', t('components.empty'))}</div>
          `}
    `;
  }
}
customElements.define('sluice-components', Components);
