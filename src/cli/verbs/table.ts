import type { AddVerb } from './verb.js';

/**
 * Every word that can stand first on the command line, in the order of the help, with what adds its verb. A verb is loaded
 * when its word is on the command line: the others cost milliseconds at every start.
 */
export const VERBS: Readonly<Record<string, () => Promise<AddVerb>>> = {
  up: async () => (await import('./up.js')).addUp,
  watch: async () => (await import('./watch.js')).addWatch,
  scale: async () => (await import('./scale.js')).addScaleVerb,
  plan: async () => (await import('./plan.js')).addPlan,
  create: async () => (await import('./create.js')).addCreate,
  start: async () => (await import('./start.js')).addStart,
  stop: async () => (await import('./stop.js')).addStop,
  restart: async () => (await import('./restart.js')).addRestart,
  pause: async () => (await import('./pause.js')).addPause,
  unpause: async () => (await import('./pause.js')).addUnpause,
  kill: async () => (await import('./kill.js')).addKill,
  rm: async () => (await import('./rm.js')).addRm,
  port: async () => (await import('./port.js')).addPort,
  wait: async () => (await import('./wait.js')).addWait,
  down: async () => (await import('./down.js')).addDown,
  ls: async () => (await import('./ls.js')).addLs,
  ps: async () => (await import('./ps.js')).addPs,
  logs: async () => (await import('./logs.js')).addLogs,
  run: async () => (await import('./run.js')).addRun,
  cp: async () => (await import('./cp.js')).addCp,
  top: async () => (await import('./top.js')).addTop,
  stats: async () => (await import('./stats.js')).addStats,
  events: async () => (await import('./events.js')).addEvents,
  attach: async () => (await import('./attach.js')).addAttach,
  exec: async () => (await import('./exec.js')).addExec,
  volumes: async () => (await import('./volumes.js')).addVolumes,
  export: async () => (await import('./export.js')).addExport,
  commit: async () => (await import('./commit.js')).addCommit,
  pull: async () => (await import('./pull.js')).addPull,
  push: async () => (await import('./push.js')).addPush,
  login: async () => (await import('./login.js')).addLogin,
  logout: async () => (await import('./logout.js')).addLogout,
  search: async () => (await import('./search.js')).addSearch,
  lock: async () => (await import('./lock.js')).addLock,
  load: async () => (await import('./load.js')).addLoad,
  images: async () => (await import('./images.js')).addImages,
  image: async () => (await import('./image/group.js')).addImage,
  rmi: async () => (await import('./image/rm.js')).addRmi,
  tag: async () => (await import('./image/tag.js')).addImageTag,
  history: async () => (await import('./image/history.js')).addImageHistory,
  save: async () => (await import('./image/save.js')).addImageSave,
  import: async () => (await import('./image/import.js')).addImageImport,
  container: async () => (await import('./container/group.js')).addContainer,
  system: async () => (await import('./system/df.js')).addSystem,
  config: async () => (await import('./config.js')).addConfig,
  convert: async () => (await import('./config.js')).addConfig,
  graph: async () => (await import('./graph.js')).addGraph,
  completion: async () => (await import('./completion.js')).addCompletion,
  version: async () => (await import('./version.js')).addVersion,
  engine: async () => (await import('./engine.js')).addEngine,
};

const HELP: ReadonlySet<string> = new Set(['-h', '--help', 'help']);

/**
 * The verbs that a command line may run: those whose word is on it, or all where it asks for help.
 * @param argv the words after the program's name
 */
export function verbsFor(argv: readonly string[]): Promise<readonly AddVerb[]> {
  const named = Object.entries(VERBS).filter(([word]) => argv.includes(word));
  return named.length === 0 || argv.some((word) => HELP.has(word))
    ? allVerbs()
    : load(named.map(([, verb]) => verb));
}

export function allVerbs(): Promise<readonly AddVerb[]> {
  return load(Object.values(VERBS));
}

async function load(verbs: readonly (() => Promise<AddVerb>)[]): Promise<readonly AddVerb[]> {
  // A verb with two words is there once.
  return [...new Set(await Promise.all(verbs.map((verb) => verb())))];
}
