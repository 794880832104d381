import { type Clock, sleep } from '../../src/model/index.ts';
import type { CallDescription } from '../call-description.ts';
import { FaultRules, hasEffectFirst, type Injection } from '../faults.ts';
import { StaleReads } from '../stale-reads.ts';
import { OxFault, type OxSimulation } from '../state/index.ts';
import { CallCounters } from './call-counters.ts';
import { CallLog, type CallOutcome } from './call-log.ts';
import { WriteLocks } from './write-locks.ts';

/** What the transport has to do. */
export type Reply =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'fault'; readonly fault: OxFault }
  | { readonly kind: 'http502' | 'http503' | 'reset' | 'hang' }
  /** An answer that breaks off: that of the call. */
  | { readonly kind: 'malformedXml'; readonly result: unknown };

export interface Timing {
  /** How long every call takes, in milliseconds. */
  latencyMs: number;
  /** How long a write holds the lock of its context; without 0 writes go one after the other. */
  writeLockMs: number;
}

/** Runs calls as a busy OX would: with latency, write locks, faults and reads that lag behind. */
export class CallRunner {
  readonly ox: OxSimulation;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly faults = new FaultRules();
  readonly stale: StaleReads;
  readonly log = new CallLog();
  readonly counters = new CallCounters();
  readonly #locks = new WriteLocks();

  constructor(ox: OxSimulation, clock: Clock, timing: Timing) {
    this.ox = ox;
    this.clock = clock;
    this.timing = timing;
    this.stale = new StaleReads(ox);
  }

  async run(call: CallDescription, args: unknown): Promise<Reply> {
    const startedAt = this.clock.now();
    this.counters.started(call);
    const reply = await this.#reply(call, args);
    const outcome = outcomeOf(reply);
    this.counters.ended(call, outcome);
    this.log.add({ ...call, outcome, startedAt, endedAt: this.clock.now() });
    return reply;
  }

  /** A call without latency, faults and log. */
  callDirectly(call: CallDescription, args: unknown): unknown {
    try {
      return this.ox.invoke(call.service, call.operation, args);
    } finally {
      if (call.writes) this.#changed(call, args);
    }
  }

  async #reply(call: CallDescription, args: unknown): Promise<Reply> {
    const injection = this.faults.take(call);
    if (this.timing.latencyMs > 0) await sleep(this.clock, this.timing.latencyMs);
    if (injection === undefined) return this.#effect(call, args);
    if (!hasEffectFirst(injection)) return injectedReply(injection, undefined);
    const reply = await this.#effect(call, args);
    return injectedReply(injection, reply.kind === 'result' ? reply.result : undefined);
  }

  #effect(call: CallDescription, args: unknown): Reply | Promise<Reply> {
    const { writeLockMs } = this.timing;
    if (!call.writes || call.contextId === undefined || writeLockMs <= 0) return this.#answer(call, args);
    return this.#locks.run(call.contextId, async () => {
      await sleep(this.clock, writeLockMs);
      return this.#answer(call, args);
    });
  }

  #answer(call: CallDescription, args: unknown): Reply {
    try {
      if (call.writes) return { kind: 'result', result: this.callDirectly(call, args) };
      const source = this.stale.sourceOf(call, this.clock.now());
      return { kind: 'result', result: source.invoke(call.service, call.operation, args) };
    } catch (error) {
      if (error instanceof OxFault) return { kind: 'fault', fault: error };
      throw error;
    }
  }

  #changed({ service, operation, contextId }: CallDescription, args: unknown): void {
    this.stale.changed(contextId, (ox) => ox.invoke(service, operation, args), this.clock.now());
  }
}

function injectedReply(injection: Injection, result: unknown): Reply {
  switch (injection.kind) {
    case 'soapFault':
      return { kind: 'fault', fault: new InjectedFault(injection) };
    case 'malformedXml':
      return { kind: 'malformedXml', result };
    case 'http502':
    case 'http503':
    case 'reset':
    case 'hang':
      return { kind: injection.kind };
  }
}

class InjectedFault extends OxFault {
  constructor({ exception, text = '', code }: Injection) {
    super(exception, text, code);
  }
}

function outcomeOf(reply: Reply): CallOutcome {
  switch (reply.kind) {
    case 'result':
      return { kind: 'ok' };
    case 'fault': {
      const { exception, text } = reply.fault;
      return reply.fault instanceof InjectedFault ? { kind: 'injected', fault: 'soapFault' } : { kind: 'fault', exception, text };
    }
    case 'http502':
    case 'http503':
    case 'reset':
    case 'hang':
    case 'malformedXml':
      return { kind: 'injected', fault: reply.kind };
  }
}
