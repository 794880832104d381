import { blamingCache, type Cache, type GuardedKind, type ListKey, PRIORITY, type Priority } from '../cache/index.ts';
import type { DeletionRules } from '../engine/index.ts';
import { type Clock, type DirectoryEntry, nextTurn, normalizeDn } from '../model/index.ts';
import { Departures } from './departures.ts';
import type { DirectoryChange, DirectorySource, PollSummary } from './directory-source.ts';
import { EntryIntake, type IntakeOptions } from './entry-intake.ts';
import { fanOut } from './fan-out.ts';

export interface FeedOptions extends IntakeOptions {
  readonly source: DirectorySource;
  /** Changes when base, filters or mapping change: everything is read again then. */
  readonly mappingKey: string;
  readonly clock: Pick<Clock, 'now'>;
  /** What is decided about those that leave. */
  readonly deletions: DeletionRules;
  /** Called after each batch that changed something. */
  readonly onChange: () => void;
}

export interface FeedResult extends PollSummary {
  /** How many desired objects this poll changed. */
  readonly changed: number;
}

/** So many member lists are fanned out between two turns of everybody else. */
const LISTS_AT_ONCE = 10;

/**
 * Takes what a directory says over into the cache: entries become desired objects; groups, functional accounts and deputies are fanned
 * out when the whole poll is known.
 */
export class DirectoryFeed {
  private readonly options: FeedOptions;

  constructor(options: FeedOptions) {
    this.options = options;
  }

  /** One poll, taken over whole; with `isWhole` of everything and not only of changes. Rejects with the source's error; what was read until then is kept, and nothing is taken for gone. */
  async poll(isWhole = false): Promise<FeedResult> {
    const { cache, owner, source, mappingKey } = this.options;
    const known = blamingCache(() => cache.directories.cursor(owner));
    const cursor = known.mapping === mappingKey && !isWhole ? known.cursor : undefined;
    const poll = new Poll(this.options, cursor === undefined ? PRIORITY.bulk : PRIORITY.fresh);
    if (cursor === undefined) blamingCache(() => poll.beginWhole(known.mapping));
    const summary = await source.poll(cursor, async (changes) => blamingCache(() => poll.take(changes)));
    await poll.finish();
    blamingCache(() => this.noteCursor(summary.cursor, known));
    return { ...summary, changed: poll.changed };
  }

  /** Where nobody was found the next look is a whole one again: rights that are granted later show no change of any entry. */
  private noteCursor(cursor: string, known: { cursor: string | undefined; mapping: string | undefined }): void {
    const { cache, owner, mappingKey } = this.options;
    if (!this.hasUsers()) {
      if (known.cursor !== undefined) cache.directories.dropCursor(owner);
    } else if (cursor !== known.cursor || mappingKey !== known.mapping) cache.directories.saveCursor(owner, cursor, mappingKey);
  }

  /** Those who are held although they were not found do not count. */
  private hasUsers(): boolean {
    const { cache, owner } = this.options;
    const { gone } = cache.departures.waiting(owner, 'User');
    return gone === 0 ? cache.directories.hasEntries(owner, 'users') : cache.directories.countEntries(owner, 'users') > gone;
  }
}

/** One poll under way. */
class Poll {
  changed = 0;
  readonly cache: Cache;
  readonly departures: Departures;
  readonly priority: Priority;
  private readonly options: FeedOptions;
  private readonly intake: EntryIntake;
  private ownGeneration: number | undefined;
  private isDirty = false;

  constructor(options: FeedOptions, priority: Priority) {
    this.options = options;
    this.priority = priority;
    const { cache, owner, clock, deletions: rules } = options;
    this.cache = cache;
    this.departures = new Departures({ cache, owner, clock, rules });
    this.intake = new EntryIntake(options, { departures: this.departures, priority, count: (changed) => this.count(changed) });
  }

  /** An idle poll needs none, and so writes nothing. */
  private get generation(): number {
    this.ownGeneration ??= this.options.cache.directories.nextGeneration(this.options.owner);
    return this.ownGeneration;
  }

  /**
   * When the mapping is another one now, part of what is known will be as the new one says even if this poll breaks off: going back to the
   * old one takes a whole look, too.
   */
  beginWhole(knownMapping: string | undefined): void {
    const { cache, owner, mappingKey } = this.options;
    cache.transaction(() => {
      if (knownMapping !== undefined && knownMapping !== mappingKey) cache.directories.dropCursor(owner);
      this.intake.forgetUnasked();
    });
  }

