import { topologicalOrder } from '../graph/order.js';
import type { Plan, PlanNode, Step } from './plan.js';

/** Collects nodes in any order; edges to nodes that were never added fall away. */
export class PlanBuilder {
  readonly #nodes = new Map<string, PlanNode>();
  readonly #warnings: string[] = [];
  readonly #unchanged: string[] = [];

  /** Adds a node, or more causes and edges to the one that does the same. @returns its id */
  add(step: Step, causes: readonly string[], dependsOn: readonly string[]): string {
    const id = idOf(step);
    const known = this.#nodes.get(id);
    this.#nodes.set(id, {
      id,
      step,
      causes: [...new Set([...(known?.causes ?? []), ...causes])],
      dependsOn: [...new Set([...(known?.dependsOn ?? []), ...dependsOn])],
    });
    return id;
  }

  has(id: string): boolean {
    return this.#nodes.has(id);
  }

  warn(message: string): void {
    this.#warnings.push(message);
  }

  keep(name: string): void {
    this.#unchanged.push(name);
  }

  build(stack: string): Plan {
    const nodes = new Map(
      [...this.#nodes].map(([id, node]) => [
        id,
        { ...node, dependsOn: node.dependsOn.filter((dependency) => this.#nodes.has(dependency)).sort() },
      ]),
    );
    const order = topologicalOrder(new Map([...nodes].map(([id, node]) => [id, node.dependsOn])));
    return {
      stack,
      nodes: order.flatMap((id) => nodes.get(id) ?? []),
      warnings: this.#warnings,
      unchanged: this.#unchanged.sort(),
    };
  }
}

function idOf(step: Step): string {
  switch (step.kind) {
    case 'pull-image':
      return nodeId(step.kind, step.reference);
    case 'create-network':
    case 'create-volume':
      return nodeId(step.kind, step.spec.name);
    case 'await-container':
      return awaitId(step.name, step.condition, step.required);
    default:
      return nodeId(step.kind, step.name);
  }
}

/** Id of the node that does `kind` to the object of that name. */
export function nodeId(kind: Exclude<Step['kind'], 'await-container'>, name: string): string {
  return `${kind} ${name}`;
}

/** One service may need what another one only would like to have: these are two steps. */
export function awaitId(name: string, condition: string, required: boolean): string {
  return `await-container ${name} ${condition}${required ? '' : ' optional'}`;
}
