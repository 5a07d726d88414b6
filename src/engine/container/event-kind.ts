import type { EngineEvent } from '../../spec/engine.js';

/** What tells one event of a container from another. */
export type EventKind = DistributiveOmit<EngineEvent, 'id' | 'name' | 'image' | 'labels' | 'time'>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
