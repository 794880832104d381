import { isDeepStrictEqual } from 'node:util';
import type { Cache } from '../cache/index.ts';
import { type DirectorySpec, parseDuration, parseSpec } from '../crds/index.ts';
import { DirectoryFeed, type DirectorySource, type FeedResult } from '../directory/index.ts';
import { type DriftPolicy, ENFORCE, type Engine, type OwnerPolicy, UNKNOWN_OWNER, wakeKey } from '../engine/index.ts';
import type { Resource, ResourceStore } from '../kube/index.ts';
import { type CompiledMapping, compileMapping } from '../mapping/index.ts';
import { type Clock, type Fault, messageOf, OperatorError, type Random } from '../model/index.ts';
import type { OnProblem } from './common-status.ts';
import { countedOf } from './counted-of.ts';
import { DirectoryDeletions } from './directory-deletions.ts';
import { DirectoryRunner } from './directory-runner.ts';
import { type DirectoryView, directoryStatus, objectsTold, type SourceHealth } from './directory-status.ts';
import { driftView } from './drift-condition.ts';
import type { HeldDeletions } from './held-deletions.ts';
import { isSuspended } from './is-suspended.ts';
import type { KnownDirectory } from './known-directory.ts';
import { mappingKey } from './mapping-key.ts';
import { endPolicy, ownerPolicy } from './owner-policies.ts';
import { isHandled } from './reconcile-request.ts';
import { WholeReads } from './whole-reads.ts';

/** Makes the source that the spec of the OXDirectory `name` describes. Rejects with an OperatorError when a Secret or ConfigMap is missing. */
export type SourceFactory = (spec: DirectorySpec, mapping: CompiledMapping, name: string) => Promise<DirectorySource>;

interface DirectoryReconcilerOptions {
  readonly store: ResourceStore;
  readonly cache: Cache;
  readonly engine: Engine;
  readonly clock: Clock;
  readonly random: Random;
  readonly makeSource: SourceFactory;
  /** Fields that the environment sets where the resource does not. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** What is wrong with the resource as it is written now, while the store holds its last good state. */
  readonly invalidityOf: (name: string) => string | undefined;
  /** It stalls because of how it is written, as its new conditions tell. */
  readonly onProblem: OnProblem;
  /** What the directory feeds is compared with OX now. */
  readonly checkDrift: (name: string) => void;
  /** What is to become of drift, or how often it is looked for, is not as it was. */
  readonly onDriftPolicy: () => void;
  readonly onNews: (name: string) => void;
  readonly onNote: (name: string, note: string) => void;
  /** A directory cannot be read, or (without a fault) can be read again. */
  readonly onFault: (name: string, fault: Fault | undefined) => void;
  readonly isLeading: () => boolean;
  /** Deletions are held that were not held before, or (without `held`) what was held was approved. */
  readonly onHeld: (name: string, held: HeldDeletions | undefined) => void;
}

interface Running {
  readonly runner: DirectoryRunner;
  /** The spec and generation of references it was made from. */
  readonly key: string;
  readonly spec: DirectorySpec;
  readonly mapping: CompiledMapping;
}

/** As many errors as a status tells. */
const TROUBLES = 10;

/** Level-triggered: runs a poller for every OXDirectory as its spec says, and keeps its status. */
export class DirectoryReconciler {
  private readonly options: DirectoryReconcilerOptions;
  private readonly running = new Map<string, Running>();
  private readonly policies = new Map<string, OwnerPolicy>();
  private readonly drifts = new Map<string, DriftPolicy>();
  private readonly problems = new Map<string, Fault>();
  /** Directories that are being deleted with what they feed. */
  private readonly ending = new Set<string>();
  private readonly wholeReads = new WholeReads();
  private readonly deletions: DirectoryDeletions;
  /** Secrets and ConfigMaps that each directory names. */
  private readonly references = new Map<string, ReadonlySet<string>>();
  /** Counts changes of Secrets and ConfigMaps, so that a poller is made anew with what they hold now. */
  private referenceGeneration = 0;

