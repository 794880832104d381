import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type OxSettings, type RunningSimulator, startSimulator, type UserReport } from '../../../simulator/index.ts';
import type { Cache, CachedObject } from '../../../src/cache/index.ts';
import { type Condition, conditionsOf, type ResourceKind } from '../../../src/kube/index.ts';
import { type Clock, type Credentials, type Kind, messageOf } from '../../../src/model/index.ts';
import { queriesOf } from '../../../src/operator/source-factory.ts';
import { ANY_DELETION_GUARD } from '../../support/deletion-rules.ts';
import { eventually } from '../../support/eventually.ts';
import { fastClock } from '../../support/fast-clock.ts';
import { MemoryResourceStore } from '../../support/memory-resource-store.ts';
import { DirectoryText } from './directory-text.ts';
import type { Entry } from './entries.ts';
import { type LifeOptions, OperatorLife } from './operator-life.ts';
import { OxControl } from './ox-control.ts';

export interface StageOptions {
  /** Differences to an OX that is ready for a provisioning client. */
  readonly ox?: Partial<OxSettings>;
  /** Contexts that are there at the beginning, as `c<id>`; 10. */
  readonly contexts?: readonly number[];
  /** Of the OXDirectory `people`. */
  readonly directory?: Readonly<Record<string, unknown>>;
  /** What the environment sets for all OXDirectories. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** How long the operator waits for an answer of OX; 10,000. */
  readonly requestTimeoutMs?: number;
  /** The cache is a file, so that the operator can crash. */
  readonly crashes?: boolean;
}

/** Seconds of waiting between polls and attempts become moments. */
const SPEED = 200;
const PATIENCE = { every: 2, within: 50_000 };
export const MASTER = { login: 'oxadminmaster', password: 'Quokka-Of-OX' };

/** The whole operator on real SOAP with a simulated OX, fed from LDIF texts and resources. Started for a test file, ended after it. */
export function useStage(options: StageOptions = {}): Stage {
  const stage = new Stage(options);
  beforeAll(() => stage.open());
  afterAll(() => stage.close());
  return stage;
}

export class Stage {
  readonly clock: Clock = fastClock(SPEED);
  readonly store = new MemoryResourceStore({ clock: this.clock });
  /** What the operator said that it could not do, newest last. */
  readonly warnings: string[] = [];
  /** What the operator takes for the master admin. */
  master: Credentials = MASTER;
  private readonly options: StageOptions;
  private readonly directories = new Map<string, DirectoryText>();
  private running: RunningSimulator | undefined;
  private life: OperatorLife | undefined;
  private readonly dead: OperatorLife[] = [];
  private folder: string | undefined;
  private control: OxControl | undefined;
  private sequence = 0;
  private requests = 0;

  constructor(options: StageOptions) {
    this.options = options;
  }

  get ox(): OxControl {
    if (this.control === undefined) throw new Error('the stage is not open');
    return this.control;
  }

  /** What the operator knows; for what no entry and no resource can bring about. */
  get cache(): Cache {
    return this.lifeNow.cache;
  }

  get simulator(): RunningSimulator {
    if (this.running === undefined) throw new Error('the stage is not open');
    return this.running;
  }

  async open(): Promise<void> {
    const { ox: settings = {}, contexts = [10], crashes = false } = this.options;
    this.running = await startSimulator({ master: MASTER, settings });
    this.control = new OxControl(this.running.url);
    if (crashes) this.folder = await mkdtemp(join(tmpdir(), 'provisioning-'));
    for (const contextId of contexts) this.store.put({ kind: 'OXContext', name: `c${contextId}`, spec: { contextId } });
    this.putDirectory('people', this.options.directory ?? {});
    await this.begin();
    await Promise.all(contexts.map((contextId) => this.ready('OXContext', `c${contextId}`)));
    await this.settle();
  }

  async close(): Promise<void> {
    await this.life?.end();
    for (const life of this.dead) life.bury();
    await this.running?.close();
    if (this.folder !== undefined) await rm(this.folder, { recursive: true });
  }

  /** The process dies where it stands: what is under way is neither finished nor told. Another one begins with the cache file as it is. */
  async crash(): Promise<void> {
    const dying = this.lifeNow;
    await dying.die(this.cachePath(this.dead.length), this.cachePath(this.dead.length + 1));
    this.dead.push(dying);
    await this.begin();
  }

  /** The process ends and begins again with a new cache. Gives the calls that OX got. */
  async loseCache(): Promise<string[]> {
    await this.lifeNow.end();
    return await this.during(() => this.begin());
  }

