import type { ContainerRecord } from './container-record.js';

/** Labels that make a container part of a stack; an image must not carry them, or its containers would be taken for that stack's. */
const STACK_LABELS = 'com.docker.compose.';

/**
 * The run config of an image that is made of a container: what the container was asked to be beyond its own image. Fields that
 * are left out stay those of the image.
 */
export function commitConfig({ spec, process }: ContainerRecord): Readonly<Record<string, unknown>> {
  const labels = Object.entries(spec.labels).filter(([key]) => !key.startsWith(STACK_LABELS));
  const env = process.env.filter((entry) => !isMadeUp(entry, process.hostname));
  const ports = spec.ports.map(
    ({ containerPort, protocol }) => [`${containerPort}/${protocol}`, {}] as const,
  );
  return {
    Env: env,
    ...commandOf(spec.entrypoint, spec.command),
    ...(spec.workingDir === undefined ? {} : { WorkingDir: spec.workingDir }),
    ...(spec.user === undefined ? {} : { User: spec.user }),
    ...(spec.stopSignal === undefined ? {} : { StopSignal: spec.stopSignal }),
    ...(labels.length === 0 ? {} : { Labels: Object.fromEntries(labels) }),
    ...(ports.length === 0 ? {} : { ExposedPorts: Object.fromEntries(ports) }),
  };
}

/** An entrypoint of the user's takes the image's command away. */
function commandOf(entrypoint: readonly string[] | null, command: readonly string[] | null): object {
  return {
    ...(entrypoint === null ? {} : { Entrypoint: entrypoint, Cmd: command ?? [] }),
    ...(command === null ? {} : { Cmd: command }),
  };
}

/** What every container gets by itself. */
function isMadeUp(entry: string, hostname: string): boolean {
  return entry === `HOSTNAME=${hostname}` || entry === 'TERM=xterm';
}
