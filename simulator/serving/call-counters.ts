import type { CallDescription } from '../call-description.ts';
import type { CallOutcome } from './call-log.ts';

interface Load {
  running: number;
  peak: number;
  calls: number;
}

export interface LoadReport {
  readonly running: number;
  /** The most calls that ran at the same time. */
  readonly peak: number;
  readonly calls: number;
}

export interface CounterReport extends LoadReport {
  readonly outcomes: Readonly<Record<CallOutcome['kind'], number>>;
  /** By `Service.operation`. */
  readonly operations: Readonly<Record<string, number>>;
  /** By context id; calls that name none are left out. */
  readonly contexts: Readonly<Record<string, LoadReport>>;
}

/** Counts calls, and how many run at the same time. */
export class CallCounters {
  #all: Load = newLoad();
  #contexts = new Map<number, Load>();
  #operations = new Map<string, number>();
  #outcomes = newOutcomes();

  started(call: CallDescription): void {
    for (const load of this.#loadsOf(call)) {
      load.running += 1;
      load.peak = Math.max(load.peak, load.running);
    }
  }

  ended(call: CallDescription, outcome: CallOutcome): void {
    for (const load of this.#loadsOf(call)) {
      load.running -= 1;
      load.calls += 1;
    }
    const operation = `${call.service}.${call.operation}`;
    this.#operations.set(operation, (this.#operations.get(operation) ?? 0) + 1);
    this.#outcomes[outcome.kind] += 1;
  }

  report(): CounterReport {
    return {
      ...this.#all,
      outcomes: { ...this.#outcomes },
      operations: Object.fromEntries(this.#operations),
      contexts: Object.fromEntries([...this.#contexts].map(([id, load]) => [String(id), { ...load }])),
    };
  }

  /** What runs goes on counting as running. */
  clear(): void {
    this.#all = newLoad(this.#all.running);
    this.#contexts = new Map([...this.#contexts].map(([id, { running }]) => [id, newLoad(running)]));
    this.#operations = new Map();
    this.#outcomes = newOutcomes();
  }

  #loadsOf({ contextId }: CallDescription): readonly Load[] {
    if (contextId === undefined) return [this.#all];
    const known = this.#contexts.get(contextId) ?? newLoad();
    this.#contexts.set(contextId, known);
    return [this.#all, known];
  }
}

function newLoad(running = 0): Load {
  return { running, peak: running, calls: 0 };
}

function newOutcomes(): Record<CallOutcome['kind'], number> {
  return { ok: 0, fault: 0, injected: 0 };
}