  /** Entries come or change, and the operator does what there is to do. Gives the calls that OX got. */
  say(...entries: readonly Entry[]): Promise<string[]> {
    return this.during(() => this.directory('people').put(entries));
  }

  /** Entries go. */
  remove(...entries: readonly Entry[]): Promise<string[]> {
    return this.during(() => this.directory('people').remove(entries));
  }

  /** The text behind an OXDirectory. */
  directory(name: string): DirectoryText {
    const text = this.directories.get(name) ?? new DirectoryText();
    this.directories.set(name, text);
    return text;
  }

  /** What somebody changed in OX is not looked for unless the test says so: here only what is said leads to calls. */
  putDirectory(name: string, spec: Readonly<Record<string, unknown>>): void {
    const common = { ldif: { configMapRef: { name } }, pollInterval: '1s', deletionGuard: ANY_DELETION_GUARD, driftPolicy: 'Ignore' };
    this.store.put({ kind: 'OXDirectory', name, spec: { ...common, ...spec } });
  }

  /** Another OXDirectory with an LDIF text of its own and these entries. */
  async addDirectory(name: string, spec: Readonly<Record<string, unknown>>, ...entries: readonly Entry[]): Promise<string[]> {
    this.directory(name).put(entries);
    return await this.during(() => this.putDirectory(name, spec));
  }

  /** A resource is applied, and the operator does what there is to do. */
  async apply(kind: ResourceKind, name: string, spec: unknown, annotations: Readonly<Record<string, string>> = {}): Promise<string[]> {
    return await this.during(async () => {
      this.store.put({ kind, name, spec, annotations });
      await this.seen(kind, name);
    });
  }

  /** An admin asks for a resource to be looked at again. */
  async request(kind: ResourceKind, name: string): Promise<string[]> {
    this.requests += 1;
    const spec = this.store.get({ kind, name })?.spec;
    return await this.apply(kind, name, spec, { 'ox-operator.dev/reconcile-requested-at': String(this.requests) });
  }

  /** A resource is deleted; it may go on living with a finalizer. */
  withdraw(kind: ResourceKind, name: string): Promise<string[]> {
    return this.during(() => this.store.remove({ kind, name }));
  }

  /** The calls that OX gets while something is done and everything comes to rest: `OXUserService.change`. */
  async during(deed: () => unknown): Promise<string[]> {
    await this.takeCalls();
    await deed();
    await this.settle();
    return await this.takeCalls();
  }

  /** What OX was asked since the last look. */
  async takeCalls(): Promise<string[]> {
    const calls = await this.ox.log(this.sequence);
    this.sequence = calls.at(-1)?.sequence ?? this.sequence;
    return calls.map(({ service, operation }) => `${service}.${operation}`);
  }

  /** Every directory was read anew, resources were looked at, and nothing is left to be done or to be tried again. */
  async settle(): Promise<void> {
    const before = [...this.directories].map(([name, text]) => [name, text, text.polls] as const);
    await eventually(
      () => before.every(([name, text, polls]) => !this.isPolled(name) || text.polls >= polls + 2) && this.isResting(),
      PATIENCE,
    );
    for (const [name, { mistake }] of this.directories)
      if (mistake !== undefined) throw new Error(`the LDIF text of ${name} is wrong: ${messageOf(mistake)}`);
  }

  /** The resource was looked at as it is written now. */
  async seen(kind: ResourceKind, name: string): Promise<void> {
    const isSeen = (): boolean => {
      const resource = this.store.get({ kind, name });
      return resource === undefined || resource.status?.observedGeneration === resource.metadata.generation;
    };
    await eventually(isSeen, PATIENCE);
  }

  /** Waits for what a test looks for itself. */
  async until(check: () => boolean | Promise<boolean>): Promise<void> {
    await eventually(check, PATIENCE);
  }

  /** The resource is gone, finalizer and all. */
  async gone(kind: ResourceKind, name: string): Promise<void> {
    await eventually(() => this.store.get({ kind, name }) === undefined, PATIENCE);
  }

  /** Waits for a condition: `True Settled` of Ready when nothing else is said. */
  async ready(kind: ResourceKind, name: string, wanted = 'True Settled', type = 'Ready'): Promise<void> {
    await eventually(() => {
      const found = this.condition(kind, name, type);
      if (found !== wanted) throw new Error(`${type} of ${kind} ${name} is ${found}: ${this.message(kind, name, type)}`);
    }, PATIENCE);
  }

