import { type Cache, type CachedObject, PRIORITY } from '../cache/index.ts';
import type { ContextFields } from '../controllers/index.ts';
import { type ContextSpec, parseSpec } from '../crds/index.ts';
import type { Engine } from '../engine/index.ts';
import { FINALIZER, type Resource, type ResourceStore } from '../kube/index.ts';
import type { DesiredObject, FieldValue } from '../model/index.ts';
import type { OnProblem } from './common-status.ts';
import { ContextClaims, secretNameOf } from './context-claims.ts';
import { type ContextView, contextStatus } from './context-status.ts';
import type { CredentialsVault } from './credentials-vault.ts';
import { driftOfRow } from './drift-condition.ts';
import { isSuspended } from './is-suspended.ts';
import { OpenRequests } from './open-requests.ts';

interface ContextReconcilerOptions {
  readonly store: ResourceStore;
  readonly cache: Cache;
  readonly engine: Engine;
  readonly vault: CredentialsVault;
  readonly now: () => number;
  /** Has a resource looked at again. */
  readonly requeue: (name: string) => void;
  /** What is wrong with the resource as it is written now, while the store holds its last good state. */
  readonly invalidityOf: (name: string) => string | undefined;
  /** It stalls because of how it is written, as its new conditions tell. */
  readonly onProblem: OnProblem;
}

/** Level-triggered: makes an OXContext a desired object of the cache, and what became of it the resource's status. */
export class ContextReconciler {
  private readonly options: ContextReconcilerOptions;
  private readonly requests = new OpenRequests();
  private readonly claims = new ContextClaims();
  /** Uids of resources whose contexts are being deleted in OX. */
  private readonly ending = new Set<string>();

  constructor(options: ContextReconcilerOptions) {
    this.options = options;
  }

  async reconcile(name: string): Promise<void> {
    this.letGo();
    const resource = this.options.store.get({ kind: 'OXContext', name });
    if (resource === undefined) return;
    if (resource.metadata.deletionTimestamp !== undefined) {
      await this.remove(resource);
      return;
    }
    const parsed = parseSpec('OXContext', resource.spec);
    const problem = this.options.invalidityOf(name) ?? (parsed.ok ? undefined : parsed.problems.join('; '));
    if (!parsed.ok || problem !== undefined) {
      await this.report(resource, { problem: { reason: 'InvalidSpec', message: problem ?? '' } });
      return;
    }
    const rival = this.claims.olderRival(name, parsed.spec.contextId);
    if (rival !== undefined) {
      const message = `the contextId ${parsed.spec.contextId} belongs to the older OXContext "${rival}"`;
      await this.report(resource, { problem: { reason: 'ContextIdConflict', message } });
      return;
    }
    this.options.engine.suspendResource(resource.metadata.uid, parsed.spec.suspend);
    if (!parsed.spec.suspend) await this.desire(resource, parsed.spec);
    await this.report(resource, { isSuspended: parsed.spec.suspend });
  }

  /** A resource changed or went: what it claims is known to all others from now on. */
  note(name: string): void {
    this.claims.note(name, this.options.store.get({ kind: 'OXContext', name }));
  }

  /** The resource that is in force under an id of OX. */
  async reconcileId(contextId: number): Promise<void> {
    const row = this.options.cache.objects.context(contextId);
    const name = row === undefined ? undefined : this.nameOf(row.sourceId);
    if (name !== undefined) await this.reconcile(name);
  }

  /** The resource with this uid, while it is there. */
  nameOf(uid: string): string | undefined {
    return this.claims.nameOf(uid);
  }

  /** Resources whose admin's credentials are in this Secret. */
  namesWithSecret(secretName: string): readonly string[] {
    return this.claims.namesWithSecret(secretName);
  }

  /** What is suspended begins nothing, and Secrets of contexts that exist already are taken for right, so that a restart costs OX no call. */
  async recall(): Promise<void> {
    const { store, cache, vault, engine } = this.options;
    for (const resource of store.list('OXContext')) {
      this.claims.note(resource.metadata.name, resource);
      engine.suspendResource(resource.metadata.uid, isSuspended(resource));
    }
    this.forgetUnclaimed();
    await Promise.all(
      store.list('OXContext').map(async (resource) => {
        const row = cache.objects.find('Context', '', resource.metadata.uid);
        const secretName = row?.applied?.fields.secretName;
        const credentials = typeof secretName === 'string' ? await vault.read(secretName) : undefined;
        if (row !== undefined && credentials !== undefined) vault.publish(row.contextId, credentials);
      }),
    );
  }

  /** Whatever the Secrets of contexts hold is taken for right. */
  async trustSecrets(): Promise<void> {
    const { store, vault } = this.options;
    for (const { metadata, spec } of store.list('OXContext')) {
      const parsed = parseSpec('OXContext', spec);
      const credentials = parsed.ok ? await vault.read(secretNameOf(metadata.name, parsed.spec.adminSecretRef)) : undefined;
      if (parsed.ok && credentials !== undefined) vault.publish(parsed.spec.contextId, credentials);
    }
  }

  /** A Secret changed: contexts whose admin it holds are verified anew, unless it holds what is known already. */
  async secretChanged(secretName: string): Promise<void> {
    const { store, cache, engine, vault } = this.options;
    for (const name of this.claims.namesWithSecret(secretName)) {
      const uid = store.get({ kind: 'OXContext', name })?.metadata.uid ?? '';
      const row = cache.objects.find('Context', '', uid);
      if (row === undefined || (row.desired ?? row.applied)?.fields.secretName !== secretName || isBeingMade(row)) continue;
      if (await vault.isKnown(row.contextId, secretName)) continue;
      cache.objects.touch(row.id, true);
      engine.poke();
    }
  }

