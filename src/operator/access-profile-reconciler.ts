import type { Cache } from '../cache/index.ts';
import { type AccessProfileSpec, parseSpec } from '../crds/index.ts';
import type { Engine } from '../engine/index.ts';
import type { Resource, ResourceStore } from '../kube/index.ts';
import { rightsConflict } from '../mapping/index.ts';
import type { Fault } from '../model/index.ts';
import type { AccessProfileBook, ProfileClaim } from './access-profile-book.ts';
import { accessProfileStatus } from './access-profile-status.ts';
import type { OnProblem } from './common-status.ts';
import { explained } from './explained.ts';
import { OpenRequests } from './open-requests.ts';

interface AccessProfileReconcilerOptions {
  readonly store: ResourceStore;
  readonly cache: Cache;
  readonly engine: Engine;
  readonly book: AccessProfileBook;
  readonly now: () => number;
  /** Has a resource looked at again. */
  readonly requeue: (name: string) => void;
  /** What is wrong with the resource as it is written now, while the store holds its last good state. */
  readonly invalidityOf: (name: string) => string | undefined;
  /** It stalls because of how it is written, as its new conditions tell. */
  readonly onProblem: OnProblem;
}

/** What a resource says at the moment. */
interface Reading {
  readonly spec?: AccessProfileSpec | undefined;
  readonly problem?: Fault | undefined;
}

/**
 * Level-triggered: keeps the book of access profiles as the resources say, and has users looked at again whose rights changed by it. OX knows
 * no access profiles, so nothing is written for one itself.
 */
export class AccessProfileReconciler {
  private readonly options: AccessProfileReconcilerOptions;
  private readonly requests = new OpenRequests();
  /** Which resource each profile in force comes from; those that come with the product from none. */
  private readonly holders = new Map<string, string>();

  constructor(options: AccessProfileReconcilerOptions) {
    this.options = options;
  }

  /** Before any work: what the resources say now, and what was changed while nobody looked. */
  recall(): void {
    for (const resource of this.options.store.list('OXAccessProfile')) {
      if (resource.metadata.finalizers.length > 0) this.enter(resource, this.read(resource));
    }
    this.forgetUndefined();
    this.publish();
  }

  async reconcile(name: string): Promise<void> {
    const { store, book } = this.options;
    const ref = { kind: 'OXAccessProfile', name } as const;
    const resource = store.get(ref);
    if (resource === undefined) {
      book.withdraw(name);
      this.publish();
      return;
    }
    const reading = this.read(resource);
    const isDeleted = resource.metadata.deletionTimestamp !== undefined;
    if (!isDeleted && reading.spec !== undefined) await store.addFinalizer(ref);
    this.enter(resource, reading);
    this.publish();
    if (isDeleted && book.claimOf(name) === undefined) await store.removeFinalizer(ref);
    else await this.report(resource, reading);
  }

  /** Users came, went or changed: all counts may be others. */
  requeueAll(): void {
    for (const { metadata } of this.options.store.list('OXAccessProfile')) this.options.requeue(metadata.name);
  }

  private read({ metadata, spec }: Resource): Reading {
    const parsed = parseSpec('OXAccessProfile', spec);
    const invalid = this.options.invalidityOf(metadata.name);
    const conflict = rightsConflict(rightsIn(spec));
    if (conflict !== undefined) return { problem: conflict };
    if (!parsed.ok) return { problem: { reason: 'InvalidSpec', message: parsed.problems.join('; ') } };
    return { spec: parsed.spec, problem: invalid === undefined ? undefined : { reason: 'InvalidSpec', message: invalid } };
  }

  /** What is wrong, suspended or still needed stays as it was; after a restart that is what its users were given last. */
  private enter(resource: Resource, { spec }: Reading): void {
    const { book } = this.options;
    const { name, creationTimestamp, deletionTimestamp } = resource.metadata;
    const isInForce = spec !== undefined && !spec.suspend;
    const age = `${creationTimestamp} ${name}`;
    const claim = isInForce
      ? { profileName: spec.profileName ?? name, rights: spec.rights, age }
      : (book.claimOf(name) ?? this.remembered(resource, age));
    if (claim === undefined || (deletionTimestamp !== undefined && !this.isNeeded(name, claim))) book.withdraw(name);
    else book.claim(name, claim);
  }