  /** `True Settled`. */
  condition(kind: ResourceKind, name: string, type = 'Ready'): string | undefined {
    const found = this.conditionOf(kind, name, type);
    return found === undefined ? undefined : `${found.status} ${found.reason}`;
  }

  message(kind: ResourceKind, name: string, type = 'Ready'): string | undefined {
    return this.conditionOf(kind, name, type)?.message;
  }

  status(kind: ResourceKind, name: string): Readonly<Record<string, unknown>> {
    return this.store.get({ kind, name })?.status ?? {};
  }

  exists(kind: ResourceKind, name: string): boolean {
    return this.store.get({ kind, name }) !== undefined;
  }

  /** What the operator knows of an object by its entryUUID: `settled`, `parked NameTaken`, `waiting WaitingForContext`. */
  state(kind: Kind, sourceId: string, partition = 0): string | undefined {
    const object = this.object(kind, sourceId, partition);
    return object === undefined ? undefined : [object.state, ...(object.state === 'settled' ? [] : [object.reason])].join(' ');
  }

  /** What the operator says of an object that is not as it should be. */
  saying(kind: Kind, sourceId: string, partition = 0): string | undefined {
    return this.object(kind, sourceId, partition)?.message;
  }

  async user(login: string, contextId = 10): Promise<UserReport | undefined> {
    return (await this.ox.users(contextId)).find(({ name }) => name === login);
  }

  /** Logins of the members of a group; `undefined` when there is no such group. */
  async members(group: string, contextId = 10): Promise<string[] | undefined> {
    const found = (await this.ox.groups(contextId)).find(({ name }) => name === group);
    if (found === undefined) return undefined;
    const logins = new Map((await this.ox.users(contextId)).map(({ id, name }) => [id, String(name)]));
    return found.members.map((id) => logins.get(id) ?? `id ${id}`).sort();
  }

  /** Logins at the mail server of those who have a functional account, by their own login. */
  async accountLogins(address: string, contextId = 10): Promise<Record<string, string | undefined>> {
    const logins = new Map((await this.ox.users(contextId)).map(({ id, name }) => [id, String(name)]));
    const found = (await this.ox.accounts(contextId)).filter(({ primaryAddress }) => primaryAddress === address);
    return Object.fromEntries(found.map(({ userId, login }) => [logins.get(userId) ?? `id ${userId}`, login]));
  }

  private object(kind: Kind, sourceId: string, partition: number): CachedObject | undefined {
    const owners = [...this.directories.keys(), ''];
    return owners
      .map((owner) => this.cache.objects.find(kind, owner, sourceId.toLowerCase(), partition))
      .find((object) => object !== undefined);
  }

  private get lifeNow(): OperatorLife {
    if (this.life === undefined) throw new Error('the stage is not open');
    return this.life;
  }

  /** Not when it is suspended, or what is written of it cannot be used. */
  private isPolled(name: string): boolean {
    const resource = this.store.get({ kind: 'OXDirectory', name });
    if (resource === undefined) return false;
    return resource.status?.observedGeneration !== resource.metadata.generation || this.directory(name).isOpen;
  }

  private isResting(): boolean {
    const { cache, operator } = this.lifeNow;
    if (operator.engine.inFlight > 0) return false;
    // A context is never put aside: what OX refuses about it is tried for ever.
    return cache.summary.census().every(({ kind, state }) => state !== 'pending' && (state !== 'backingOff' || kind === 'Context'));
  }

  private conditionOf(kind: ResourceKind, name: string, type: string): Condition | undefined {
    return conditionsOf(this.status(kind, name)).find((condition) => condition.type === type);
  }

  private cachePath(number: number): string {
    return this.folder === undefined ? ':memory:' : join(this.folder, `cache-${number}.db`);
  }

  private async begin(): Promise<void> {
    const { requestTimeoutMs = 10_000, defaults } = this.options;
    const options: LifeOptions = {
      server: this.simulator.url,
      master: () => this.master,
      requestTimeoutMs,
      clock: this.clock,
      store: this.store,
      makeSource: async (spec, mapping, name) => this.directory(name).sourceOf(name, queriesOf(spec, mapping)),
      directoryDefaults: defaults,
      tell: (bindings, message) => void this.warnings.push(`${JSON.stringify(bindings)} ${message}`),
    };
    this.life = await OperatorLife.make(options, this.cachePath(this.dead.length));
    await this.life.operator.start();
  }
}
