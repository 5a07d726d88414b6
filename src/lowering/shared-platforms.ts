import { formatPlatform, parsePlatform } from '../base/platform.js';
import type { Service } from '../model/service.js';
import { invalid } from './invalid.js';

/**
 * Gives services that share an image the platform that one of them asks for: a name stands for one image at a time.
 * @throws TscomposeError STACK_FILE_INVALID when two ask for different ones; USAGE for a platform that is none
 */
export function withSharedPlatforms(services: readonly [string, Service][]): readonly [string, Service][] {
  const wanted = new Map<string, { readonly by: string; readonly platform: string }>();
  for (const [by, { image, platform }] of services) {
    if (image === undefined || platform === undefined) continue;
    const known = wanted.get(image);
    if (known === undefined) wanted.set(image, { by, platform });
    else if (normal(known.platform) !== normal(platform)) throw contradiction(by, image, platform, known);
  }
  return services.map(([name, service]) => {
    const shared = service.image === undefined ? undefined : wanted.get(service.image);
    return [name, shared === undefined ? service : { ...service, platform: shared.platform }];
  });
}

function normal(platform: string): string {
  return formatPlatform(parsePlatform(platform));
}

function contradiction(
  name: string,
  image: string,
  platform: string,
  known: { readonly by: string; readonly platform: string },
): Error {
  return invalid(
    ['services', name, 'platform'],
    `image ${image} is wanted for ${platform} here and for ${known.platform} by service "${known.by}", but a name stands for one ` +
      'image at a time; name the image by its digest for that platform, or run "tscompose lock", which does',
  );
}