  constructor(options: DirectoryReconcilerOptions) {
    this.options = options;
    this.deletions = new DirectoryDeletions(options);
  }

  /** `undefined` while nothing is done for the directory. */
  driftOf(owner: string): DriftPolicy | undefined {
    return this.drifts.get(owner);
  }

  policyOf(owner: string): OwnerPolicy {
    return this.policies.get(owner) ?? (owner === '' ? ENFORCE : UNKNOWN_OWNER);
  }

  /** Before any work: nothing is begun for what is suspended, and what was deleted lately counts although the cache may be a new one. */
  recall(): void {
    const { store, engine } = this.options;
    for (const resource of store.list('OXDirectory')) {
      engine.suspend(resource.metadata.name, isSuspended(resource));
      this.deletions.recall(resource);
    }
  }

  async reconcile(name: string): Promise<void> {
    const resource = this.options.store.get({ kind: 'OXDirectory', name });
    if (resource === undefined) {
      await this.stopRunner(name);
      return;
    }
    if (resource.metadata.deletionTimestamp !== undefined) {
      await this.remove(resource);
      return;
    }
    const parsed = parseSpec('OXDirectory', resource.spec, { defaults: this.options.defaults });
    if (!parsed.ok) {
      await this.report(resource, { problem: { reason: 'InvalidSpec', message: parsed.problems.join('; ') } });
      return;
    }
    await this.apply(resource, parsed.spec);
    const invalid = this.options.invalidityOf(name);
    const problem: Fault | undefined = invalid === undefined ? this.problems.get(name) : { reason: 'InvalidSpec', message: invalid };
    await this.report(resource, { problem, isSuspended: parsed.spec.suspend });
  }

  /** A Secret or ConfigMap changed: answers the directories that refer to it, whose pollers are made anew. */
  referenceChanged(kind: 'Secret' | 'ConfigMap', name: string): string[] {
    const concerned = [...this.references].filter(([, references]) => references.has(`${kind}/${name}`)).map(([directory]) => directory);
    if (concerned.length > 0) this.referenceGeneration += 1;
    return concerned;
  }

  /** Reads a directory as a whole, as soon as it is read at all; `whenRead` is called when that has succeeded. */
  readWhole(name: string, whenRead: () => void): void {
    this.wholeReads.ask(name, whenRead);
    this.running.get(name)?.runner.pollNow();
  }

  /** Who led before may have written what is not known here yet: an older state must not be written over it. */
  readFirst(): void {
    for (const { metadata } of this.options.store.list('OXDirectory')) this.options.engine.waitForRead(metadata.name);
    for (const { runner } of this.running.values()) runner.pollNow();
  }

  /** Every directory that is read, as it is in force. */
  known(): KnownDirectory[] {
    return [...this.running].map(([name, { spec, mapping }]) => ({ name, spec, mapping }));
  }

  healthOf(name: string): SourceHealth {
    return this.running.get(name)?.runner.health ?? {};
  }

  /** How the entries of a directory that is read become objects. */
  mappingOf(name: string): CompiledMapping | undefined {
    return this.running.get(name)?.mapping;
  }

  /** Whether every directory that is read was read once, or failed to be. */
  get hasRead(): boolean {
    return [...this.running.values()].every(({ runner: { phase } }) => phase !== 'connecting');
  }

  /** For a plan: what left while a mode kept it, judged in a copy of the cache. */
  async judgeObserved(cache: Cache): Promise<void> {
    for (const [name, { spec }] of this.running) await this.deletions.judgeObserved(name, spec, cache);
  }

  /** Directories that cannot be read now, and why. */
  unread(): (Fault & { readonly directory: string })[] {
    const failing = [...this.running].flatMap(([directory, { runner }]) => told(directory, runner.health.error));
    return [...failing, ...[...this.problems].flatMap(([directory, problem]) => told(directory, problem))];
  }

  async stop(): Promise<void> {
    await Promise.all([...this.running.values()].map(({ runner }) => runner.stop()));
  }

