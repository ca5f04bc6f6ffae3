/** What the gateway sends as it changes, by the browser's own `EventSource`. */
import { api } from './api.js';

/** Hears the messages of a stream until what it returns is called; comes back by itself, and misses nothing. */
export function follow(path, heard, answered = () => {}) {
  let source;
  let again;
  let over = false;
  const open = () => {
    source = new EventSource(api.address(path));
    source.onopen = () => answered(true);
    source.onmessage = (message) => heard(JSON.parse(message.data));
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return answered(false);
      // It was refused: whether somebody is still signed in is asked by the next call.
      api.get('/alerts/open').then(
        () => answered(true),
        () => answered(false),
      );
      if (!over) again = setTimeout(open, 3000);
      return undefined;
    };
  };
  open();
  return () => {
    over = true;
    clearTimeout(again);
    source.close();
  };
}
