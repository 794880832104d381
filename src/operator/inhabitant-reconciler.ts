import { type Cache, type CachedObject, PRIORITY } from '../cache/index.ts';
import { type Engine, wakeKey } from '../engine/index.ts';
import { FINALIZER, type Resource, type ResourceRef, type ResourceStore } from '../kube/index.ts';
import type { DesiredObject, Fault } from '../model/index.ts';
import type { OnProblem } from './common-status.ts';
import { driftOfRow } from './drift-condition.ts';
import { type InhabitantView, inhabitantStatus, withWayOut } from './inhabitant-status.ts';
import { isSuspended } from './is-suspended.ts';
import { namedContext } from './named-context.ts';
import { OpenRequests } from './open-requests.ts';

/** What all specs of such resources say. */
interface InhabitantSpec {
  readonly contextRef: { readonly name: string };
  readonly deletionPolicy: 'Delete' | 'Orphan';
  readonly suspend: boolean;
}

/** What a resource should be in OX. */
export interface Wish {
  readonly desired: DesiredObject;
  /** Row ids, for kinds with members. */
  readonly members?: readonly number[];
  /** What the spec names and is not there yet. */
  readonly missing?: readonly string[];
}

/** What tells one kind of such resources from another. */
export interface Inhabitant<Spec extends InhabitantSpec> {
  readonly resourceKind: 'OXResource' | 'OXFunctionalAccount';
  readonly kind: 'Resource' | 'FunctionalAccount';
  parse(raw: unknown): { readonly ok: true; readonly spec: Spec } | { readonly ok: false; readonly problems: readonly string[] };
  wish(resource: Resource, spec: Spec, contextId: number): Wish;
  /** The resource is gone. */
  forget(name: string): void;
  /** What its status tells beside that of every kind. */
  statusOf(row: CachedObject | undefined, missing: readonly string[]): Readonly<Record<string, unknown>>;
}

interface InhabitantReconcilerOptions<Spec extends InhabitantSpec> {
  readonly inhabitant: Inhabitant<Spec>;
  readonly store: ResourceStore;
  readonly cache: Cache;
  readonly engine: Engine;
  readonly now: () => number;
  /** What is wrong with the resource as it is written now, while the store holds its last good state. */
  readonly invalidityOf: (name: string) => string | undefined;
  /** It stalls because of how it is written, as its new conditions tell. */
  readonly onProblem: OnProblem;
}

type Seen = Pick<InhabitantView, 'problem' | 'waiting' | 'isSuspended' | 'missing'>;

/** Level-triggered: makes a resource that lives in a context a desired object of the cache, and what became of it the resource's status. */
export class InhabitantReconciler<Spec extends InhabitantSpec> {
  private readonly options: InhabitantReconcilerOptions<Spec>;
  private readonly requests = new OpenRequests();
  /** By uid, and the other way round. */
  private readonly names = new Map<string, string>();
  private readonly uids = new Map<string, string>();
  /** Uids of resources whose objects are being deleted in OX. */
  private readonly ending = new Set<string>();

  constructor(options: InhabitantReconcilerOptions<Spec>) {
    this.options = options;
  }

  /** The resource with this uid, once it was looked at. */
  nameOf(uid: string): string | undefined {
    return this.names.get(uid);
  }

  /** Keys of the resources that name an OXContext. */
  keysIn(context: string): string[] {
    const { store, inhabitant } = this.options;
    return store
      .list(inhabitant.resourceKind)
      .filter(({ spec }) => contextIn(spec) === context)
      .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  }

  /** Before any work: what is suspended begins nothing, and what went while nobody looked, for somebody took our finalizer off, is ours no more. */
  recall(): void {
    const { store, cache, engine, inhabitant } = this.options;
    const resources = store.list(inhabitant.resourceKind);
    for (const resource of resources) engine.suspendResource(resource.metadata.uid, isSuspended(resource));
    const known = new Set(resources.map(({ metadata }) => metadata.uid));
    for (const uid of cache.objects.sourceIds(inhabitant.kind, '')) if (!known.has(uid)) this.drop(uid);
  }

  async reconcile(name: string): Promise<void> {
    const { store, inhabitant, invalidityOf } = this.options;
    const resource = store.get({ kind: inhabitant.resourceKind, name });
    this.recognize(name, resource?.metadata.uid);
    if (resource === undefined) return;
    if (resource.metadata.deletionTimestamp !== undefined) {
      await this.remove(resource);
      return;
    }
    const parsed = inhabitant.parse(resource.spec);
    const problem = invalidityOf(name) ?? (parsed.ok ? undefined : parsed.problems.join('; '));
    if (parsed.ok && problem === undefined) await this.report(resource, await this.desire(resource, parsed.spec));
    else await this.report(resource, { problem: { reason: 'InvalidSpec', message: problem ?? '' } });
  }