  private async desire(resource: Resource, spec: ContextSpec): Promise<void> {
    const { store, cache, engine } = this.options;
    await store.addFinalizer({ kind: 'OXContext', name: resource.metadata.name });
    const { id, changed } = cache.objects.put(toDesired(resource, spec), PRIORITY.fresh);
    const isAsked = this.requests.begin(resource);
    if (isAsked) cache.objects.touch(id, true);
    if (changed || isAsked) engine.poke();
  }

  private async remove(resource: Resource): Promise<void> {
    const { store, cache, vault, engine } = this.options;
    engine.suspendResource(resource.metadata.uid, false);
    const ref = { kind: 'OXContext', name: resource.metadata.name } as const;
    const deletes = deletesInOx(resource);
    const row = cache.objects.find('Context', '', resource.metadata.uid) ?? (deletes ? await this.remember(resource) : undefined);
    if (row === undefined) {
      await store.removeFinalizer(ref);
      return;
    }
    if (!deletes) {
      cache.objects.forget(row.id);
      vault.forget(row.contextId);
      await store.removeFinalizer(ref);
      return;
    }
    this.retire(resource, row);
    await this.report(resource, {});
  }

  private retire({ metadata: { uid } }: Resource, row: CachedObject): void {
    const { cache, engine } = this.options;
    this.ending.add(uid);
    const isNews = cache.objects.retire('Context', '', uid);
    const isFree = row.state === 'waiting' && row.reason === 'DeletionBlocked' && cache.objects.populationOf(row.contextId) === 0;
    // What left without an outcome of the engine (orphaned by its resource) wakes nobody.
    if (!isNews && isFree) cache.objects.touch(row.id, false);
    if (isNews || isFree) engine.poke();
  }

  /** What is to be deleted was lost with the cache: it is looked for in OX as the resource describes it. */
  private async remember(resource: Resource): Promise<CachedObject | undefined> {
    const { cache, vault } = this.options;
    const { name, uid, finalizers } = resource.metadata;
    const parsed = parseSpec('OXContext', resource.spec);
    if (!parsed.ok || this.ending.has(uid) || !finalizers.includes(FINALIZER)) return undefined;
    if (this.claims.olderRival(name, parsed.spec.contextId) !== undefined) return undefined;
    const desired = toDesired(resource, parsed.spec);
    const { contextId, name: contextName, fields } = desired;
    const admin = await vault.read(secretNameOf(name, parsed.spec.adminSecretRef));
    if (admin !== undefined) vault.publish(contextId, admin);
    const { id } = cache.objects.put(desired, PRIORITY.fresh);
    cache.objects.noteFound(id, { oxId: contextId, contextId, name: contextName, fields });
    return cache.objects.load(id);
  }

  /** What a resource that went left behind; its contextId may be another's now. */
  private letGo(): void {
    for (const { uid, contextId } of this.claims.takeLost()) {
      this.ending.delete(uid);
      this.forget(uid);
      for (const name of this.claims.namesWithId(contextId)) this.options.requeue(name);
    }
  }

  private forgetUnclaimed(): void {
    for (const uid of this.options.cache.objects.sourceIds('Context', '')) if (this.nameOf(uid) === undefined) this.forget(uid);
  }

  /** A resource that went without our leave, for somebody took our finalizer off, stays in OX and is ours no more. */
  private forget(uid: string): void {
    const { cache, vault } = this.options;
    this.options.engine.suspendResource(uid, false);
    const row = cache.objects.find('Context', '', uid);
    if (row === undefined) return;
    cache.objects.forget(row.id);
    vault.forget(row.contextId);
  }

  private async report(resource: Resource, seen: Pick<ContextView, 'problem' | 'isSuspended'>): Promise<void> {
    const { store, cache, engine, now, onProblem } = this.options;
    const row: CachedObject | undefined = cache.objects.find('Context', '', resource.metadata.uid);
    const population = row === undefined ? [] : cache.summary.population(row.contextId);
    const status = contextStatus({ ...seen, resource, row, population, drift: driftOfRow(row, cache), outage: engine.outage, now: now() });
    if (seen.problem !== undefined) onProblem(resource, status);
    await store.applyStatus({ kind: 'OXContext', name: resource.metadata.name }, status);
  }
}

/** We write its Secret ourselves just now. */
function isBeingMade(row: CachedObject): boolean {
  return row.state === 'pending' && row.applied === undefined;
}

function deletesInOx(resource: Resource): boolean {
  const parsed = parseSpec('OXContext', resource.spec);
  return parsed.ok && parsed.spec.deletionPolicy === 'Delete' && parsed.spec.managementPolicy === 'Manage';
}

function toDesired(resource: Resource, spec: ContextSpec): DesiredObject {
  const { name, uid } = resource.metadata;
  const fields: ContextFields & Record<string, FieldValue> = {
    loginMappings: spec.loginMappings,
    managementPolicy: spec.managementPolicy,
    secretName: secretNameOf(name, spec.adminSecretRef),
    isGenerated: spec.adminSecretRef === undefined,
    ...(spec.quotaMB === undefined ? {} : { quotaMB: spec.quotaMB }),
  };
  const contextName = spec.contextName ?? `context${spec.contextId}`;
  return { kind: 'Context', owner: '', sourceId: uid, contextId: spec.contextId, name: contextName, fields };
}
