import type { Cache, CachedObject, HistoryEntry } from '../cache/index.ts';
import { type AppliedRecord, type Clock, messageOf } from '../model/index.ts';
import { OxError } from '../ox/index.ts';
import { describeDeed, describeFinding, type Step } from './deed.ts';
import type { Subject } from './object-controller.ts';

interface DeedBookOptions {
  readonly cache: Cache;
  readonly clock: Clock;
  /** Told of each deed at once. */
  readonly onDeed?: ((entry: HistoryEntry) => void) | undefined;
}

/**
 * What one reconcile does to OX, on its way into the history: noted at once, kept in the transaction that records what it came to. A crash
 * between the two leaves no entry; what is found in OX afterwards makes up for it.
 */
export class DeedBook {
  private readonly options: DeedBookOptions;
  private readonly open: HistoryEntry[] = [];
  /** What the history says that OX holds. */
  private told: AppliedRecord | undefined;
  private isEnded = false;

  constructor(options: DeedBookOptions, applied: AppliedRecord | undefined) {
    this.options = options;
    this.told = applied;
  }

  now(): number {
    return this.options.clock.now();
  }

  /** @param begun when the call was sent */
  done(step: Step, begun: number): void {
    const { objectId: _, ...deed } = describeDeed(step);
    const { partition } = step.subject.object;
    // What a lost call did and a look has shown is no part of what is done upon it.
    if (step.before !== undefined) this.found(step.subject, step.before);
    this.note({ ...deed, partition, ...this.timing(begun), oxId: idOf(step.after ?? step.before), outcome: 'ok' });
    this.told = step.after;
    this.isEnded = step.after === undefined;
  }

  /** What never reached OX is no deed. */
  failed(step: Omit<Step, 'after'>, begun: number, error: unknown): void {
    const outcome = outcomeOf(error);
    if (outcome === undefined) return;
    const { object } = step.subject;
    const { objectId: _, ...deed } = describeDeed({ ...step, after: step.before });
    const verb = step.before === undefined ? 'create' : object.desired === undefined ? 'delete' : deed.verb;
    const { partition } = object;
    this.note({ ...deed, partition, verb, ...this.timing(begun), oxId: idOf(step.before), outcome, message: messageOf(error) });
  }

  /** To be called with what is recorded as known from now on. */
  found(subject: Subject, found: AppliedRecord): void {
    // Mostly it is the very record that was told: comparing it with itself would cost every write.
    if (found === this.told) return;
    const changes = describeFinding(subject, this.told, found);
    if (changes.length === 0 && this.told?.oxId === found.oxId) return;
    const { name, contextId } = found;
    this.note({ ...this.about(subject.object), name, contextId, verb: 'find', oxId: idOf(found), changes });
    this.told = found;
  }

  /** Another one has taken what was known of it, and has told of that. */
  forget(): void {
    this.told = undefined;
  }

  /** What was recorded of an object is another one's. */
  lost(object: CachedObject): void {
    const { applied } = object;
    if (applied === undefined) return;
    const { name, contextId } = applied;
    this.note({ ...this.about(object), name, contextId, verb: 'miss', oxId: idOf(applied), changes: [] });
  }

  /** @param known what is recorded of it; `isForGood`: nothing is to be done any more */
  end(subject: Subject, { known, isForGood }: { readonly known: AppliedRecord | undefined; readonly isForGood: boolean }): void {
    if (known === undefined) this.missing(subject, isForGood);
    else if (!isForGood) this.found(subject, known);
  }

  /**
   * It is not in OX, without a deletion of ours that was answered. For good: what a call without an answer may have made was not there either.
   */
  private missing(subject: Subject, isForGood: boolean): void {
    const { object } = subject;
    const mayHaveBeen = this.told !== undefined || (isForGood && object.attemptedIn !== undefined);
    if (this.isEnded || !mayHaveBeen) return;
    const { name, contextId } = this.told ?? { name: object.name, contextId: object.attemptedIn ?? object.contextId };
    this.note({ ...this.about(object), name, contextId, verb: 'miss', oxId: idOf(this.told), changes: [] });
    this.told = undefined;
    this.isEnded = true;
  }

  /** In a transaction. */
  keep(): void {
    for (const entry of this.open.splice(0)) this.options.cache.history.add(entry);
  }

  private about({ kind, owner, sourceId, partition }: CachedObject) {
    return { kind, owner, sourceId, partition, operation: 'look', outcome: 'ok', ...this.timing(this.now()) } as const;
  }

  private timing(begun: number): Pick<HistoryEntry, 'at' | 'durationMs'> {
    return { at: begun, durationMs: Math.max(Math.round(this.now() - begun), 0) };
  }

  private note(entry: HistoryEntry): void {
    this.open.push(entry);
    this.options.onDeed?.(entry);
  }
}

/** `undefined`: OX has refused nothing, for it was not asked. */
function outcomeOf(error: unknown): HistoryEntry['outcome'] | undefined {
  if (!(error instanceof OxError) || error.outcomeUnknown) return 'unknown';
  return error.errorClass === 'outage' || error.errorClass === 'dependency' ? undefined : error.reason;
}

/** Functional accounts have none. */
function idOf(record: AppliedRecord | undefined): number | undefined {
  return record === undefined || record.oxId === 0 ? undefined : record.oxId;
}
