/**
 * The messages of the monitor protocol: frame types, field tags and kinds. Equal to `native/protocol/messages.def`, which a
 * test checks; what they mean is in `docs/monitor-protocol.md`.
 */

export const RECORDS = {
  Mount: {
    kind: [1, 'String'],
    source: [2, 'String'],
    target: [3, 'String'],
    readOnly: [4, 'Boolean'],
    options: [5, 'String'],
    propagation: [6, 'String'],
    populate: [7, 'Boolean'],
  },
  ReservedPort: {
    protocol: [1, 'String'],
    ip: [2, 'String'],
    port: [3, 'Unsigned'],
  },
  Device: {
    source: [1, 'String'],
    target: [2, 'String'],
    access: [3, 'String'],
  },
  CgroupSetting: {
    file: [1, 'String'],
    value: [2, 'String'],
    elseFile: [3, 'String'],
    elseValue: [4, 'String'],
    optional: [5, 'Boolean'],
  },
  ResourceLimit: {
    resource: [1, 'Unsigned'],
    soft: [2, 'Signed'],
    hard: [3, 'Signed'],
  },
} as const;

const FAILURE = {
  step: [1, 'String'],
  call: [2, 'String'],
  errorNumber: [3, 'Unsigned'],
  subject: [4, 'String'],
} as const;

const RUNNING = { pid: [1, 'Unsigned'], startedAt: [2, 'String'], startedMs: [3, 'Unsigned'] } as const;

const WINDOW = { rows: [1, 'Unsigned'], cols: [2, 'Unsigned'] } as const;

const SIGNAL = { signal: [1, 'Unsigned'] } as const;

/** Messages whose payload is fields: name → frame type and fields. */
export const MESSAGES = {
  Start: {
    type: 1,
    fields: {
      version: [1, 'Unsigned'],
      id: [2, 'String'],
      socketPath: [3, 'String'],
      lockPath: [4, 'String'],
      logPath: [5, 'String'],
      exitPath: [6, 'String'],
      lower: [7, 'StringList'],
      upper: [8, 'String'],
      work: [9, 'String'],
      rootDir: [10, 'String'],
      netnsPath: [11, 'String'],
      hostname: [12, 'String'],
      mount: [13, 'MountList'],
      arg: [14, 'StringList'],
      env: [15, 'StringList'],
      cwd: [16, 'String'],
      user: [17, 'String'],
      capabilities: [18, 'Unsigned'],
      noNewPrivileges: [19, 'Boolean'],
      maskedPath: [20, 'StringList'],
      readonlyPath: [21, 'StringList'],
      cgroupPath: [22, 'String'],
      tty: [23, 'Boolean'],
      dnsPort: [24, 'Unsigned'],
      nameTable: [25, 'StringList'],
      upstreamResolver: [26, 'StringList'],
      reservePort: [27, 'ReservedPortList'],
      engineArg: [28, 'StringList'],
      engineEnv: [29, 'StringList'],
      engineLock: [30, 'String'],
      pidsLimit: [31, 'Unsigned'],
      stdinOpen: [32, 'Boolean'],
      stdinOnce: [33, 'Boolean'],
      rows: [34, 'Unsigned'],
      cols: [35, 'Unsigned'],
      awaitAttach: [36, 'Unsigned'],
      logMaxBytes: [37, 'Unsigned'],
      logMaxFiles: [38, 'Unsigned'],
      init: [39, 'Boolean'],
      domainname: [60, 'String'],
      readOnlyRoot: [61, 'Boolean'],
      privileged: [62, 'Boolean'],
      addGroup: [63, 'StringList'],
      sysctl: [64, 'StringList'],
      device: [65, 'DeviceList'],
      deviceRule: [66, 'StringList'],
      cgroupSetting: [50, 'CgroupSettingList'],
      resourceLimit: [51, 'ResourceLimitList'],
      oomScoreAdj: [52, 'OptionalSigned'],
      shmBytes: [53, 'Unsigned'],
      sharedNetwork: [67, 'Boolean'],
      hostUts: [68, 'Boolean'],
      pidOf: [69, 'String'],
      ipcOf: [70, 'String'],
    },
  },
  Started: { type: 2, fields: RUNNING },
  StartFailed: { type: 3, fields: FAILURE },
  Exited: {
    type: 4,
    fields: {
      exitCode: [1, 'Signed'],
      signal: [2, 'OptionalSigned'],
      oomKilled: [3, 'Boolean'],
      startedAt: [4, 'String'],
      finishedAt: [5, 'String'],
      ranMs: [6, 'Unsigned'],
    },
  },
  Hello: { type: 5, fields: { version: [1, 'Unsigned'] } },
  State: { type: 6, fields: RUNNING },
  Kill: { type: 7, fields: SIGNAL },
  Bye: { type: 8, fields: {} },
  Ok: { type: 9, fields: {} },
  Error: {
    type: 10,
    fields: { call: [1, 'String'], errorNumber: [2, 'Unsigned'], subject: [3, 'String'] },
  },
  Listening: { type: 11, fields: {} },
  LogRotated: { type: 12, fields: {} },
  OutOfMemory: { type: 13, fields: {} },
  ExecBegan: { type: 14, fields: { pid: [1, 'Unsigned'], arg: [2, 'StringList'] } },
  ExecEnded: { type: 15, fields: { pid: [1, 'Unsigned'], exitCode: [2, 'Signed'] } },
  Exec: {
    type: 16,
    fields: {
      arg: [1, 'StringList'],
      env: [2, 'StringList'],
      cwd: [3, 'String'],
      user: [4, 'String'],
      tty: [5, 'Boolean'],
      rows: [6, 'Unsigned'],
      cols: [7, 'Unsigned'],
      tracked: [8, 'Boolean'],
    },
  },
  ExecStarted: { type: 17, fields: { pid: [1, 'Unsigned'] } },
  ExecFailed: { type: 18, fields: FAILURE },
  StdinEnd: { type: 20, fields: {} },
  Resize: { type: 21, fields: WINDOW },
  ExecKill: { type: 22, fields: SIGNAL },
  ExecExited: { type: 25, fields: { exitCode: [1, 'Signed'], signal: [2, 'OptionalSigned'] } },
  Connect: {
    type: 26,
    fields: { address: [1, 'StringList'], port: [2, 'Unsigned'], request: [3, 'String'] },
  },
  Connected: { type: 27, fields: { address: [1, 'String'] } },
  Attach: {
    type: 28,
    fields: {
      input: [1, 'Boolean'],
      output: [2, 'Boolean'],
      error: [3, 'Boolean'],
      lossless: [4, 'Boolean'],
    },
  },
  Attached: { type: 29, fields: { input: [1, 'Boolean'], tty: [2, 'Boolean'] } },
  Lost: { type: 30, fields: { bytes: [1, 'Unsigned'] } },
  Privileged: { type: 31, fields: {} },
} as const;

/** Messages whose payload is raw bytes: name → frame type. */
export const STREAMS = { Stdin: 19, Stdout: 23, Stderr: 24 } as const;
