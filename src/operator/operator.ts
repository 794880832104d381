import type { Cache } from '../cache/index.ts';
import {
  DriftChecks,
  type DriftPolicy,
  type Engine,
  type Outage,
  type OutcomeReport,
  type OwnerPolicy,
  type QuarantineChange,
  type Step,
} from '../engine/index.ts';
import type { ResourceRef, ResourceStore } from '../kube/index.ts';
import { type Clock, messageOf, type Random, sleep } from '../model/index.ts';
import type { OxGateway } from '../ox/index.ts';
import { type OxPlan, type PlanFilter, Rehearsal, type RehearsalOptions, type Speed } from '../planning/index.ts';
import { AccessProfileBook } from './access-profile-book.ts';
import { CredentialsVault } from './credentials-vault.ts';
import type { SourceFactory } from './directory-reconciler.ts';
import { dryStore } from './dry-store.ts';
import { EntryFinder } from './entry-finder.ts';
import { quarantineEvent } from './event-of.ts';
import { Explainer } from './explainer.ts';
import { followingStore } from './following-store.ts';
import { heldMessage, heldSetsOf } from './held-deletions.ts';
import { Herald } from './herald.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { makeControllers, makeEngine } from './make-engine.ts';
import type { OperatorLog } from './operator-log.ts';
import { Reconcilers } from './reconcilers.ts';
import { StatusTicker } from './status-ticker.ts';

/** Everything the operator touches comes through here, so that it runs alike on real parts and in a simulated world. */
export interface OperatorOptions {
  readonly store: ResourceStore;
  readonly cache: Cache;
  readonly gateway: OxGateway;
  readonly makeSource: SourceFactory;
  /** For looks at single entries, which are no polls; absent: as for polls. */
  readonly lookSource?: SourceFactory | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: OperatorLog;
  readonly maxConcurrency: number;
  readonly maxConcurrencyPerContext: number;
  readonly directoryDefaults?: Readonly<Record<string, unknown>> | undefined;
  readonly adminDomain?: string | undefined;
  readonly timezone?: string | undefined;
  /** What becomes of contexts, resources and accounts of custom resources that somebody changed in OX; looked for once a day when left out. */
  readonly drift?: DriftPolicy | undefined;
  readonly onOutcome?: ((report: OutcomeReport) => void) | undefined;
  readonly onOutage?: ((outage: Outage | undefined) => void) | undefined;
  readonly onStep?: ((step: Step) => void) | undefined;
  /** In the place of what the OXDirectories say: for a rehearsal. */
  readonly policyOf?: ((owner: string) => OwnerPolicy) | undefined;
  /** Called when all resources were read, before anything is done about them; a rejection is that of `start`. */
  readonly whenRead?: (() => Promise<void>) | undefined;
}

/** How a plan is made. */
export interface PlanRequest {
  /** Where the copy of the cache goes that the plan is made on; `:memory:` for a cache that is in memory. */
  readonly copyPath: string;
  readonly speed: Speed;
  /** Whose changes are asked for; absent: everybody's. */
  readonly filter?: PlanFilter | undefined;
  /** Lets time pass in which OX and directories answer. */
  readonly pause: () => Promise<void>;
}

const DRIFT: DriftPolicy = { policy: 'Report', intervalMs: 86_400_000 };

/** As long as the end of the operator waits for statuses to be written. */
const LAST_STATUS_MS = 5_000;

/** The whole operator: resources in, directories polled, OX kept in step, status out. */
export class Operator {
  readonly engine: Engine;
  private readonly options: OperatorOptions;
  private readonly vault: CredentialsVault;
  private readonly book = new AccessProfileBook();
  private readonly reconcilers: Reconcilers;
  private readonly queue: KeyedQueue;
  private readonly ticker: StatusTicker;
  private readonly herald: Herald;
  private readonly drift: DriftChecks;
  /** What is wrong with resources as they are written now, by `kind/name`. */
  private readonly invalidity = new Map<string, string>();
  private isLeading = false;

