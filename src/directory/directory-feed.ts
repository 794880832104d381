import { type Cache, PRIORITY, type Priority } from '../cache/index.ts';
import { type CompiledMapping, mapGroup, mapUser } from '../mapping/index.ts';
import { type DirectoryEntry, normalizeDn, OperatorError } from '../model/index.ts';
import type { DirectoryChange, DirectorySource, PollSummary } from './directory-source.ts';
import { fanOut, retireGroup } from './group-fan-out.ts';

export interface FeedOptions {
  readonly cache: Cache;
  readonly source: DirectorySource;
  readonly mapping: CompiledMapping;
  /** Changes when base, filters or mapping change: everything is read again then. */
  readonly mappingKey: string;
  /** Name of the OXDirectory. */
  readonly owner: string;
  /** Called after each batch that changed something, and for what was left out without being a fault. */
  readonly onChange: () => void;
  readonly onNote?: (note: string) => void;
}

export interface FeedResult extends PollSummary {
  /** How many desired objects this poll changed. */
  readonly changed: number;
}

/** As many known entries as make an empty answer unbelievable. */
const PLENTY = 5;

/** Takes what a directory says over into the cache: entries become desired objects, groups are fanned out over contexts. */
export class DirectoryFeed {
  private readonly options: FeedOptions;

  constructor(options: FeedOptions) {
    this.options = options;
  }

  /** One poll, taken over whole. Rejects with the source's error; what was read until then is kept, and nothing is taken for gone. */
  async poll(): Promise<FeedResult> {
    const { cache, owner, source, mappingKey } = this.options;
    const known = cache.directories.cursor(owner);
    const cursor = known.mapping === mappingKey ? known.cursor : undefined;
    const poll = new Poll(this.options, cursor === undefined ? PRIORITY.bulk : PRIORITY.fresh);
    const summary = await source.poll(cursor, async (changes) => poll.take(changes));
    poll.finish(summary.cursor);
    return { ...summary, changed: poll.changed };
  }
}

/** One poll under way. */
class Poll {
  changed = 0;
  private readonly options: FeedOptions;
  private readonly priority: Priority;
  private readonly generation: number;
  private isDirty = false;

  constructor(options: FeedOptions, priority: Priority) {
    this.options = options;
    this.priority = priority;
    this.generation = options.cache.directories.nextGeneration(options.owner);
  }

  /** One batch is one transaction. */
  take(changes: readonly DirectoryChange[]): void {
    this.options.cache.transaction(() => {
      for (const change of changes) this.takeOne(change);
    });
    this.tell();
  }

  finish(cursor: string): void {
    const { cache, owner, mappingKey } = this.options;
    cache.transaction(() => {
      for (const sourceId of cache.directories.dirtyGroups(owner)) {
        this.note(fanOut(cache, owner, sourceId, this.priority));
        cache.directories.markClean(owner, sourceId);
      }
      // Where nobody was found the next look is a whole one again: rights that are granted later show no change of any entry.
      if (cache.directories.countEntries(owner, 'users') > 0) cache.directories.saveCursor(owner, cursor, mappingKey);
    });
    this.tell();
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
    const before = cache.directories.entry(owner, entry.query, entry.sourceId);
    const dn = normalizeDn(entry.dn);
    const known = { sourceId: entry.sourceId, entryUuid: entry.entryUuid, dn };
    cache.directories.saveEntry(owner, entry.query, known, this.generation);
    if (entry.query === 'groups') {
      this.takeGroup(entry);
      return;
    }
    const isChanged = this.takeUser(entry);
    if (before === undefined || before.dn !== dn || isChanged) this.markGroupsOf(before?.dn, dn);
  }

  private takeUser(entry: DirectoryEntry): boolean {
    const { cache, owner, mapping } = this.options;
    const mapped = mapUser(entry, mapping, owner);
    if (mapped.type === 'outOfScope') return this.note(cache.objects.retire('User', owner, entry.sourceId));
    for (const note of mapped.notes) this.options.onNote?.(note);
    return this.note(cache.objects.put(mapped.object, this.priority).changed);
  }

  private takeGroup(entry: DirectoryEntry): void {
    const { cache, owner, mapping } = this.options;
    const mapped = mapGroup(entry, mapping);
    if (mapped.type === 'outOfScope') {
      cache.directories.removeGroup(owner, entry.sourceId);
      this.note(retireGroup(cache, owner, entry.sourceId));
      return;
    }
    const { name, displayName, memberDns, fault } = mapped;
    const content = JSON.stringify({ displayName, fault });
    cache.directories.saveGroup(owner, { sourceId: entry.sourceId, name, content, memberDns });
  }

  private markGroupsOf(...dns: (string | undefined)[]): void {
    const { cache, owner } = this.options;
    for (const dn of dns) {
      if (dn !== undefined) cache.directories.markGroupsWith(owner, dn);
    }
  }

  private remove(query: string, sourceId: string): void {
    const { cache, owner } = this.options;
    const known = cache.directories.entry(owner, query, sourceId);
    cache.directories.removeEntry(owner, query, sourceId);
    if (query === 'groups') {
      cache.directories.removeGroup(owner, sourceId);
      this.note(retireGroup(cache, owner, sourceId));
      return;
    }
    this.markGroupsOf(known?.dn);
    this.note(cache.objects.retire('User', owner, sourceId));
  }

  /** Whatever the complete answer did not name is gone, unless it named nothing where there was plenty. */
  private removeUnseen(query: string): void {
    const { cache, owner } = this.options;
    const unseen = cache.directories.unseen(owner, query, this.generation);
    if (unseen.length >= PLENTY && unseen.length === cache.directories.countEntries(owner, query)) {
      throw new OperatorError(
        'DirectoryIncomplete',
        `the search for ${query} found nothing, where ${unseen.length} entries were known: nothing is deleted. Check base, filter and the bind DN's rights`,
      );
    }
    for (const sourceId of unseen) this.remove(query, sourceId);
  }

  private note(changed: boolean): boolean {
    if (changed) {
      this.changed += 1;
      this.isDirty = true;
    }
    return changed;
  }

  private tell(): void {
    if (this.isDirty) this.options.onChange();
    this.isDirty = false;
  }
}
