/** Ticks of a second in /proc, whatever the kernel's own (proc_pid_stat(5), `_SC_CLK_TCK`). */
const TICKS = 100;
const MAX_USER_WIDTH = 8;
const HIGHEST_PERCENT = 99;

export const FULL_TITLES = ['UID', 'PID', 'PPID', 'C', 'STIME', 'TTY', 'TIME', 'CMD'] as const;

/** What /proc tells of a process. */
export interface ProcessTexts {
  /** /proc/PID/stat */
  readonly stat: string;
  /** /proc/PID/cmdline */
  readonly cmdline: string;
  /** Effective user. */
  readonly uid: number;
}

export interface Moment {
  readonly now: Date;
  /** Seconds since the machine started. */
  readonly uptime: number;
}

/** A row of `ps -ef` (procps-ng). @param userName of a numeric id; undefined: it has none */
export function processRow(
  { stat, cmdline, uid }: ProcessTexts,
  { now, uptime }: Moment,
  userName: (uid: number) => string | undefined,
): readonly string[] {
  // The name may hold spaces and parentheses itself.
  const close = stat.lastIndexOf(')');
  const name = stat.slice(stat.indexOf('(') + 1, close);
  const fields = stat.slice(close + 2).split(' ');
  const [, ppid = '', , , terminal = '0'] = fields;
  const pid = stat.slice(0, stat.indexOf(' '));
  const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS;
  const age = uptime - Number(fields[19]) / TICKS;
  const start = new Date(now.getTime() - age * 1000);
  const percent = age > 0 ? Math.min(HIGHEST_PERCENT, Math.floor((cpuSeconds * 100) / age)) : 0;
  const args = cmdline.replace(/\0+$/, '').replaceAll(/[\0\n]/g, ' ');
  return [
    shortUser(userName(uid) ?? String(uid)),
    pid,
    ppid,
    String(percent),
    startText(start, now),
    terminalName(Number(terminal)),
    cpuTime(cpuSeconds),
    args === '' ? `[${name}]` : args,
  ];
}

function shortUser(name: string): string {
  return name.length > MAX_USER_WIDTH ? `${name.slice(0, MAX_USER_WIDTH - 1)}+` : name;
}

/** The time of a start today, the day of one this year, else the year. */
function startText(start: Date, now: Date): string {
  if (start.getFullYear() !== now.getFullYear()) return String(start.getFullYear());
  if (start.toDateString() === now.toDateString())
    return `${two(start.getHours())}:${two(start.getMinutes())}`;
  return `${start.toLocaleString('en-US', { month: 'short' })}${two(start.getDate())}`;
}

/** Device numbers of Documentation/admin-guide/devices.txt: consoles, serial lines, and eight majors of Unix98 terminals. */
function terminalName(device: number): string {
  const major = (device >> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >> 12) & 0xfff00);
  if (device === 0) return '?';
  if (major >= 136 && major <= 143) return `pts/${minor + (major - 136) * 256}`;
  if (major === 4) return minor < 64 ? `tty${minor}` : `ttyS${minor - 64}`;
  return '?';
}

function cpuTime(seconds: number): string {
  const whole = Math.floor(seconds);
  const days = Math.floor(whole / 86_400);
  const text = [Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60].map(two).join(':');
  return days > 0 ? `${days}-${text}` : text;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
