import type { StackPath } from './positions.js';

/** `services.web.ports[0]`; keys that are not plain words are quoted. */
export function pathText(path: StackPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const key = /^[^\s.[\]"]+$/u.test(step) ? step : JSON.stringify(step);
    return text === '' ? key : `${text}.${key}`;
  }, '');
}
