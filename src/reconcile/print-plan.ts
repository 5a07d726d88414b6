import type { Plan, Step } from './plan.js';

/**
 * The plan as text, one numbered line per step in order, each with its causes and the numbers of the steps it waits
 * for; then the warnings. Empty for a plan without steps and warnings.
 */
export function printPlan(plan: Plan): string {
  const numbers = new Map(plan.nodes.map((node, index) => [node.id, index + 1]));
  const lines = plan.nodes.map((node, index) => {
    const after = node.dependsOn.map((id) => numbers.get(id) ?? 0).sort((left, right) => left - right);
    const suffix = after.length === 0 ? '' : ` [after ${after.join(', ')}]`;
    return `${index + 1}. ${describeStep(node.step)}: ${node.causes.join('; ')}${suffix}`;
  });
  return [...lines, ...plan.warnings.map((warning) => `warning: ${warning}`)]
    .map((line) => `${line}\n`)
    .join('');
}

/** What a step does, as a phrase: `start container demo-web-1`. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'pull-image':
      return `pull image ${step.reference}${step.platform === undefined ? '' : ` for ${step.platform}`}${step.isCurrent ? ', which is there' : ''}`;
    case 'create-network':
      return `create network ${step.spec.name}`;
    case 'remove-network':
      return `remove network ${step.name}`;
    case 'create-volume':
      return `create volume ${step.spec.name}`;
    case 'remove-volume':
      return `remove volume ${step.name}`;
    case 'create-container':
      return `${step.takeOver === undefined ? 'create' : 'recreate'} container ${step.name}`;
    case 'update-container':
      return `update container ${step.name}`;
    case 'start-container':
      return `start container ${step.name}`;
    case 'stop-container':
      return `stop container ${step.name}`;
    case 'restart-container':
      return `restart container ${step.name}`;
    case 'remove-container':
      return `remove container ${step.name}${step.volumes ? ' with its anonymous volumes' : ''}`;
    case 'await-container':
      return `wait until container ${step.name} is ${step.condition}${step.required ? '' : ' (not required)'}`;
  }
}
