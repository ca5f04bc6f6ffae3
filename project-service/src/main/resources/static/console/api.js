/** The gateway API; nothing else of the server is used. */
const BASE = '/api/v1';

/** What the API refuses: `code`, `detail` and `remedy` as it says them. */
export class Refusal extends Error {
  constructor(problem, status) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.title = problem.title;
    this.code = problem.code ?? `HTTP ${status}`;
    this.remedy = problem.remedy;
    this.status = status;
  }
}

/** The gateway did not answer at all. */
export class Unreachable extends Error {}

/** Shows the gateway that a write comes from its own page: no other site's can read the cookie. */
const proof = () => ({
  'X-XSRF-TOKEN':
    document.cookie
      .split('; ')
      .find((one) => one.startsWith('XSRF-TOKEN='))
      ?.slice(11) ?? '',
});

/** The session has ended, or has not begun: the shell asks who is there. */
const signedOut = () => dispatchEvent(new CustomEvent('signed-out'));

async function call(method, path, body, revision, type = 'application/json') {
  const headers = { Accept: 'application/json' };
  if (revision !== undefined) headers['If-Match'] = `"${revision}"`;
  if (method !== 'GET') Object.assign(headers, { Prefer: 'wait=20' }, proof());
  if (body !== undefined) headers['Content-Type'] = type;
  let answer;
  try {
    answer = await fetch(BASE + path, {
      method,
      headers,
      body: type === 'application/json' && body !== undefined ? JSON.stringify(body) : body,
    });
  } catch (e) {
    throw new Unreachable(e.message);
  }
  const text = await answer.text();
  const content = text && answer.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : {};
  if (content.code === 'NOT_SIGNED_IN') signedOut();
  if (!answer.ok) throw new Refusal(content, answer.status);
  return content;
}

/** `{a: 1, b: ''}` as `?a=1`. */
export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

export const api = {
  /** Where it is, for what the browser gets by itself. */
  address: (path) => BASE + path,
  get: (path) => call('GET', path),
  post: (path, body) => call('POST', path, body),
  /** Saves what is there as a file. */
  async download(path, type, name) {
    const answer = await fetch(BASE + path, { headers: { Accept: type } });
    if (!answer.ok) throw new Refusal({}, answer.status);
    const link = Object.assign(document.createElement('a'), {
      href: URL.createObjectURL(await answer.blob()),
      download: name,
    });
    link.click();
    URL.revokeObjectURL(link.href);
  },
  /** With a revision only while that is the one that is there. */
  put: (path, body, revision) => call('PUT', path, body, revision),
  /** A file as it is. */
  upload: (path, text, type, revision) => call('POST', path, new Blob([text]), revision, type),
  patch: (path, body) => call('PATCH', path, body),
  delete: (path) => call('DELETE', path),
  /** Events as they happen, each with its id for going on after it; returns what ends it. */
  follow(parameters, heard) {
    const end = new AbortController();
    let last;
    const read = async () => {
      const headers = last ? { 'Last-Event-ID': last } : {};
      const answer = await fetch(`${BASE}/events${query(parameters)}`, { headers, signal: end.signal });
      const lines = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (let part = await lines.read(); !part.done; part = await lines.read()) {
        const blocks = (rest + part.value).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) {
          last = /^id:(.*)$/m.exec(block)?.[1] ?? last;
          const data = [...block.matchAll(/^data:(.*)$/gm)].map((line) => line[1]).join('\n');
          if (data) heard(JSON.parse(data));
        }
      }
    };
    const keep = () =>
      read()
        .catch(() => {})
        .finally(() => end.signal.aborted || setTimeout(keep, 2000));
    keep();
    return () => end.abort();
  },
};
