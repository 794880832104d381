import type { Cache } from '../../src/cache/index.ts';
import { DirectoryFeed, type FeedOptions, type FeedResult } from '../../src/directory/index.ts';
import { compileMapping, type MappingSettings } from '../../src/mapping/index.ts';
import type { DesiredObject, DirectoryEntry, Kind } from '../../src/model/index.ts';
import { ANY_DELETION } from '../support/deletion-rules.ts';
import { memoryCache } from '../support/objects.ts';
import { MemoryDirectory } from '../world/memory-directory.ts';

type Values = Record<string, readonly string[]>;

export function person(uid: string, contextId: string, changes: Values = {}): DirectoryEntry {
  const attributes = {
    uid: [uid],
    isoxuser: ['OK'],
    oxdisplayname: [uid],
    givenname: [uid],
    sn: ['Meier'],
    mailprimaryaddress: [`${uid}@example.org`],
    oxcontextidnum: [contextId],
    ...changes,
  };
  return entry('users', uid, `uid=${uid},dc=example`, attributes);
}

/** Members are users by uid, or DNs. */
export function team(cn: string, members: readonly string[], changes: Values = {}): DirectoryEntry {
  return entry('groups', cn, `cn=${cn},dc=example`, {
    cn: [cn],
    isoxgroup: ['OK'],
    uniquemember: members.map(spelledOtherwise),
    ...changes,
  });
}

/** A group within a group, by its DN. */
export function within(cn: string): string {
  return `CN=${cn}, DC=example`;
}

export function mailbox(cn: string, members: readonly string[], changes: Values = {}): DirectoryEntry {
  const attributes = { cn: [cn], mailprimaryaddress: [`${cn}@example.org`], uniquemember: members.map(spelledOtherwise), ...changes };
  return entry('functionalAccounts', `id-${cn}`, `cn=${cn},cn=functional_accounts,dc=example`, attributes);
}

/** The entry under another DN. */
export function at(dn: string, moved: DirectoryEntry): DirectoryEntry {
  return { ...moved, dn };
}

function spelledOtherwise(member: string): string {
  return member.includes('=') ? member : `UID=${member}, DC=example`;
}

function entry(query: string, sourceId: string, dn: string, attributes: Values): DirectoryEntry {
  return { sourceId, entryUuid: `uuid-${sourceId}`, dn, query, attributes: new Map(Object.entries(attributes)), binary: new Map() };
}

type FeedChanges = Partial<Pick<FeedOptions, 'onNote' | 'deletions'>>;

/** A directory in memory that feeds a cache. */
export class FedCache {
  readonly cache: Cache;
  readonly directory = new MemoryDirectory();
  private settings: Partial<MappingSettings>;
  private options: FeedChanges = {};

  constructor(settings: Partial<MappingSettings> = {}, cache: Cache = memoryCache()) {
    this.settings = settings;
    this.cache = cache;
  }

  /** Another mapping from the next poll on. */
  change(settings: Partial<MappingSettings>, options: FeedChanges = {}): void {
    this.settings = settings;
    this.options = options;
  }

  put(...entries: readonly DirectoryEntry[]): void {
    for (const one of entries) this.directory.put(one);
  }

  async poll(...entries: readonly DirectoryEntry[]): Promise<FeedResult> {
    this.put(...entries);
    const { settings, cache, directory } = this;
    return await new DirectoryFeed({
      ...{ cache, source: directory, owner: 'people', onChange: () => undefined, clock: { now: () => 0 }, deletions: ANY_DELETION },
      mapping: compileMapping({ preset: 'Univention', ...settings }),
      mappingKey: JSON.stringify(settings),
      flattensGroups: settings.groups?.nested === 'Flatten',
      ...this.options,
    }).poll();
  }

  /** `<context>/<name>` of everything of a kind that should be in OX. */
  wanted(kind: Kind): string[] {
    return this.objects(kind).map(({ contextId, name }) => `${contextId}/${name}`);
  }

  desired(kind: Kind, sourceId: string, partition = 0): DesiredObject | undefined {
    return this.cache.objects.find(kind, 'people', sourceId, partition)?.desired;
  }

  /** Source ids of the members. */
  members(kind: Kind, sourceId: string, partition = 0): string[] {
    const id = this.cache.objects.find(kind, 'people', sourceId, partition)?.id;
    if (id === undefined) throw new Error(`there is no ${kind} ${sourceId} in ${partition}`);
    return this.cache.objects
      .members(id, false)
      .map((member) => member.sourceId)
      .sort();
  }

  private objects(kind: Kind): DesiredObject[] {
    return this.cache.objects
      .pendingLanes()
      .flatMap((lane) => this.cache.objects.pendingIn(lane, 1_000, []))
      .flatMap((id) => this.cache.objects.load(id)?.desired ?? [])
      .filter((desired) => desired.kind === kind);
  }
}
