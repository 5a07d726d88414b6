import { DEFAULT_ROOT } from '../../api/runtime-paths.js';

/** What a unit is made of. */
export interface UnitSettings {
  /** State root, absolute. */
  readonly root: string;
  /** Command line that runs the engine until it is told to end. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** `tscompose.service`, or for another state root than the default one `tscompose-srv-x.service` (systemd.unit(5), escaping). */
export function unitName(root: string): string {
  return root === DEFAULT_ROOT ? 'tscompose.service' : `tscompose-${escapePath(root)}.service`;
}

/**
 * The service that starts the engine with the machine and again when it fails. Monitors are its children's children: ending the
 * service must end the engine alone (`KillMode=process`), since containers outlive it.
 */
export function unitText({ root, command, environment }: UnitSettings): string {
  const variables = Object.entries(environment).sort(([left], [right]) => (left < right ? -1 : 1));
  return [
    '# Written by "tscompose engine install"; "tscompose engine uninstall" takes it away. Changes belong into',
    `# "systemctl edit ${unitName(root)}".`,
    '[Unit]',
    `Description=tscompose engine${root === DEFAULT_ROOT ? '' : ` of ${specifierSafe(root)}`}`,
    'After=network-online.target nss-lookup.target',
    'Wants=network-online.target',
    `RequiresMountsFor=${quote(root)}`,
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${command.map((word) => quote(word).replaceAll('$', '$$$$')).join(' ')}`,
    ...variables.map(([name, value]) => `Environment=${quote(`${name}=${value}`)}`),
    'Restart=on-failure',
    'RestartSec=1',
    'KillMode=process',
    'Delegate=yes',
    'OOMScoreAdjust=-500',
    'LimitNOFILE=infinity',
    'TasksMax=infinity',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}

/** A word as systemd.syntax(7) and systemd.unit(5) read it: quoted where it has to be, specifiers taken literally. */
function quote(word: string): string {
  const safe = specifierSafe(word);
  if (/^[\w@%+=:,./-]+$/.test(safe)) return safe;
  return `"${safe.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function specifierSafe(text: string): string {
  return text.replaceAll('%', '%%');
}

function escapePath(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map(escapePart).join('-');
}

function escapePart(part: string): string {
  return [...Buffer.from(part)]
    .map((byte, index) => {
      const letter = String.fromCharCode(byte);
      const plain = /[A-Za-z0-9:_]/.test(letter) || (letter === '.' && index > 0);
      return plain ? letter : `\\x${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}
