import { describe, expect, it } from 'vitest';
import { TscomposeError } from '../../../../../src/base/errors.js';
import {
  explainFailure,
  Retryable,
  registryError,
} from '../../../../../src/engine/image/registry/registry-error.js';
import { withRetries } from '../../../../../src/engine/image/registry/retry.js';

describe('a failed request', () => {
  const failure = (code: string) => explainFailure('example.com', Object.assign(new Error('raw'), { code }));

  it('is explained, and told apart by whether trying again helps', () => {
    expect(failure('ECONNREFUSED')).toMatchObject({
      code: 'REGISTRY',
      message: 'registry example.com: the connection is refused',
    });
    expect(failure('UND_ERR_BODY_TIMEOUT')).toBeInstanceOf(Retryable);
    expect(failure('ENOSPC')).toMatchObject({ code: 'NO_SPACE' });
  });

  it('over several addresses is explained by the first', () => {
    const refused = Object.assign(new Error('raw'), { code: 'ECONNREFUSED' });
    expect(explainFailure('h', new AggregateError([refused]))).toMatchObject({ code: 'REGISTRY' });
  });
});

describe('retries', () => {
  const policy = { attempts: 3, backoffMs: 1 };
  const signal = new AbortController().signal;
  const again = () => new Retryable(registryError('h', 'busy'));

  it('go on until it works', async () => {
    let count = 0;
    const result = await withRetries(policy, signal, async () => {
      count += 1;
      if (count < 3) throw again();
      return count;
    });
    expect(result).toBe(3);
  });

  it('end with the last error itself', async () => {
    let count = 0;
    const failing = withRetries(policy, signal, async () => {
      count += 1;
      throw again();
    });
    await expect(failing).rejects.toBeInstanceOf(TscomposeError);
    expect(count).toBe(3);
  });

  it('go on for as long as each comes further than the one before', async () => {
    let count = 0;
    const result = await withRetries(policy, signal, async (advanced) => {
      count += 1;
      if (count === 10) return count;
      if (count % 3 !== 0) advanced();
      throw again();
    });
    expect(result).toBe(10);
  });

  it('are not made for what would fail again', async () => {
    let count = 0;
    const failing = withRetries(policy, signal, async () => {
      count += 1;
      throw registryError('h', 'denied');
    });
    await expect(failing).rejects.toThrow('denied');
    expect(count).toBe(1);
  });

  it('stop waiting when the pull is aborted', async () => {
    const abort = new AbortController();
    const failing = withRetries({ attempts: 3, backoffMs: 60_000 }, abort.signal, async () => {
      throw again();
    });
    abort.abort();
    await expect(failing).rejects.toThrow('abort');
  });
});
