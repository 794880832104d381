import type { Cache } from '../cache/index.ts';
import {
  ContextController,
  DeputyPermissionController,
  FunctionalAccountController,
  GroupController,
  ResourceController,
  UserController,
} from '../controllers/index.ts';
import { Engine, type Outage, type OutcomeReport } from '../engine/index.ts';
import type { ResourceRef, ResourceStore } from '../kube/index.ts';
import { SHIPPED_ACCESS_PROFILES } from '../mapping/index.ts';
import { type Clock, messageOf, type Random, sleep } from '../model/index.ts';
import { OxError, type OxGateway } from '../ox/index.ts';
import { ContextReconciler } from './context-reconciler.ts';
import { CredentialsVault } from './credentials-vault.ts';
import { DirectoryReconciler, type SourceFactory } from './directory-reconciler.ts';
import { eventOf } from './event-of.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { OperatorLog } from './operator-log.ts';
import { StatusTicker } from './status-ticker.ts';

/** Everything the operator touches comes through here, so that it runs alike on real parts and in a simulated world. */
export interface OperatorOptions {
  readonly store: ResourceStore;
  readonly cache: Cache;
  readonly gateway: OxGateway;
  readonly makeSource: SourceFactory;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: OperatorLog;
  readonly maxConcurrency: number;
  readonly maxConcurrencyPerContext: number;
  readonly directoryDefaults?: Readonly<Record<string, unknown>> | undefined;
  readonly adminDomain?: string | undefined;
  readonly timezone?: string | undefined;
  readonly onOutcome?: ((report: OutcomeReport) => void) | undefined;
  /** Called when all resources were read, before anything is done about them; a rejection is that of `start`. */
  readonly whenRead?: (() => Promise<void>) | undefined;
}

/** As long as the end of the operator waits for statuses to be written. */
const LAST_STATUS_MS = 5_000;

/** The whole operator: resources in, directories polled, OX kept in step, status out. */
export class Operator {
  readonly engine: Engine;
  private readonly options: OperatorOptions;
  private readonly vault: CredentialsVault;
  private readonly contexts: ContextReconciler;
  private readonly directories: DirectoryReconciler;
  private readonly queue: KeyedQueue;
  private readonly ticker: StatusTicker;
  /** What is wrong with resources as they are written now, by `kind/name`. */
  private readonly invalidity = new Map<string, string>();

  constructor(options: OperatorOptions) {
    this.options = options;
    const { store, cache, clock, random } = options;
    this.vault = new CredentialsVault(store, random);
    this.engine = this.makeEngine();
    this.contexts = new ContextReconciler({
      store,
      cache,
      engine: this.engine,
      vault: this.vault,
      now: () => clock.now(),
      requeue: (name) => this.queue.add(`OXContext/${name}`),
      invalidityOf: (name) => this.invalidity.get(`OXContext/${name}`),
    });
    this.directories = new DirectoryReconciler({
      store,
      cache,
      clock,
      random,
      engine: this.engine,
      makeSource: options.makeSource,
      defaults: options.directoryDefaults ?? {},
      invalidityOf: (name) => this.invalidity.get(`OXDirectory/${name}`),
      onNews: (name) => this.queue.add(`OXDirectory/${name}`),
      onNote: (name, note) => options.log.warn({ directory: name }, note),
    });
    this.queue = new KeyedQueue({
      clock,
      random,
      handle: (key) => this.reconcile(key),
      onError: (key, error) => options.log.error({ resource: key }, messageOf(error)),
    });
    this.ticker = new StatusTicker({
      clock,
      isBusy: () => this.engine.inFlight > 0,
      flush: (keys) => {
        for (const key of keys) this.queue.add(key);
      },
    });
  }

  /** Resolves when resources were read once and work has begun. */
  async start(): Promise<void> {
    await this.options.store.start({
      resourceChanged: ({ kind, name }) => {
        this.invalidity.delete(`${kind}/${name}`);
        this.queue.add(`${kind}/${name}`);
      },
      referenceChanged: (kind, name) => this.referenceChanged(kind, name),
      resourceInvalid: (ref, message) => this.invalid(ref, message),
    });
    await this.options.whenRead?.();
    await this.contexts.recall();
    for (const kind of ['OXContext', 'OXDirectory'] as const) {
      for (const { metadata } of this.options.store.list(kind)) this.queue.add(`${kind}/${metadata.name}`);
    }
    this.engine.start();
  }