  private async desire(resource: Resource, spec: Spec): Promise<Seen> {
    const { store, cache, engine, inhabitant } = this.options;
    engine.suspendResource(resource.metadata.uid, spec.suspend);
    if (spec.suspend) return { isSuspended: true };
    const context = namedContext(store, spec.contextRef.name);
    if ('fault' in context) return { waiting: context.fault };
    await store.addFinalizer(this.refOf(resource));
    const wish = inhabitant.wish(resource, spec, context.contextId);
    const changed = cache.transaction(() => {
      const put = cache.objects.put(wish.desired, PRIORITY.fresh);
      if (put.changed && wish.members !== undefined) cache.objects.setMembers(put.id, wish.members);
      const isAsked = this.requests.begin(resource);
      if (isAsked) cache.objects.touch(put.id, true);
      return put.changed || isAsked;
    });
    if (changed) engine.poke();
    return { missing: wish.missing };
  }

  private async remove(resource: Resource): Promise<void> {
    const { cache, engine, inhabitant } = this.options;
    const { uid } = resource.metadata;
    engine.suspendResource(uid, false);
    const parsed = inhabitant.parse(resource.spec);
    const isDeleted = parsed.ok && parsed.spec.deletionPolicy === 'Delete';
    const waiting = isDeleted ? this.remember(resource, parsed.spec) : undefined;
    if (waiting !== undefined || (isDeleted && cache.objects.find(inhabitant.kind, '', uid) !== undefined)) {
      if (cache.objects.retire(inhabitant.kind, '', uid)) engine.poke();
      await this.report(resource, { waiting });
      return;
    }
    this.drop(uid);
    await this.options.store.removeFinalizer(this.refOf(resource));
  }

  /** What is to be deleted was lost with the cache: it is looked for in OX under its name. Answers what that waits for. */
  private remember(resource: Resource, spec: Spec): Fault | undefined {
    const { store, cache, inhabitant } = this.options;
    const { uid, finalizers } = resource.metadata;
    const isKnown = this.ending.has(uid) || cache.objects.find(inhabitant.kind, '', uid) !== undefined;
    if (isKnown || !finalizers.includes(FINALIZER)) {
      this.ending.add(uid);
      return undefined;
    }
    const context = namedContext(store, spec.contextRef.name);
    if ('fault' in context) return withWayOut(context.fault);
    this.ending.add(uid);
    const { id } = cache.objects.put(inhabitant.wish(resource, spec, context.contextId).desired, PRIORITY.fresh);
    cache.objects.touch(id, true);
    return undefined;
  }

  /** One that went without our leave, for somebody took our finalizer off, stays in OX and is ours no more. */
  private recognize(name: string, uid: string | undefined): void {
    const before = this.uids.get(name);
    if (before !== undefined && before !== uid) {
      this.names.delete(before);
      this.ending.delete(before);
      this.uids.delete(name);
      this.options.inhabitant.forget(name);
      this.drop(before);
    }
    if (uid === undefined) return;
    this.names.set(uid, name);
    this.uids.set(name, uid);
  }

  private drop(uid: string): void {
    const { cache, engine, inhabitant } = this.options;
    engine.suspendResource(uid, false);
    const row = cache.objects.find(inhabitant.kind, '', uid);
    if (row === undefined) return;
    cache.transaction(() => {
      cache.objects.forget(row.id);
      cache.objects.wake(wakeKey.object(row.id));
    });
    engine.poke();
  }

  private async report(resource: Resource, seen: Seen): Promise<void> {
    const { store, cache, engine, now, inhabitant, onProblem } = this.options;
    const row = cache.objects.find(inhabitant.kind, '', resource.metadata.uid);
    const common = inhabitantStatus({ ...seen, resource, row, drift: driftOfRow(row, cache), outage: engine.outage, now: now() });
    if (seen.problem !== undefined) onProblem(resource, common);
    await store.applyStatus(this.refOf(resource), { ...common, ...inhabitant.statusOf(row, seen.missing ?? []) });
  }

  private refOf({ metadata }: Resource): ResourceRef {
    return { kind: this.options.inhabitant.resourceKind, name: metadata.name };
  }
}

/** Of a spec as it was written, right or wrong. */
function contextIn(spec: unknown): unknown {
  if (typeof spec !== 'object' || spec === null || !('contextRef' in spec)) return undefined;
  const { contextRef } = spec;
  return typeof contextRef === 'object' && contextRef !== null && 'name' in contextRef ? contextRef.name : undefined;
}