  private async apply(resource: Resource, spec: DirectorySpec): Promise<void> {
    const { name } = resource.metadata;
    await this.options.store.addFinalizer({ kind: 'OXDirectory', name });
    this.policies.set(name, ownerPolicy(spec));
    this.references.set(name, referencesOf(spec));
    this.setDrift(name, spec);
    this.options.engine.suspend(name, spec.suspend);
    if (spec.suspend) {
      await this.stopRunner(name);
      return;
    }
    const key = `${this.referenceGeneration} ${JSON.stringify(spec)}`;
    const current = this.running.get(name);
    if (current?.key === key) {
      if (!isHandled(resource)) this.request(name, current.runner);
      else if (this.deletions.isApprovalNew(name)) current.runner.pollNow();
      return;
    }
    const before = this.healthOf(name);
    await this.stopRunner(name);
    this.options.cache.objects.wakePolicy(name);
    this.options.engine.retryFaulty(name);
    await this.startRunner(name, { spec, key, before });
  }

  private setDrift(name: string, spec: DirectorySpec): void {
    const before = this.drifts.get(name);
    const now = spec.suspend ? undefined : { policy: spec.driftPolicy, intervalMs: parseDuration(spec.driftInterval) };
    if (isDeepStrictEqual(before, now)) return;
    if (now === undefined) this.drifts.delete(name);
    else this.drifts.set(name, now);
    this.options.onDriftPolicy();
  }

  /** Made anew: the source is read at once, and what is parked is tried once more. */
  private request(name: string, runner: DirectoryRunner): void {
    this.options.engine.retryFaulty(name);
    this.options.checkDrift(name);
    runner.pollNow();
  }

  private async startRunner(name: string, { spec, key, before }: Pick<Running, 'spec' | 'key'> & { before: SourceHealth }): Promise<void> {
    const { cache, engine, clock, random } = this.options;
    try {
      const mapping = compileMapping(spec);
      const source = await this.options.makeSource(spec, mapping, name);
      const feed = new DirectoryFeed({
        cache,
        source,
        mapping,
        mappingKey: mappingKey(spec),
        owner: name,
        clock,
        deletions: this.deletions.rulesOf(name, spec),
        flattensGroups: spec.groups.nested === 'Flatten',
        onChange: () => engine.poke(),
        onNote: (note) => this.options.onNote(name, note),
      });
      const pollIntervalMs = parseDuration(spec.pollInterval);
      const runner = new DirectoryRunner({
        source,
        before,
        poll: () => this.wholeReads.carryOut(name, (isWhole) => this.poll(name, feed, isWhole)),
        pollIntervalMs,
        clock,
        random,
        onHealth: () => this.options.onNews(name),
        onFault: (fault) => this.options.onFault(name, fault),
      });
      this.problems.delete(name);
      this.running.set(name, { runner, key, spec, mapping });
      runner.start();
    } catch (error) {
      const reason = error instanceof OperatorError ? error.reason : 'InvalidSpec';
      this.problems.set(name, { reason, message: messageOf(error) });
    }
  }

  /** What cannot be taken over for want of the cache, cannot be written to OX either. */
  private async poll(name: string, feed: DirectoryFeed, isAsked: boolean): Promise<FeedResult> {
    try {
      const isWhole = isAsked || this.deletions.mustReadWhole(name);
      const isLeading = this.options.isLeading();
      const result = await feed.poll(isWhole);
      if (isLeading) this.options.engine.wasRead(name);
      this.deletions.polled(name, isWhole);
      return result;
    } catch (error) {
      this.options.engine.cacheFailed(error);
      throw error;
    }
  }

  private async stopRunner(name: string): Promise<void> {
    const current = this.running.get(name);
    if (current === undefined) return;
    this.running.delete(name);
    await current.runner.stop();
  }