  /** Nothing new begins; what is under way is finished, recorded and told. */
  async stop(): Promise<void> {
    await this.directories.stop();
    await this.engine.stop();
    this.ticker.stop();
    // An API server that is away would hold the last status for ever.
    await Promise.race([this.queue.stop(), sleep(this.options.clock, LAST_STATUS_MS)]);
    await this.options.store.stop();
  }

  private makeEngine(): Engine {
    const { cache, gateway, clock, random } = this.options;
    const credentials = this.vault;
    const rightsOf = (profile: string): readonly string[] | undefined => (profile === '' ? [] : SHIPPED_ACCESS_PROFILES.get(profile));
    return new Engine({
      cache,
      clock,
      random,
      controllers: [
        new ContextController({
          gateway,
          secrets: credentials,
          adminDomain: this.options.adminDomain ?? 'localhost.localdomain',
          timezone: this.options.timezone,
        }),
        new UserController({ gateway, credentials, random, rightsOf }),
        new GroupController({ gateway, credentials }),
        new ResourceController({ gateway, credentials }),
        new FunctionalAccountController({ gateway, credentials }),
        new DeputyPermissionController({ gateway, credentials }),
      ],
      dependencies: {
        hasCredentials: (contextId) => credentials.credentialsOf(contextId) !== undefined,
        hasAccessProfile: (name) => rightsOf(name) !== undefined,
      },
      maxConcurrency: this.options.maxConcurrency,
      maxConcurrencyPerContext: this.options.maxConcurrencyPerContext,
      policyOf: (owner) => this.directories.policyOf(owner),
      probe: async () => {
        await gateway.contexts.exists(1);
      },
      explainOutage,
      onOutcome: (report) => this.outcome(report),
      onOutage: (outage) => this.outageChanged(outage),
    });
  }

  private async reconcile(key: string): Promise<void> {
    const [kind, name = ''] = key.split('/');
    if (kind === 'OXContext') await this.contexts.reconcile(name);
    else if (kind === 'secret') await this.contexts.secretChanged(name);
    else if (kind === 'contextUid') await this.contexts.reconcileUid(name);
    else if (kind === 'contextId') await this.contexts.reconcileId(Number(name));
    else await this.directories.reconcile(name);
  }

  private referenceChanged(kind: 'Secret' | 'ConfigMap', name: string): void {
    if (kind === 'Secret') this.queue.add(`secret/${name}`);
    for (const directory of this.directories.referenceChanged(kind, name)) this.queue.add(`OXDirectory/${directory}`);
  }

  /** The store goes on holding the last good state; the resource says so. */
  private invalid(ref: ResourceRef | undefined, message: string): void {
    this.options.log.warn(ref === undefined ? {} : { resource: `${ref.kind}/${ref.name}` }, message);
    if (ref === undefined) return;
    this.invalidity.set(`${ref.kind}/${ref.name}`, message);
    this.queue.add(`${ref.kind}/${ref.name}`);
  }

  private outcome(report: OutcomeReport): void {
    const { object } = report;
    this.options.log.outcome(report);
    this.options.onOutcome?.(report);
    this.tell(report);
    if (object.owner !== '') this.ticker.mark(`OXDirectory/${object.owner}`);
    if (object.kind === 'Context') this.ticker.mark(`contextUid/${object.sourceId}`);
    else if (object.contextId !== 0) this.ticker.mark(`contextId/${object.contextId}`);
  }

  private tell(report: OutcomeReport): void {
    const event = eventOf(report);
    const name = event?.kind === 'OXContext' ? this.contexts.nameOf(report.object.sourceId) : report.object.owner;
    if (event === undefined || name === undefined) return;
    this.options.store.recordEvent({ kind: event.kind, name }, event).catch((error: unknown) => {
      this.options.log.warn({ resource: `${event.kind}/${name}` }, `the event ${event.reason} could not be recorded: ${messageOf(error)}`);
    });
  }

  private outageChanged(outage: Outage | undefined): void {
    this.options.log.outage(outage);
    for (const kind of ['OXContext', 'OXDirectory'] as const) {
      for (const { metadata } of this.options.store.list(kind)) this.queue.add(`${kind}/${metadata.name}`);
    }
  }
}

function explainOutage(error: unknown): Omit<Outage, 'since'> | undefined {
  if (!(error instanceof OxError) || error.errorClass !== 'outage') return undefined;
  const scope = error.reason === 'OxUnreachable' ? 'everything' : 'masterAdmin';
  return { scope, reason: error.reason, message: error.message };
}
