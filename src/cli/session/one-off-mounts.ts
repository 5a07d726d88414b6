import { resolve } from 'node:path';
import { TscomposeError } from '../../base/errors.js';
import type { Stack } from '../../model/stack.js';
import type { MountSpec } from '../../spec/container.js';
import { parseVolumeSpec } from '../../stackfile/canonicalise/volume-spec.js';

/**
 * What `-v` asks for; a volume that the stack knows is meant by its name there, any other by its own.
 * @param from relative paths start here @param home what `~` stands for
 * @throws USAGE
 */
export function oneOffMounts(
  volumes: readonly string[],
  stack: Pick<Stack, 'volumes'>,
  { from, home }: { readonly from: string; readonly home: string | undefined },
): readonly MountSpec[] {
  return volumes.map((text): MountSpec => {
    const spec = parseVolumeSpec(text);
    if ('problem' in spec) throw invalid(text, spec.problem);
    if (spec.selinux !== undefined || spec.ignored.length > 0) {
      throw invalid(
        text,
        `nothing is known of "${[spec.selinux, ...spec.ignored].filter(Boolean).join(',')}"`,
      );
    }
    const { source, target, readOnly, noCopy, propagation } = spec;
    if (!target.startsWith('/')) throw invalid(text, 'the path in the container has to begin with "/"');
    if (spec.type === 'volume') {
      const volume = source === undefined ? undefined : (stack.volumes?.[source]?.name ?? source);
      return { type: 'volume', ...(volume === undefined ? {} : { volume }), target, readOnly, noCopy };
    }
    return {
      ...{ type: 'bind', source: resolve(from, expand(source ?? '', home)), target, readOnly },
      createSource: true,
      ...(propagation === undefined ? {} : { propagation }),
    };
  });
}

function expand(path: string, home: string | undefined): string {
  return home === undefined ? path : path.replace(/^~(?=\/|$)/, home);
}

function invalid(text: string, problem: string): TscomposeError {
  return new TscomposeError('USAGE', `invalid argument "${text}" for "-v, --volume" flag: ${problem}`);
}