  constructor(options: OperatorOptions) {
    this.options = options;
    const { cache, clock, random, makeSource } = options;
    const store = followingStore(options.store, () => this.isLeading);
    this.vault = new CredentialsVault(store, random, (secretName) => this.credentialsGenerated(secretName));
    this.engine = this.makeEngine();
    this.reconcilers = new Reconcilers({
      store,
      cache,
      clock,
      random,
      makeSource,
      engine: this.engine,
      vault: this.vault,
      book: this.book,
      directoryDefaults: options.directoryDefaults ?? {},
      requeue: (key, delayMs = 0) => (delayMs > 0 ? this.queue.addAfter(key, delayMs) : this.queue.add(key)),
      isLeading: () => this.isLeading,
      retell: (key) => this.ticker.mark(key),
      checkDrift: (owner) => this.drift.hasten(owner),
      onDriftPolicy: () => this.drift.reconsider(),
      invalidityOf: (key) => this.invalidity.get(key),
      onProblem: (resource, status) => {
        if (this.isLeading) this.herald.stalled(resource, status);
      },
      onNote: (directory, note) => options.log.warn({ directory }, note),
      onFault: (directory, fault) => {
        if (this.isLeading) this.herald.source(directory, fault);
      },
      onHeld: (directory, held) => {
        if (held !== undefined) options.log.warn({ directory }, heldMessage(held));
        if (this.isLeading) this.herald.held(directory, held);
      },
    });
    this.herald = new Herald({
      store,
      log: options.log,
      policyOf: (owner) => this.reconcilers.directories.policyOf(owner),
      resourceOf: (object) => this.reconcilers.resourceOf(object),
    });
    this.drift = this.makeDriftChecks();
    this.queue = new KeyedQueue({
      clock,
      random,
      handle: (key) => this.reconcilers.reconcile(key),
      onError: (key, error) => {
        this.engine.cacheFailed(error);
        options.log.error({ resource: key }, messageOf(error));
      },
    });
    this.ticker = new StatusTicker({
      clock,
      isBusy: () => this.engine.inFlight > 0,
      flush: (keys) => this.enqueue(keys),
    });
  }

  /** Resolves when resources were read once and work has begun. */
  async start(): Promise<void> {
    await this.prepare();
    this.begin();
  }

  /**
   * Follows resources and directories into the cache, and writes nothing anywhere: not to OX, no status, no finalizer. Resolves when the
   * resources were read once. `isFollowing`: another process may lead meanwhile.
   */
  async prepare(isFollowing = false): Promise<void> {
    this.options.cache.objects.isFollowing = isFollowing;
    await this.options.store.start({
      resourceChanged: (ref) => {
        this.invalidity.delete(`${ref.kind}/${ref.name}`);
        this.enqueue(this.reconcilers.concernedByResource(ref));
      },
      referenceChanged: (kind, name) => this.enqueue(this.reconcilers.concernedByReference(kind, name)),
      syncErrorChanged: (name) => this.enqueue(this.reconcilers.concernedBySyncError(name)),
      resourceInvalid: (ref, message) => this.invalid(ref, message),
    });
    await this.options.whenRead?.();
    await this.reconcilers.recall();
    this.reconcilers.requeueAll();
  }

  /** Goes on from what was prepared, and does what is to be done. `isDoubtful`: somebody else led since this cache was filled. */
  begin(isDoubtful = false): void {
    this.isLeading = true;
    this.options.cache.objects.isFollowing = false;
    if (isDoubtful) this.reconcilers.directories.readFirst();
    this.reconcilers.requeueAll();
    this.engine.start();
    this.drift.start();
  }

  /** What would be written to OX now, and what not and why. Nothing is written for it. One at a time. */
  async plan(request: PlanRequest): Promise<OxPlan> {
    const { options, book } = this;
    const { store, clock, gateway } = options;
    const cache = await options.cache.copy(request.copyPath, clock);
    try {
      const rehearsal = new Rehearsal({ ...request, ...this.said, cache, gateway, now: clock.now() });
      const vault = this.vault.copy(dryStore(store));
      const parts = { ...options, cache, vault, book, gateway: rehearsal.gateway, clock: rehearsal.clock };
      const engine = makeEngine({ ...parts, ...rehearsal.hooks, onOutage: () => undefined });
      engine.holdLike(this.engine);
      return await rehearsal.run(engine);
    } finally {
      cache.discard();
    }
  }

  /** Tells of single objects; reads directories and OX for it. */
  get explainer(): Explainer {
    const { options, vault, book, reconcilers } = this;
    return new Explainer({
      cache: options.cache,
      controllers: makeControllers({ ...options, vault, book }),
      finder: new EntryFinder(options.lookSource ?? options.makeSource),
      directories: () => reconcilers.directories.known(),
      healthOf: (directory) => reconcilers.directories.healthOf(directory),
      resourceOf: (object) => {
        const resource = reconcilers.resourceOf(object);
        return resource && `${resource.kind}/${resource.name}`;
      },
      hasCredentials: (contextId) => vault.credentialsOf(contextId) !== undefined,
      rightsOf: (profile) => book.rightsOf(profile),
      policyOf: (owner) => reconcilers.directories.policyOf(owner),
      now: () => options.clock.now(),
    });
  }

