import type { TscomposeError } from '../../../src/base/errors.js';
import type { Stack } from '../../../src/model/stack.js';
import { StackOrchestrator } from '../../../src/orchestrator/stack-orchestrator.js';
import type {
  DownRequest,
  OperationEvent,
  OperationRequest,
  UpRequest,
} from '../../../src/spec/operations.js';
import type { PlanReport } from '../../../src/spec/plan-report.js';
import { ORIGIN } from '../lowering/stacks.js';
import { FakeClock, settle } from './fake-clock.js';
import { FakeEngine } from './fake-engine.js';

export interface Ended {
  readonly events: readonly OperationEvent[];
  /** `Container demo-web-1 Started`, in order. */
  readonly steps: readonly string[];
  readonly warnings: readonly string[];
  readonly changed: boolean | undefined;
  readonly error: ReturnType<TscomposeError['toJSON']> | undefined;
}

/** An orchestrator on an engine in memory, with time that passes only when told. */
export class Bench {
  readonly clock = new FakeClock();
  readonly engine = new FakeEngine(this.clock);
  readonly faults: unknown[] = [];
  orchestrator = this.#newOrchestrator();

  constructor() {
    this.engine.image('nginx:1.22');
  }

  up(stack: Stack, request: Partial<UpRequest> = {}, signal = new AbortController().signal): Promise<Ended> {
    return collect(this.orchestrator.up('demo', upRequest(stack, request), signal));
  }

  plan(stack: Stack, request: Partial<UpRequest> = {}): Promise<PlanReport> {
    return this.orchestrator.plan(upRequest(stack, request), new AbortController().signal);
  }

  down(request: Partial<DownRequest> = {}, signal = new AbortController().signal): Promise<Ended> {
    return collect(
      this.orchestrator.down('demo', { volumes: false, removeOrphans: false, ...request }, signal),
    );
  }

  stop(
    services: readonly string[] = [],
    request: OperationRequest = {},
    signal = new AbortController().signal,
  ): Promise<Ended> {
    return collect(this.orchestrator.stop('demo', { services, ...request }, signal));
  }

  kill(request: OperationRequest = {}): Promise<Ended> {
    const all = { services: [], ...request };
    return collect(this.orchestrator.kill('demo', all, new AbortController().signal));
  }

  /** Replaces the orchestrator as if its process had been killed and a new engine had taken over. */
  async takeOver(meanwhile: () => void = () => {}, afterBoot = false): Promise<void> {
    await this.orchestrator.close();
    meanwhile();
    this.orchestrator = this.#newOrchestrator();
    await this.orchestrator.resume({ afterBoot });
    await settle();
  }

  #newOrchestrator(): StackOrchestrator {
    return new StackOrchestrator(this.engine, {
      clock: this.clock,
      onFault: (error) => this.faults.push(error),
    });
  }
}

function upRequest(stack: Stack, request: Partial<UpRequest>): UpRequest {
  return { stack, origin: ORIGIN, services: [], wait: false, removeOrphans: false, ...request };
}

export async function collect(stream: AsyncIterable<OperationEvent>): Promise<Ended> {
  const events: OperationEvent[] = [];
  for await (const event of stream) events.push(event);
  const last = events.at(-1);
  return {
    events,
    steps: events.flatMap((event) => (event.type === 'step' ? [`${event.id} ${event.text}`] : [])),
    warnings: events.flatMap((event) => (event.type === 'warning' ? [event.message] : [])),
    changed: last?.type === 'result' ? last.changed : undefined,
    error: last?.type === 'error' ? last.error : undefined,
  };
}
