import type { StepProgress } from '../../spec/operations.js';

/** Tells steps that say something new from those that only moved a byte count. */
export class StepChanges {
  readonly #last = new Map<string, string>();

  isNew(step: StepProgress): boolean {
    const key = `${step.parentId ?? ''}\n${step.id}`;
    const said = `${step.state}\n${step.text}`;
    if (this.#last.get(key) === said) return false;
    this.#last.set(key, said);
    return true;
  }
}
