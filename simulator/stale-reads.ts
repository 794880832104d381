import { type CallDescription, type CallMatch, matches } from './call-description.ts';
import { ExceptionIdCounter, OxFault, type OxSimulation } from './state/index.ts';

export interface StaleReadsRule {
  /** Which reads answer the old state; all when left out. */
  readonly match?: CallMatch | undefined;
  /** How many of those reads, in the context of a change, do not see it yet. */
  readonly reads?: number | undefined;
  /** For how many milliseconds they do not see it. */
  readonly ms?: number | undefined;
}

interface PendingChange {
  readonly contextId: number | undefined;
  readonly apply: (ox: OxSimulation) => unknown;
  readsLeft: number;
  readonly visibleAt: number;
}

/**
 * Reads that lag behind writes: they are answered by a replica to which every change comes later, as with a database that
 * is read from a replica. A change becomes visible after its reads or its time, whichever ends first, and never before an older one.
 */
export class StaleReads {
  readonly #primary: OxSimulation;
  #rule: StaleReadsRule | undefined;
  #replica: OxSimulation | undefined;
  #pending: PendingChange[] = [];

  constructor(primary: OxSimulation) {
    this.#primary = primary;
  }

  get rule(): StaleReadsRule | undefined {
    return this.#rule;
  }

  /** From now on; everything that was changed before is visible. */
  start(rule: StaleReadsRule): void {
    this.#rule = rule;
    this.#replica = this.#primary.clone();
    this.#pending = [];
  }

  stop(): void {
    this.#rule = undefined;
    this.#replica = undefined;
    this.#pending = [];
  }

  /** A change that the primary has seen, refused ones too: they may have used up an id. */
  changed(contextId: number | undefined, apply: (ox: OxSimulation) => unknown, nowMs: number): void {
    if (this.#rule === undefined) return;
    const { reads = this.#rule.ms === undefined ? 1 : Number.POSITIVE_INFINITY, ms = Number.POSITIVE_INFINITY } = this.#rule;
    this.#pending.push({ contextId, apply, readsLeft: reads, visibleAt: nowMs + ms });
  }

  /** The OX that answers a read. */
  sourceOf(call: CallDescription, nowMs: number): OxSimulation {
    if (this.#rule === undefined || this.#replica === undefined || !matches(this.#rule.match ?? {}, call)) return this.#primary;
    this.#catchUp(this.#replica, nowMs);
    for (const change of this.#pending) {
      if (change.contextId === call.contextId) change.readsLeft -= 1;
    }
    return this.#replica;
  }

  #catchUp(replica: OxSimulation, nowMs: number): void {
    while (this.#pending.length > 0) {
      const [change] = this.#pending;
      if (change === undefined || (change.readsLeft > 0 && change.visibleAt > nowMs)) return;
      this.#pending.shift();
      replay(replica, change);
    }
  }
}

/** Ids of the exceptions belong to the answer that the client has had already. */
function replay(replica: OxSimulation, change: PendingChange): void {
  try {
    change.apply(replica.withExceptionIds(new ExceptionIdCounter()));
  } catch (error) {
    if (!(error instanceof OxFault)) throw error;
  }
}
