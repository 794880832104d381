import { type Cache, GUARDED_KINDS, type GuardedKind, type LetGo } from '../cache/index.ts';
import type { DirectorySpec } from '../crds/index.ts';
import { Departures } from '../directory/index.ts';
import { type DeletionRules, GUARD_WINDOW_MS, type GuardLimits } from '../engine/index.ts';
import type { Resource, ResourceStore } from '../kube/index.ts';
import type { Clock } from '../model/index.ts';
import { windowTold } from './deletion-window.ts';
import { APPROVE_DELETIONS, type HeldDeletions, heldDeletionsOf } from './held-deletions.ts';
import { endPolicy, ownerPolicy } from './owner-policies.ts';

interface DirectoryDeletionsOptions {
  readonly store: Pick<ResourceStore, 'get'>;
  readonly cache: Cache;
  readonly clock: Pick<Clock, 'now'>;
  readonly isLeading: () => boolean;
  /** Deletions are held that were not held before, or (without `held`) what was held was approved. */
  readonly onHeld: (directory: string, held: HeldDeletions | undefined) => void;
}

const NO_LIMIT: GuardLimits = { maxCount: Number.MAX_SAFE_INTEGER, maxPercent: 100 };

/**
 * While deletions are held the whole directory is read now and then: an entry that could not be seen for a while has not changed when it
 * can be seen again.
 */
const WHOLE_READ_STEP_MS = 600_000;

/** What OXDirectories decided about deletions, what is held of them, and what an admin approved. */
export class DirectoryDeletions {
  private readonly options: DirectoryDeletionsOptions;
  /** The token that was told of last, of each directory. */
  private readonly told = new Map<string, string>();
  private readonly approvals = new Map<string, string | undefined>();
  private readonly wholeReads = new Map<string, number>();

  constructor(options: DirectoryDeletionsOptions) {
    this.options = options;
  }

  /** While the directory is followed: in other modes than Enforce nothing is deleted. */
  rulesOf(name: string, spec: DirectorySpec): DeletionRules {
    const policy = ownerPolicy(spec);
    return this.rules(name, (kind) => (policy.modeOf(kind) === 'Enforce' ? limitsOf(spec, kind) : undefined));
  }

  held(name: string): HeldDeletions {
    return heldDeletionsOf(this.options.cache, name);
  }

  /** What was let go within the window without anybody's approval. */
  letGo(name: string): LetGo[] {
    return this.options.cache.departures.letGoByHour(name, this.options.clock.now() - GUARD_WINDOW_MS);
  }

  /** A cache that knows nothing of a directory would begin to count anew, and let the limits be reached twice in a day. */
  recall({ metadata: { name }, status }: Resource): void {
    const { cache } = this.options;
    if (cache.summary.counts(name).length > 0 || this.letGo(name).length > 0) return;
    cache.departures.recallLetGo(name, windowTold(status));
  }

  /** The annotation was set since this was asked last. */
  isApprovalNew(name: string): boolean {
    const now = this.approvedToken(name);
    const before = this.approvals.get(name);
    this.approvals.set(name, now);
    return now !== undefined && now !== before;
  }

  /** A poll has to read everything. */
  mustReadWhole(name: string): boolean {
    const { cache, clock } = this.options;
    if (!cache.departures.isAnyHeld(name)) return false;
    return clock.now() - (this.wholeReads.get(name) ?? 0) >= WHOLE_READ_STEP_MS;
  }

  /** A poll is done, of everything or of changes only. */
  polled(name: string, wasWhole: boolean): void {
    if (wasWhole) this.wholeReads.set(name, this.options.clock.now());
    this.tell(name);
  }

  /** The OXDirectory goes, and what it feeds with it. Resolves to whether nothing is held back. */
  async end(name: string, spec: DirectorySpec): Promise<boolean> {
    const { cache, clock } = this.options;
    const policy = endPolicy(spec);
    const rules = this.rules(name, (kind) => (policy.deletionOf(kind).type === 'Orphan' ? NO_LIMIT : limitsOf(spec, kind)));
    await new Departures({ cache, clock, owner: name, rules, isEnding: true }).end();
    this.tell(name);
    return this.held(name).token === '';
  }

  /** In a copy of the cache: what mode Observe keeps from leaving is judged as if the mode were Enforce. Nobody has approved any of it. */
  async judgeObserved(name: string, spec: DirectorySpec, cache: Cache): Promise<void> {
    const policy = ownerPolicy(spec);
    const rules = { limitsOf: (kind: GuardedKind) => limitsOf(spec, kind), approvedToken: () => undefined, isFollowing: () => false };
    const departures = new Departures({ cache, clock: this.options.clock, owner: name, rules });
    for (const kind of GUARDED_KINDS) if (policy.modeOf(kind) === 'Observe') await departures.settle(kind);
  }

  forget(name: string): void {
    this.told.delete(name);
    this.approvals.delete(name);
    this.wholeReads.delete(name);
    this.options.cache.departures.forgetOwner(name);
  }

  private tell(name: string): void {
    const { cache, onHeld } = this.options;
    const held = this.held(name);
    const before = this.told.get(name) ?? '';
    if (held.token === before) return;
    this.told.set(name, held.token);
    if (before !== '' && cache.departures.spentToken(name) === before) onHeld(name, undefined);
    if (held.token !== '') onHeld(name, held);
  }

  private rules(name: string, limits: DeletionRules['limitsOf']): DeletionRules {
    return { limitsOf: limits, approvedToken: () => this.approvedToken(name), isFollowing: () => !this.options.isLeading() };
  }

  private approvedToken(name: string): string | undefined {
    return this.options.store.get({ kind: 'OXDirectory', name })?.metadata.annotations[APPROVE_DELETIONS];
  }
}

/** Shared mailboxes are held by the limits of groups, and counted by themselves. */
function limitsOf({ deletionGuard: { users, groups } }: DirectorySpec, kind: GuardedKind): GuardLimits {
  return kind === 'User' ? users : groups;
}
