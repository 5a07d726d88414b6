import type { AddVerb } from '../verb.js';
import * as actions from './actions.js';
import { addContainerAttach } from './attach.js';
import { addContainerCommit } from './commit.js';
import { addContainerCp } from './cp.js';
import { addContainerDiff } from './diff.js';
import { addContainerExec } from './exec.js';
import { addContainerExport } from './export.js';
import { addContainerInspect } from './inspect.js';
import { addContainerLogs } from './logs.js';
import { addContainerLs } from './ls.js';
import { addContainerPort } from './port.js';
import { addContainerPrune } from './prune.js';
import { addContainerCreate, addContainerRun } from './run.js';
import { addContainerStart } from './start.js';
import { addContainerStats } from './stats.js';
import { addContainerTop } from './top.js';
import { addContainerWait } from './wait.js';

const VERBS = [
  addContainerRun,
  addContainerCreate,
  addContainerStart,
  actions.addContainerStop,
  actions.addContainerRestart,
  actions.addContainerPause,
  actions.addContainerKill,
  actions.addContainerRm,
  addContainerLs,
  addContainerInspect,
  addContainerLogs,
  addContainerExec,
  addContainerAttach,
  addContainerCp,
  addContainerTop,
  addContainerStats,
  addContainerPort,
  addContainerWait,
  actions.addContainerRename,
  actions.addContainerUpdate,
  addContainerDiff,
  addContainerCommit,
  addContainerExport,
  addContainerPrune,
];

export const addContainer: AddVerb = (program, run) => {
  const container = program
    .command('container')
    .description('Containers one by one, of stacks and outside of them');
  for (const addVerb of VERBS) addVerb(container, run);
};
