import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Coalesced } from '../../../../src/engine/network/coalesced.js';
import { renderNameTable } from '../../../../src/engine/network/name-table.js';
import { NameTableFiles } from '../../../../src/engine/network/name-table-files.js';
import type { EndpointRecord } from '../../../../src/engine/network/network-records.js';

function endpoint(
  name: string,
  address: string,
  aliases: readonly string[],
  attached = true,
): EndpointRecord {
  const link = { network: 'n', hostInterface: 'h', interface: 'eth0' };
  return {
    containerId: name,
    names: [name],
    attached,
    links: [{ ...link, networkId: 'net', aliases, address }],
    ports: [],
  };
}

describe('a name table', () => {
  it('lists names with all their addresses, lower-case and sorted, and a reverse line per address', () => {
    const text = renderNameTable('net', [
      endpoint('demo-web-2', '172.18.0.10', ['Web']),
      endpoint('demo-web-1', '172.18.0.9', ['web', 'web.demo']),
      endpoint('stopped', '172.18.0.3', ['web'], false),
    ]);
    expect(text.split('\n')).toEqual([
      '@172.18.0.10 demo-web-2',
      '@172.18.0.9 demo-web-1',
      'demo-web-1 172.18.0.9',
      'demo-web-2 172.18.0.10',
      'web 172.18.0.9 172.18.0.10',
      'web.demo 172.18.0.9',
      '',
    ]);
  });

  it('leaves out who is not on the network', () => {
    expect(renderNameTable('other', [endpoint('a', '172.18.0.2', [])])).toBe('');
  });
});

describe('the files of name tables', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'names-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('hold what was true at the last request, however many come at once', async () => {
    let truth = 0;
    const files = new NameTableFiles(directory, () => `${truth}\n`);
    const updates = Array.from({ length: 20 }, () => {
      truth += 1;
      return files.update('net');
    });
    await Promise.all(updates);
    expect(await readFile(files.path('net'), 'utf8')).toBe('20\n');
  });

  it('are swept of networks that are no more', async () => {
    await writeFile(join(directory, 'old'), 'x 1.2.3.4\n');
    const files = new NameTableFiles(directory, () => '');
    await files.recover(['net']);
    expect(await readdir(directory)).toEqual(['net']);
    await files.remove('net');
    await files.remove('net');
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('coalesced work', () => {
  it('runs once for all who asked meanwhile, and not before they asked', async () => {
    const finish: (() => void)[] = [];
    const work = new Coalesced(() => new Promise((resolve) => finish.push(resolve)));
    const first = work.run();
    const later = [work.run(), work.run(), work.run()];
    expect(finish.length).toBe(1);
    finish[0]?.();
    await first;
    await Promise.resolve();
    await new Promise(setImmediate);
    expect(finish.length).toBe(2);
    finish[1]?.();
    await Promise.all(later);
    await work.idle();
    expect(finish.length).toBe(2);
  });

  it('goes on after a failure, which reaches those who waited for it', async () => {
    let runs = 0;
    const work = new Coalesced(async () => {
      runs += 1;
      if (runs === 1) throw new Error('once');
    });
    const first = work.run();
    const second = work.run();
    await expect(first).rejects.toThrow('once');
    await second;
    expect(runs).toBe(2);
  });
});