  /** What resources say about a plan: how far the operator may go, where values come from, what could not be read. */
  get said(): Omit<RehearsalOptions, 'cache' | 'gateway' | 'now' | 'speed' | 'filter' | 'pause'> {
    const { reconcilers } = this;
    const directories = (): string[] => this.options.store.list('OXDirectory').map(({ metadata }) => metadata.name);
    return {
      policyOf: (owner) => reconcilers.directories.policyOf(owner),
      originOf: (deed, field) => reconcilers.originOf(deed, field),
      directories,
      heldIn: (cache) => heldSetsOf(cache, directories()),
      judgeObserved: (cache) => reconcilers.directories.judgeObserved(cache),
      problems: () => reconcilers.directories.unread(),
    };
  }

  /** Whether every directory was read, or failed to be, and nothing that was read is still to be taken over. */
  get hasRead(): boolean {
    return this.queue.isIdle && this.reconcilers.directories.hasRead;
  }

  /** The Secrets of contexts are taken for right, for somebody who only looks. */
  async trustSecrets(): Promise<void> {
    await this.reconcilers.contexts.trustSecrets();
  }

  /** Directories are not read any more; the rest goes on. */
  async stopReading(): Promise<void> {
    await this.reconcilers.directories.stop();
  }

  /** Nothing new begins; what is under way is finished, recorded and told. */
  async stop(): Promise<void> {
    await this.stopReading();
    await this.drift.stop();
    await this.engine.stop();
    this.ticker.stop();
    // An API server that is away would hold the last status for ever.
    await Promise.race([this.queue.stop(), sleep(this.options.clock, LAST_STATUS_MS)]);
    await this.options.store.stop();
  }

  private makeEngine(): Engine {
    const { options, vault, book } = this;
    return makeEngine({
      ...options,
      vault,
      book,
      policyOf: options.policyOf ?? ((owner) => this.reconcilers.directories.policyOf(owner)),
      onOutcome: (report) => this.outcome(report),
      onDeed: (entry) => this.options.log.deed?.(entry),
      onOutage: (outage) => this.outageChanged(outage),
      onQuarantine: (directory, change) => this.quarantineChanged(directory, change),
      onSurveyFailed: (contextId, error) =>
        options.log.warn({ context: contextId }, `context ${contextId} could not be looked at as a whole: ${messageOf(error)}`),
    });
  }

  private makeDriftChecks(): DriftChecks {
    const { engine, reconcilers, herald } = this;
    const { cache, clock, store, log, drift = DRIFT, maxConcurrency } = this.options;
    const isBusy = (): boolean => engine.inFlight * 2 >= maxConcurrency;
    return new DriftChecks({
      ...{ cache, clock, controllers: engine.controllers },
      owners: () => ['', ...store.list('OXDirectory').map(({ metadata }) => metadata.name)],
      driftOf: (owner) => (owner === '' ? drift : reconcilers.directories.driftOf(owner)),
      isEnforced: (owner, { kind }) => reconcilers.directories.policyOf(owner).modeOf(kind) === 'Enforce',
      load: () => (engine.outage?.scope === 'everything' ? 'out' : isBusy() ? 'busy' : 'free'),
      canLookAt: (contextId) => engine.canLookAt(contextId),
      onWork: () => engine.poke(),
      onFound: (found, policy) => herald.drifted(found, policy),
      onChecked: (report) => {
        herald.driftChecked(report);
        for (const key of reconcilers.concernedByDrift(report.owner)) this.ticker.mark(key);
      },
      onError: (owner, message) =>
        log.warn(owner === '' ? {} : { directory: owner }, `OX could not be compared with what was written: ${message}`),
    });
  }

  private enqueue(keys: readonly string[]): void {
    for (const key of keys) this.queue.add(key);
  }

  /** The store goes on holding the last good state; the resource says so. */
  private invalid(ref: ResourceRef | undefined, message: string): void {
    this.options.log.warn(ref === undefined ? {} : { resource: `${ref.kind}/${ref.name}` }, message);
    if (ref === undefined) return;
    this.invalidity.set(`${ref.kind}/${ref.name}`, message);
    this.queue.add(`${ref.kind}/${ref.name}`);
  }

  private outcome(report: OutcomeReport): void {
    this.options.log.outcome(report);
    this.options.onOutcome?.(report);
    this.herald.outcome(report);
    for (const key of this.reconcilers.concernedByObject(report.object)) this.ticker.mark(key);
  }

  private credentialsGenerated(secretName: string): void {
    for (const context of this.reconcilers.contexts.namesWithSecret(secretName)) this.herald.credentials(context, secretName);
  }

  private quarantineChanged(directory: string, change: QuarantineChange): void {
    const event = quarantineEvent(change);
    this.options.log.warn({ directory, reason: event.reason }, event.message);
    this.herald.directory(directory, event);
    this.ticker.mark(`OXDirectory/${directory}`);
  }

  private outageChanged(outage: Outage | undefined): void {
    this.options.log.outage(outage);
    this.options.onOutage?.(outage);
    this.herald.outage(outage);
    this.reconcilers.outageChanged(outage !== undefined);
  }
}