  /** One batch is one transaction. */
  take(changes: readonly DirectoryChange[]): void {
    if (changes.every(isNoNews)) return;
    this.options.cache.transaction(() => {
      for (const change of changes) this.takeOne(change);
    });
    this.tell();
  }

  /** What is known when the answer is whole. Users are judged before the groups that they are in, which may be emptied by it. */
  async finish(): Promise<void> {
    this.departures.approve();
    await this.settle('User');
    await this.fanOutDirty();
    await this.settle('Group');
    // Those that a group has left which was in them.
    await this.fanOutDirty();
    await this.settle('FunctionalAccount');
  }

  private async settle(kind: GuardedKind): Promise<void> {
    if ((await this.departures.settle(kind)) > 0) this.isDirty = true;
    this.tell();
  }

  /** Lists that this poll made dirty, or one that broke off before. */
  private async fanOutDirty(): Promise<void> {
    const dirty = blamingCache(() => this.dirtyLists());
    for (let start = 0; start < dirty.length; start += LISTS_AT_ONCE) {
      if (start > 0) await nextTurn();
      blamingCache(() => this.fanOutSome(dirty.slice(start, start + LISTS_AT_ONCE)));
      this.tell();
    }
  }

  private fanOutSome(lists: readonly ListKey[]): void {
    const { cache } = this.options;
    cache.transaction(() => {
      for (const list of lists) {
        this.count(fanOut(this, list));
        cache.directories.markClean(list);
      }
    });
  }

  private dirtyLists(): ListKey[] {
    const { cache, owner, flattensGroups } = this.options;
    const dirty = cache.directories.dirtyLists(owner);
    if (flattensGroups !== true || dirty.length === 0) return dirty;
    cache.directories.markOuterGroups(owner);
    return cache.directories.dirtyLists(owner);
  }

  private takeOne(change: DirectoryChange): void {
    const { cache, owner } = this.options;
    switch (change.type) {
      case 'entry':
        this.takeEntry(change.entry);
        return;
      case 'present': {
        const sourceId = cache.directories.sourceIdOf(owner, change.query, change.entryUuid);
        if (sourceId !== undefined) cache.directories.markSeen(owner, change.query, sourceId, this.generation);
        return;
      }
      case 'gone': {
        const sourceId = cache.directories.sourceIdOf(owner, change.query, change.entryUuid);
        if (sourceId !== undefined) this.remove(change.query, sourceId);
        return;
      }
      case 'end':
        if (change.coverage === 'snapshot') this.removeUnseen(change.query);
        return;
    }
  }

  private takeEntry(entry: DirectoryEntry): void {
    const { cache, owner } = this.options;
    const { query, sourceId, entryUuid } = entry;
    const before = cache.directories.entry(owner, query, sourceId);
    const dn = normalizeDn(entry.dn);
    cache.directories.saveEntry(owner, query, { sourceId, entryUuid, dn }, this.generation);
    const isOtherMember = this.intake.take(entry, dn);
    if (isOtherMember || before?.dn !== dn) this.markListsWith(before?.dn, dn);
  }

  private markListsWith(...dns: (string | undefined)[]): void {
    const { cache, owner } = this.options;
    for (const dn of dns) {
      if (dn !== undefined) cache.directories.markListsWith(owner, dn);
    }
  }

  /** What may be in OX stays known until it has gone there, so that groups go on to have it as a member. */
  private remove(query: string, sourceId: string): void {
    if (this.intake.remove(query, sourceId)) return;
    const { cache, owner } = this.options;
    this.markListsWith(cache.directories.entry(owner, query, sourceId)?.dn);
    cache.directories.removeEntry(owner, query, sourceId);
  }

  /** Whatever the complete answer did not name is gone. */
  private removeUnseen(query: string): void {
    const { cache, owner } = this.options;
    for (const sourceId of cache.directories.unseen(owner, query, this.generation)) this.remove(query, sourceId);
  }

  private count(changed: boolean): void {
    if (!changed) return;
    this.changed += 1;
    this.isDirty = true;
  }

  private tell(): void {
    if (this.isDirty) this.options.onChange();
    this.isDirty = false;
  }
}

/** The end of what changed says nothing more. */
function isNoNews(change: DirectoryChange): boolean {
  return change.type === 'end' && change.coverage === 'delta';
}
