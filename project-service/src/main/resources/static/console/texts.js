import { texts as en } from './texts/en.js';
import { texts as zh } from './texts/zh.js';

/** Every language has the same shape; a test holds that. */
const LANGUAGES = { en, zh };

/** What was chosen, or what the browser prefers. */
export const language = localStorage.getItem('language') ?? (navigator.language?.startsWith('zh') ? 'zh' : 'en');
export const texts = LANGUAGES[language] ?? en;

/** What is shown is drawn again in the other language. */
export function changeLanguage() {
  localStorage.setItem('language', language === 'en' ? 'zh' : 'en');
  location.reload();
}

/** The text at a path such as {@code ask.pause}, with {0}, {1}… filled in; the path's end where there is none. */
export function t(path, ...values) {
  const found = path.split('.').reduce((at, key) => at?.[key], texts);
  if (found === undefined) console.warn(`There are no words for ${path}`);
  return String(found ?? path.split('.').at(-1)).replace(/\{(\d)\}/g, (_, i) => values[i] ?? '');
}
