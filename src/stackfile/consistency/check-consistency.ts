import type { Problems } from '../problems.js';
import { checkContainerNames } from './check-container-names.js';
import { checkCycles } from './check-cycles.js';
import { checkImage } from './check-image.js';
import { checkMounts } from './check-mounts.js';
import { warnOfSharedPorts } from './check-ports.js';
import { checkReady } from './check-ready.js';
import { checkReferences } from './check-references.js';
import { checkReplicas } from './check-replicas.js';
import { checkService } from './check-service.js';
import { type KnownStack, servicesOf } from './known-stack.js';

/** Checks what only the whole stack shows; everything that Docker Compose refuses there is reported, all at once. */
export function checkConsistency(known: KnownStack, problems: Problems): void {
  for (const [name, { key, value: service }] of servicesOf(known)) {
    const path = ['services', name];
    checkImage(service, key, path, problems);
    checkService(service, path, problems);
    checkReady(service, path, problems);
    checkReplicas(service, path, problems);
    checkMounts(service, path, problems);
    checkReferences(service, path, known, problems);
  }
  checkContainerNames(known.stack, problems);
  checkCycles(known.stack, problems);
  warnOfSharedPorts(known.stack, problems);
}
