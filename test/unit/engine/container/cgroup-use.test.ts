import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cgroupUse } from '../../../../src/engine/container/cgroup-use.js';
import { parseNetDev } from '../../../../src/engine/container/network-use.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tscu-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function files(texts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

test('version 1 counts in a hierarchy per controller', () => {
  files({
    'cpu/x/cpuacct.usage': '5000\n',
    'memory/x/memory.usage_in_bytes': '1000\n',
    'memory/x/memory.limit_in_bytes': '9223372036854771712\n',
    'memory/x/memory.stat': 'inactive_file 1\ntotal_inactive_file 300\n',
    'pids/x/pids.current': '3\n',
    'blkio/x/blkio.throttle.io_service_bytes_recursive':
      '8:0 Read 10\n8:0 Write 20\n8:0 Total 30\n8:16 Read 1\nTotal 31\n',
  });
  const hierarchies = ['blkio', 'cpu', 'memory', 'pids'].map((name) => join(root, name));
  expect(cgroupUse(hierarchies, 'x')).toEqual({
    cpuNs: 5000,
    memory: 700,
    memoryLimit: undefined,
    pids: 3,
    read: 11,
    written: 20,
  });
});

test('version 2 counts all in one', () => {
  files({
    'x/cpu.stat': 'usage_usec 7\nuser_usec 3\n',
    'x/memory.current': '1000\n',
    'x/memory.max': '4096\n',
    'x/memory.stat': 'anon 600\ninactive_file 400\n',
    'x/pids.current': '2\n',
    'x/io.stat': '8:0 rbytes=10 wbytes=20 rios=1\n8:16 rbytes=5 wbytes=0\n',
  });
  expect(cgroupUse([root], 'x')).toEqual({
    cpuNs: 7000,
    memory: 600,
    memoryLimit: 4096,
    pids: 2,
    read: 15,
    written: 20,
  });
});

test('what is missing has used nothing, and no limit is none', () => {
  files({ 'x/memory.max': 'max\n' });
  const nothing = { cpuNs: 0, memory: 0, memoryLimit: undefined, pids: 0, read: 0, written: 0 };
  expect(cgroupUse([root], 'x')).toEqual(nothing);
  expect(cgroupUse([root], 'gone')).toEqual(nothing);
});

test('the loopback counts for nothing', () => {
  const text = [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets',
    '    lo:     500       5    0    0    0     0          0         0      500       5    0    0    0     0       0          0',
    '  eth0:     100       1    0    0    0     0          0         0       70       1    0    0    0     0       0          0',
    '  eth1:1 1 0 0 0 0 0 0 2 1 0 0 0 0 0 0',
  ].join('\n');
  expect(parseNetDev(text)).toEqual({ received: 101, sent: 72 });
});
