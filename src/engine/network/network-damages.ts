import { join } from 'node:path';
import type { ObservedNetwork } from '../../spec/objects.js';
import type { Mendable } from '../../spec/repair.js';
import { corruptionOf, damageOf, setAside } from '../store/damage.js';
import { stateCorrupt } from '../store/json-file.js';
import type { ObjectFiles } from '../store/object-files.js';

/**
 * Records of networks that cannot be used. What is known of a network, from its record or found out again, is written down; a record
 * that nobody knows anything of is put aside.
 * @param root state root
 * @param known by id
 * @param rebuilt ids of those that were found out again; a repair takes its own away
 */
export async function networkDamages(
  root: string,
  files: ObjectFiles<ObservedNetwork>,
  known: ReadonlyMap<string, ObservedNetwork>,
  rebuilt: Set<string>,
): Promise<readonly Mendable[]> {
  const broken = [...(await files.damaged())].map(([id, error]) => ({ id, error, isThere: true }));
  const missing = await Promise.all([...known.keys()].map((id) => missingRecord(root, files, id)));
  return [...broken, ...missing.flat()].flatMap(({ id, error, isThere }) => {
    const network = known.get(id);
    const remedy = network === undefined ? 'set aside' : rebuilt.has(id) ? 'rebuild' : 'rewrite';
    const damage = damageOf(error, 'network', remedy);
    if (damage === undefined) return [];
    const mend = async () => {
      const movedTo = isThere ? await setAside(root, damage.path) : undefined;
      if (network !== undefined) await files.put(id, network);
      rebuilt.delete(id);
      return movedTo;
    };
    return [{ ...damage, mend }];
  });
}

async function missingRecord(root: string, files: ObjectFiles<ObservedNetwork>, id: string) {
  // Undefined when it is damaged, too; that is found elsewhere.
  const isDamaged = (await corruptionOf(() => files.get(id))) !== undefined;
  if (isDamaged || (await files.get(id)) !== undefined) return [];
  return [{ id, error: stateCorrupt(join(root, 'networks', `${id}.json`), 'it is missing'), isThere: false }];
}