  private remembered({ metadata, spec }: Resource, age: string): ProfileClaim | undefined {
    const profileName = profileNameIn(spec) ?? metadata.name;
    const rights = this.options.cache.profiles.rightsOf(profileName);
    return rights === undefined ? undefined : { profileName, rights, age };
  }

  /** Its users would be left with a profile that does not exist. */
  private isNeeded(name: string, { profileName }: ProfileClaim): boolean {
    const { book, cache } = this.options;
    return !book.isDefinedWithout(name, profileName) && cache.objects.usersOf(profileName).users > 0;
  }

  /** Profiles that went while nobody looked. */
  private forgetUndefined(): void {
    const { book, cache } = this.options;
    for (const name of cache.profiles.names()) if (book.definition(name) === undefined) cache.profiles.forget(name);
  }

  /** Has users looked at again whose profile came or has other rights now. */
  private publish(): void {
    const { book, cache, engine } = this.options;
    const changed = book.takeChanged();
    if (changed.size === 0) return;
    const touched = cache.transaction(() => [...changed].reduce((count, name) => count + this.publishOne(name), 0));
    if (touched > 0) engine.poke();
    for (const name of changed) this.noteHolder(name);
  }

  /** Answers how many users are looked at again. */
  private publishOne(name: string): number {
    const { book, cache } = this.options;
    const rights = book.definition(name)?.rights;
    if (rights === undefined) cache.profiles.forget(name);
    return rights !== undefined && cache.profiles.put(name, rights) ? cache.objects.touchUsersOf(name) : 0;
  }

  /** A name that went to another resource is news for both. */
  private noteHolder(name: string): void {
    const before = this.holders.get(name);
    const now = this.options.book.definition(name)?.holder;
    if (before === now) return;
    if (now === undefined) this.holders.delete(name);
    else this.holders.set(name, now);
    for (const resource of [before, now]) if (resource !== undefined) this.options.requeue(resource);
  }

  private profileNameOf({ metadata: { name }, spec }: Resource): string {
    return this.options.book.claimOf(name)?.profileName ?? profileNameIn(spec) ?? name;
  }

  private async report(resource: Resource, { spec, problem }: Reading): Promise<void> {
    const { store, cache, engine, book, now, onProblem } = this.options;
    const { name } = resource.metadata;
    const profileName = this.profileNameOf(resource);
    const holder = book.definition(profileName)?.holder;
    const isHolder = holder === name;
    if (isHolder && this.requests.begin(resource)) {
      cache.objects.touchUsersOf(profileName);
      engine.poke();
    }
    const fault = problem === undefined ? rivalry(name, profileName, holder) : explained(problem);
    const status = accessProfileStatus({
      resource,
      profileName,
      population: isHolder ? cache.objects.usersOf(profileName) : undefined,
      outage: engine.outage,
      problem: fault,
      isSuspended: spec?.suspend,
      now: now(),
    });
    if (fault !== undefined) onProblem(resource, status);
    await store.applyStatus({ kind: 'OXAccessProfile', name }, status);
  }
}

function rivalry(name: string, profileName: string, holder: string | undefined): Fault | undefined {
  if (holder === undefined || holder === name) return undefined;
  const message = `the profileName "${profileName}" belongs to the older OXAccessProfile "${holder}": give one of the two another`;
  return { reason: 'NameTaken', message };
}

/** Of a spec as it was written, right or wrong: what contradicts itself is told by its own name. */
function rightsIn(spec: unknown): string[] {
  if (typeof spec !== 'object' || spec === null || !('rights' in spec) || !Array.isArray(spec.rights)) return [];
  return spec.rights.filter((right) => typeof right === 'string');
}

function profileNameIn(spec: unknown): string | undefined {
  if (typeof spec !== 'object' || spec === null || !('profileName' in spec)) return undefined;
  return typeof spec.profileName === 'string' && spec.profileName !== '' ? spec.profileName : undefined;
}