  /** Its objects stay in OX unless the resource asked for their deletion; then it goes when they are gone. */
  private async remove(resource: Resource): Promise<void> {
    const { store, cache, engine } = this.options;
    const { name } = resource.metadata;
    await this.stopRunner(name);
    this.drifts.delete(name);
    const parsed = parseSpec('OXDirectory', resource.spec, { defaults: this.options.defaults });
    if (parsed.ok && parsed.spec.deletionPolicy === 'Delete') {
      const blocked = this.lostPast(resource);
      if (blocked !== undefined) {
        await this.report(resource, { blocked });
        return;
      }
      await this.retireAll(name, parsed.spec);
      if (cache.summary.counts(name).length > 0) {
        await this.report(resource, {});
        return;
      }
    }
    cache.objects.forgetAll(name);
    cache.directories.forget(name);
    this.deletions.forget(name);
    this.policies.delete(name);
    this.ending.delete(name);
    this.references.delete(name);
    this.problems.delete(name);
    this.wholeReads.forget(name);
    engine.suspend(name, false);
    engine.wasRead(name);
    engine.forgetQuarantine(name);
    await store.removeFinalizer({ kind: 'OXDirectory', name });
  }

  /** What came from it was known to a cache that is not this one: then nobody can tell what is to be deleted. */
  private lostPast({ metadata: { name }, status }: Resource): string | undefined {
    const { cache } = this.options;
    const told = objectsTold(status);
    const isKnown = this.ending.has(name) || cache.directories.cursor(name).cursor !== undefined;
    if (told === 0 || isKnown || cache.summary.counts(name).length > 0) return undefined;
    return pastIsLost(told);
  }

  /** What the deletion guard lets go. Whoever waits for a change of the directory is judged anew: there will be none. */
  private async retireAll(name: string, spec: DirectorySpec): Promise<void> {
    const { cache, engine } = this.options;
    this.policies.set(name, endPolicy(spec));
    if (!this.ending.has(name)) cache.objects.doubtUntried(name);
    if (await this.deletions.end(name, spec)) cache.objects.retireAll(name);
    if (!this.ending.has(name)) cache.objects.wake(wakeKey.source);
    this.ending.add(name);
    engine.suspend(name, false);
    engine.wasRead(name);
    engine.poke();
  }

  private async report(resource: Resource, seen: Pick<DirectoryView, 'problem' | 'isSuspended' | 'blocked'>): Promise<void> {
    const { store, cache, engine, clock, onProblem } = this.options;
    const { name } = resource.metadata;
    const counted = countedOf(cache, name);
    const isBusy = counted.counts.some(({ state }) => state === 'pending');
    const status = directoryStatus({
      ...seen,
      resource,
      health: this.running.get(name)?.runner.health ?? {},
      ...counted,
      adoption: isBusy ? undefined : cache.adoption.rows().filter(({ owner }) => owner === name),
      drift: driftView(name, cache),
      troubles: cache.summary.troubles(name, TROUBLES),
      held: this.deletions.held(name),
      letGo: this.deletions.letGo(name),
      outage: engine.outage,
      quarantine: engine.quarantineOf(name),
      now: clock.now(),
    });
    if (seen.problem !== undefined) onProblem(resource, status);
    await store.applyStatus({ kind: 'OXDirectory', name }, status);
  }
}

function pastIsLost(count: number): string {
  const lost = `which objects came from this directory is not known: the cache that knew it is lost. So nothing is deleted in OX, where there were ${count}`;
  const apply = 'apply it again, wait until it is Ready, and delete it then';
  return `${lost}. To let this resource go and leave them, set spec.deletionPolicy to Orphan. To have them deleted as well, ${apply}`;
}

function referencesOf({ ldap, ldif }: DirectorySpec): Set<string> {
  const secrets = [ldap?.bindSecretRef, ldap?.caSecretRef].flatMap((ref) => (ref === undefined ? [] : [`Secret/${ref.name}`]));
  const configMaps = [ldap?.caConfigMapRef, ldif?.configMapRef].flatMap((ref) => (ref === undefined ? [] : [`ConfigMap/${ref.name}`]));
  return new Set([...secrets, ...configMaps]);
}

function told(directory: string, fault: Fault | undefined): (Fault & { readonly directory: string })[] {
  return fault === undefined ? [] : [{ directory, ...fault }];
}
