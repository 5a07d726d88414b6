import type { Step } from '../reconcile/plan.js';

/** What a step is about, as the user sees it. */
export function subjectOf(step: Step): ['Container' | 'Network' | 'Volume' | 'Image', string] {
  switch (step.kind) {
    case 'pull-image':
      return ['Image', step.reference];
    case 'create-network':
      return ['Network', step.spec.name];
    case 'remove-network':
      return ['Network', step.name];
    case 'create-volume':
      return ['Volume', step.spec.name];
    case 'remove-volume':
      return ['Volume', step.name];
    default:
      return ['Container', step.name];
  }
}

/** While and after; a replacement reads as one: Recreate from the stop on, Recreated when the new one is there. */
export function wordsOf(step: Step): readonly [string, string?] {
  switch (step.kind) {
    case 'pull-image':
      return ['Pulling', 'Pulled'];
    case 'create-network':
    case 'create-volume':
      return ['Creating', 'Created'];
    case 'create-container':
      return step.takeOver === undefined ? ['Creating', 'Created'] : ['Recreate', 'Recreated'];
    case 'update-container':
      return ['Updating', 'Updated'];
    case 'start-container':
      return ['Starting', 'Started'];
    case 'stop-container':
      return step.replaced ? ['Recreate'] : ['Stopping', 'Stopped'];
    case 'restart-container':
      return ['Restarting', 'Started'];
    case 'remove-container':
      return step.replaced ? ['Recreate'] : ['Removing', 'Removed'];
    case 'remove-network':
    case 'remove-volume':
      return ['Removing', 'Removed'];
    case 'await-container':
      return ['Waiting'];
  }
}
