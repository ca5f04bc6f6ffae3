import { api, query } from '../api.js';
import { time } from '../format.js';
import { t } from '../texts.js';
import { download, say } from './parts.js';

/** The latest lines of a component's log: searched, by level, followed, copied and downloaded. */
export function logs(one) {
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
