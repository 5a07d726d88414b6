import { createHash } from 'node:crypto';
import { TscomposeError } from '../../base/errors.js';
import type { Service } from '../../model/service.js';
import type { Stack } from '../../model/stack.js';
import { jsonText } from '../render/json-text.js';
import { arranged, JSON_ORDER, type Plain } from '../render/ordered.js';
import { didYouMean } from '../suggest.js';

/** What changes nothing about a container; Docker Compose leaves out the same. */
const WITHOUT = ['build', 'depends_on', 'profiles', 'pull_policy', 'scale'];

/**
 * `config --hash`: a line per service with its name and a hash of what its containers are made from.
 * @param wanted `*`, or names between commas
 * @throws USAGE when there is no such service
 */
export function hashText({ services }: Stack, wanted: string): string {
  const names = wanted === '*' ? Object.keys(services) : wanted.split(',');
  return names
    .sort()
    .map((name) => {
      const service = services[name];
      if (service !== undefined) return `${name} ${hashOf(service)}\n`;
      throw new TscomposeError('USAGE', `no such service: ${name}`, didYouMean(name, Object.keys(services)));
    })
    .join('');
}

function hashOf(service: Service): string {
  const { deploy, ...rest } = Object.fromEntries(
    Object.entries(service).filter(([key]) => !WITHOUT.includes(key)),
  ) as Record<string, Plain>;
  const { replicas: _, ...others } = (deploy ?? {}) as Record<string, Plain>;
  const value = deploy === undefined ? rest : { ...rest, deploy: others };
  return createHash('sha256')
    .update(jsonText(arranged(value, 'service', JSON_ORDER)))
    .digest('hex');
}
