import { serviceOf } from '../lowering/labels.js';
import { changesAnything, type Plan, type PlanNode, type Step } from '../reconcile/plan.js';
import type { Observation } from '../spec/engine.js';
import type { PlannedStep, PlanReport } from '../spec/plan-report.js';

/** The plan as clients see it. @param observation that it was made from */
export function reportPlan(plan: Plan, observation: Observation): PlanReport {
  const services = servicesByContainer(plan, observation);
  return {
    version: 1,
    stack: plan.stack,
    changes: changesAnything(plan),
    steps: plan.nodes.map((node) => reportStep(node, services)),
    unchanged: plan.unchanged,
    warnings: plan.warnings,
  };
}

function reportStep(
  { id, step, causes, dependsOn }: PlanNode,
  services: ReadonlyMap<string, string>,
): PlannedStep {
  const subject = subjectOf(step);
  const service = subject.kind === 'container' ? services.get(subject.name) : undefined;
  return {
    id,
    ...subject,
    ...(service === undefined || service === '' ? {} : { service }),
    causes,
    after: dependsOn,
    ...detailsOf(step),
  };
}

function subjectOf(step: Step): Pick<PlannedStep, 'action' | 'kind' | 'name'> {
  switch (step.kind) {
    case 'pull-image':
      return { action: 'pull', kind: 'image', name: step.reference };
    case 'create-network':
      return { action: 'create', kind: 'network', name: step.spec.name };
    case 'remove-network':
      return { action: 'remove', kind: 'network', name: step.name };
    case 'create-volume':
      return { action: 'create', kind: 'volume', name: step.spec.name };
    case 'remove-volume':
      return { action: 'remove', kind: 'volume', name: step.name };
    case 'create-container':
      return { action: 'create', kind: 'container', name: step.name };
    case 'update-container':
      return { action: 'update', kind: 'container', name: step.name };
    case 'start-container':
      return { action: 'start', kind: 'container', name: step.name };
    case 'stop-container':
      return { action: 'stop', kind: 'container', name: step.name };
    case 'restart-container':
      return { action: 'restart', kind: 'container', name: step.name };
    case 'remove-container':
      return { action: 'remove', kind: 'container', name: step.name };
    case 'await-container':
      return { action: 'wait', kind: 'container', name: step.name };
  }
}

function detailsOf(step: Step): Partial<PlannedStep> {
  switch (step.kind) {
    case 'pull-image':
      return {
        ...(step.platform === undefined ? {} : { platform: step.platform }),
        ...(step.isCurrent ? { current: true } : {}),
      };
    case 'create-container':
      return step.takeOver === undefined ? {} : { replaces: true };
    case 'stop-container':
      return step.replaced ? { replaces: true } : {};
    case 'remove-container':
      return { ...(step.replaced ? { replaces: true } : {}), ...(step.volumes ? { volumes: true } : {}) };
    case 'await-container':
      return { condition: step.condition, ...(step.required ? {} : { optional: true }) };
    default:
      return {};
  }
}

function servicesByContainer(plan: Plan, { containers }: Observation): ReadonlyMap<string, string> {
  const made = plan.nodes.flatMap(({ step }) => (step.kind === 'create-container' ? [step.spec] : []));
  const specs = [...containers.map(({ spec }) => spec), ...made];
  return new Map(specs.map(({ name, labels }) => [name, serviceOf(labels)]));
}
