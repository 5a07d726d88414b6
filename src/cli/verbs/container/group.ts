import type { AddVerb } from '../verb.js';
import { addContainerAttach } from './attach.js';
import { addContainerCommit } from './commit.js';
import { addContainerCp } from './cp.js';
import { addContainerDiff } from './diff.js';
import { addContainerExport } from './export.js';
import { addContainerInspect } from './inspect.js';
import { addContainerLogs } from './logs.js';

const VERBS = [
  addContainerInspect,
  addContainerAttach,
  addContainerCp,
  addContainerDiff,
  addContainerCommit,
  addContainerExport,
  addContainerLogs,
];

export const addContainer: AddVerb = (program, run) => {
  const container = program.command('container').description('Look at and keep what containers wrote');
  for (const addVerb of VERBS) addVerb(container, run);
};
