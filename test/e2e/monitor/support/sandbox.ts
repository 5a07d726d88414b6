import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadAddon } from '../../../../src/native/load-addon.js';
import { ExecSession } from '../../../../src/wire/exec-session.js';
import type { StartMessage } from '../../../../src/wire/messages.js';
import { makeRootImage } from './root-image.js';
import { Conversation, TestMonitor } from './test-monitor.js';

/** Docker's default set. */
export const DEFAULT_CAPABILITIES = 0xa80425fb;

export interface LogLine {
  readonly log: string;
  readonly stream: 'stdout' | 'stderr';
  readonly time: string;
}

export interface ExitRecord {
  readonly version: number;
  readonly exitCode: number;
  readonly signal: number | null;
  readonly oomKilled: boolean;
  readonly startedAt: string;
  readonly finishedAt: string;
}

/** A directory with a root image, a pinned network namespace, and the monitors started in them; all gone after dispose(). */
export class Sandbox {
  readonly directory = mkdtempSync(join(tmpdir(), 'tscompose-monitor-'));
  readonly image = join(this.directory, 'image');
  readonly netnsPath = join(this.directory, 'netns');
  readonly #cgroupRoot = `tscompose/test-${randomBytes(4).toString('hex')}`;
  readonly #monitors: TestMonitor[] = [];
  #count = 0;

  private constructor() {
    makeRootImage(this.image);
  }

  static async create(): Promise<Sandbox> {
    const sandbox = new Sandbox();
    await loadAddon().createNetns(sandbox.netnsPath, []);
    return sandbox;
  }

  /** A start message for `arg`, everything else as a plain container has it. */
  message(arg: readonly string[], overrides: Partial<StartMessage> = {}): StartMessage {
    const id = randomBytes(32).toString('hex');
    const home = join(this.directory, `c${this.#count++}`);
    for (const name of ['upper', 'work', 'root']) mkdirSync(join(home, name), { recursive: true });
    return {
      type: 'Start',
      version: 1,
      id,
      socketPath: join(home, 'monitor.sock'),
      lockPath: join(home, 'lock'),
      logPath: join(home, 'log.json'),
      exitPath: join(home, 'exit.json'),
      lower: [this.image],
      upper: join(home, 'upper'),
      work: join(home, 'work'),
      rootDir: join(home, 'root'),
      netnsPath: this.netnsPath,
      hostname: 'box',
      mount: [],
      arg,
      env: ['PATH=/bin'],
      cwd: '/',
      user: '',
      capabilities: DEFAULT_CAPABILITIES,
      noNewPrivileges: false,
      maskedPath: ['/proc/kcore', '/proc/acpi', '/sys/firmware', '/proc/no-such-thing'],
      readonlyPath: ['/proc/sys', '/proc/bus'],
      cgroupPath: `${this.#cgroupRoot}/${id}`,
      tty: false,
      dnsPort: 0,
      nameTable: [],
      upstreamResolver: [],
      reservePort: [],
      engineArg: [],
      engineEnv: [],
      engineLock: join(home, 'engine.lock'),
      pidsLimit: 0,
      stdinOpen: false,
      stdinOnce: false,
      rows: 0,
      cols: 0,
      awaitAttach: 0,
      logMaxBytes: 0,
      logMaxFiles: 0,
      init: false,
      domainname: '',
      readOnlyRoot: false,
      privileged: false,
      addGroup: [],
      sysctl: [],
      device: [],
      deviceRule: [],
      cgroupSetting: [],
      resourceLimit: [],
      oomScoreAdj: null,
      shmBytes: 0,
      sharedNetwork: false,
      hostUts: false,
      pidOf: '',
      ipcOf: '',
      ...overrides,
    };
  }

  async spawn(start: StartMessage): Promise<TestMonitor> {
    const monitor = await TestMonitor.spawn(start, join(this.directory, 'stderr'));
    this.#monitors.push(monitor);
    return monitor;
  }

  /** Starts a shell script and waits until it runs. */
  async start(script: string, overrides: Partial<StartMessage> = {}): Promise<Running> {
    const message = this.message(['sh', '-c', script], overrides);
    const monitor = await this.spawn(message);
    const started = await monitor.control.expect('Started');
    return new Running(message, monitor, started.pid);
  }

  /** Runs a shell script to its end. @returns what it wrote to standard output, its record, and its whole log */
  async run(script: string, overrides: Partial<StartMessage> = {}): Promise<Finished> {
    return (await this.start(script, overrides)).finished();
  }

  /** Cgroups of this sandbox, or of one of its containers, that are still there in whatever hierarchy. */
  leftCgroups(id = ''): readonly string[] {
    const roots = [
      '/sys/fs/cgroup',
      ...readdirSync('/sys/fs/cgroup').map((name) => `/sys/fs/cgroup/${name}`),
    ];
    return roots.map((root) => join(root, this.#cgroupRoot, id)).filter((path) => existsSync(path));
  }

  async dispose(): Promise<void> {
    for (const monitor of this.#monitors) await monitor.kill();
    for (const group of this.leftCgroups()) await removeCgroups(group);
    loadAddon().removeNetns(this.netnsPath);
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Removes a group with its children, which monitors that were killed could not; their last processes may still be going. */
async function removeCgroups(group: string): Promise<void> {
  for (const child of readdirSync(group, { withFileTypes: true })) {
    if (child.isDirectory()) await removeCgroups(join(group, child.name));
  }
  for (;;) {
    try {
      rmdirSync(group);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EBUSY') throw error;
      await delay(5);
    }
  }
}

export interface Finished {
  readonly stdout: string;
  readonly stderr: string;
  readonly log: readonly LogLine[];
  readonly record: ExitRecord;
}

export class Running {
  readonly message: StartMessage;
  readonly monitor: TestMonitor;
  /** Of the container's first process, as the host counts. */
  readonly pid: number;

  constructor(message: StartMessage, monitor: TestMonitor, pid: number) {
    this.message = message;
    this.monitor = monitor;
    this.pid = pid;
  }

  connect(): Promise<Conversation> {
    return Conversation.open(this.message.socketPath);
  }

  async exec(
    arg: readonly string[],
    options: {
      tty?: boolean;
      user?: string;
      cwd?: string;
      env?: readonly string[];
      tracked?: boolean;
    } = {},
  ): Promise<ExecSession> {
    const { tty = false, user = '', cwd = '/', env = ['PATH=/bin'], tracked = false } = options;
    const request = { arg, env, cwd, user, tty, rows: tty ? 33 : 0, cols: tty ? 101 : 0, tracked };
    return await ExecSession.start(this.message.socketPath, request, AbortSignal.timeout(60_000));
  }

  kill(signal: number): void {
    this.monitor.control.send({ type: 'Kill', signal });
  }

  log(): readonly LogLine[] {
    const lines = readFileSync(this.message.logPath, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LogLine);
  }

  record(): ExitRecord {
    return JSON.parse(readFileSync(this.message.exitPath, 'utf8')) as ExitRecord;
  }

  hasRecord(): boolean {
    return existsSync(this.message.exitPath);
  }

  async finished(): Promise<Finished> {
    await this.monitor.control.expect('Exited');
    await this.monitor.ended();
    const log = this.log();
    const text = (stream: string) =>
      log
        .filter((line) => line.stream === stream)
        .map((line) => line.log)
        .join('');
    return { stdout: text('stdout'), stderr: text('stderr'), log, record: this.record() };
  }
}
