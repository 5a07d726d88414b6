import type { EngineClient } from '../api/messages.js';
import type { IdleWatch } from './idle-watch.js';

/** The same service, with the idle watch told of every request for as long as it is answered. */
export function countRequests(service: EngineClient, idle: Pick<IdleWatch, 'request'>): EngineClient {
  return new Proxy(service, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        const done = idle.request();
        const result: unknown = Reflect.apply(method, target, args);
        return result instanceof Promise
          ? result.finally(done)
          : counted(result as AsyncIterable<unknown>, done);
      };
    },
  });
}

async function* counted(items: AsyncIterable<unknown>, done: () => void): AsyncGenerator<unknown> {
  try {
    yield* items;
  } finally {
    done();
  }
}
