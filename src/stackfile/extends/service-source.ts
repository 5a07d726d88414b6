import type { SourceFile } from '../find/source-reader.js';
import type { Resets } from '../merge/resets.js';
import type { Place } from '../place.js';
import type { Entry, MapNode, TreeNode } from '../tree.js';

/** A service that others build on, finished; `depth` counts the services that it builds on itself. */
export interface ExtendedService {
  readonly service: TreeNode;
  readonly depth: number;
}

/** The services of one file, among which one extends another; each is worked out once. */
export class ServiceSource {
  readonly file: SourceFile;
  private readonly services: MapNode;
  private readonly resets: Resets;
  private readonly finished = new Map<string, ExtendedService>();

  constructor(file: SourceFile, services: MapNode, resets: Resets) {
    this.file = file;
    this.services = services;
    this.resets = resets;
  }

  get place(): Place {
    return this.services.at;
  }

  get names(): readonly string[] {
    return [...this.services.entries.keys()];
  }

  entry(name: string): Entry | undefined {
    return this.services.entries.get(name);
  }

  /** What a service of this file takes no part of when it extends another. */
  resetsOf(name: string): Resets {
    return this.resets.at('services').at(name);
  }

  finishedService(name: string): ExtendedService | undefined {
    return this.finished.get(name);
  }

  finish(name: string, service: ExtendedService): void {
    this.finished.set(name, service);
  }
}
