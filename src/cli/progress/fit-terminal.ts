import type { StepProgress } from '../../spec/operations.js';

/** What is needed of a step to decide whether it is shown. */
export type ShownStep = Pick<StepProgress, 'id' | 'parentId' | 'state' | 'text'>;

/**
 * Which steps a terminal has no room for. A list longer than the screen would show nothing but its end: layers that are done go
 * first, then those that wait, then others, then whole steps that are done. What failed stays.
 * @param steps in the order they are drawn
 * @param rows lines there are
 */
export function hiddenSteps<Step extends ShownStep>(steps: readonly Step[], rows: number): ReadonlySet<Step> {
  const hidden = new Set<Step>();
  let tooMany = steps.length - Math.max(1, rows);
  for (const isLess of LESS_IMPORTANT) {
    if (tooMany <= 0) break;
    const candidates = steps.filter((step) => isLess(step) && !hidden.has(step)).slice(0, tooMany);
    for (const step of candidates) hidden.add(step);
    tooMany -= candidates.length;
  }
  return hidden;
}

const isPart = ({ parentId }: ShownStep) => parentId !== undefined;
const isFine = ({ state }: ShownStep) => state === 'done' || state === 'working';

const LESS_IMPORTANT: readonly ((step: ShownStep) => boolean)[] = [
  (step) => isPart(step) && step.state === 'done',
  (step) => isPart(step) && step.state === 'working' && step.text === 'Waiting',
  (step) => isPart(step) && isFine(step),
  (step) => step.state === 'done',
];

/** A line whose name is cut in its middle where all of it finds no room: what happens is told in full. */
export function fitLine(name: string, rest: string, columns: number): string {
  const room = columns - [...rest].length;
  const characters = [...name];
  if (characters.length <= room || room < SHORTEST_NAME) return name + rest;
  const tail = Math.ceil((room - 1) / 2);
  return `${characters.slice(0, room - 1 - tail).join('')}…${characters.slice(-tail).join('')}${rest}`;
}

const SHORTEST_NAME = 8;
