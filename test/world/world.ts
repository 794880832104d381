import { applyEdit, type CallDescription, type Edit, OxSimulation } from '../../simulator/index.ts';
import { StaleReads } from '../../simulator/stale-reads.ts';
import type { ContextState } from '../../simulator/state/index.ts';
import { Cache } from '../../src/cache/index.ts';
import type { Deed, DriftPolicy } from '../../src/engine/index.ts';
import type { Credentials } from '../../src/model/index.ts';
import { ANY_DELETION_GUARD } from '../support/deletion-rules.ts';
import { MemoryResourceStore } from '../support/memory-resource-store.ts';
import { Approver } from './approver.ts';
import type { Extra } from './extra.ts';
import { Hearing } from './hearing.ts';
import { Mailboxes } from './mailboxes.ts';
import { Meddler } from './meddler.ts';
import { MemoryDirectory } from './memory-directory.ts';
import type { Weather } from './mortal-gateway.ts';
import { OperatorProcess } from './operator-process.ts';
import type { Wishes } from './oracle.ts';
import { CONTEXTS, People } from './people.ts';
import { Profiles } from './profiles.ts';
import { Rooms } from './rooms.ts';
import { SeededRandom } from './seeded-random.ts';
import { SharedStore } from './shared-store.ts';
import { VirtualClock } from './virtual-clock.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** Fewer are no part of a whole, for the guard. */
const FEWEST = 5;
const DRIFT_INTERVAL_MS = 200 * SECOND;

/** Directories with held deletions are read as a whole every ten minutes. */
const LONGEST_PAUSE = 11 * 60 * SECOND;

/** Seldom asked, a directory tells many changes at once. */
const POLL_INTERVALS = ['5s', '5s', '15s', '60s'];

/** What is not the same in every world. */
export interface WorldVariant {
  readonly nested?: 'Ignore' | 'Flatten';
  /** Those that are there from the beginning. */
  readonly contexts?: readonly number[];
  /** So generous, when left out, that nothing is held but that nobody is left. */
  readonly deletionGuard?: DeletionGuard;
  /** Edits in OX are looked for; as good as never when left out. */
  readonly driftPolicy?: DriftPolicy['policy'] | undefined;
}

export interface GuardLimits {
  readonly maxCount: number;
  readonly maxPercent: number;
}

/** As in an OXDirectory. */
export interface DeletionGuard {
  readonly users: GuardLimits;
  readonly groups: GuardLimits;
}

/**
 * The whole operator in one process with everything around it in memory: a directory, a resource store, an OX, a network with moods,
 * a clock that only moves when told to, and all chance from one seed.
 */
export class World {
  readonly clock = new VirtualClock();
  readonly random: SeededRandom;
  readonly ox = new OxSimulation();
  readonly directory = new MemoryDirectory();
  readonly store = new MemoryResourceStore({ clock: this.clock, uids: 'fresh' });
  readonly weather: Weather = { isDown: false, lostAnswers: 0, lostRequests: 0 };
  readonly people: People;
  readonly wishes: Wishes;
  readonly meddler: Meddler;
  readonly approver: Approver;
  /** Of the guard, all that were ever in force. */
  readonly limits: GuardLimits[] = [];
  readonly stale = new StaleReads(this.ox);
  /** What the operator did to OX, as it knows it. */
  readonly deeds: Deed[] = [];
  /** Writes that OX has seen, in order. */
  readonly writes: CallDescription[] = [];
  onWrite: (call: CallDescription) => void = () => undefined;
  /** What the operator believes to be the master admin. */
  master: Credentials = this.ox.installation.master;
  cache = Cache.open(':memory:', this.clock);
  /** For custom resources; what the operator does by itself when it is left out. Counts from the next start on. */
  drift: DriftPolicy | undefined;
  /** What happens beside all that happens in every world. */
  readonly extras: Extra[] = [];
  /** How often the Lease has changed hands; `undefined` while there is none. */
  transitions: number | undefined;
  /** What processes did that do not lead. */
  readonly trespasses: string[] = [];
  /** Nobody before `begin`. */
  leader: OperatorProcess | undefined;
  private readonly shared = new SharedStore(this.store);
  private readonly hearing = new Hearing();

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
    const { ox, store, directory, random } = this;
    const people = new People(directory, random);
    this.people = people;
    const mailboxes = new Mailboxes({ store, directory, people, random });
    this.wishes = {
      people,
      mailboxes,
      rooms: new Rooms(store, random),
      profiles: new Profiles(store, random),
      lost: new Set(),
      orphaned: new Set(),
      leftData: new Set(),
      isHeardOf: (place) => this.hearing.hasHeard(this.cache, place),
    };
    this.meddler = new Meddler({ ox, wishes: this.wishes, random, edit: (edit) => this.edit(edit) });
    this.approver = new Approver({ store, wishes: this.wishes, cache: () => this.cache });
  }

  /** Somebody changes OX behind the operator's back. */
  edit(edit: Edit): void {
    this.changeOx(edit.contextId, (ox) => applyEdit(ox, edit));
  }

  changeOx(contextId: number, change: (ox: OxSimulation) => unknown): void {
    change(this.ox);
    this.stale.changed(contextId, change, this.clock.now());
  }

  changeContext(contextId: number, change: (context: ContextState) => void): void {
    this.changeOx(contextId, (ox) => {
      const context = ox.installation.contexts.get(contextId);
      if (context !== undefined) change(context);
    });
  }

  async begin({
    nested = 'Ignore',
    contexts = CONTEXTS,
    deletionGuard = ANY_DELETION_GUARD,
    driftPolicy,
  }: WorldVariant = {}): Promise<void> {
    this.people.flattens = nested === 'Flatten';
    this.limits.push(deletionGuard.users);
    const users = { contextId: { attribute: 'oxContextIDNum' } };
    const ldif = { configMapRef: { name: 'people' } };
    const pollInterval = this.random.pick(POLL_INTERVALS);
    this.store.put({
      kind: 'OXDirectory',
      name: 'people',
      spec: { ldif, pollInterval, users, groups: { nested }, deputyPermissions: 'Enabled', deletionGuard, ...this.driftSpec(driftPolicy) },
    });
    for (const contextId of contexts) this.putContext(contextId);
    await this.boot();
  }

  /** So many users may be deleted without being approved. */
  get mostDeleted(): number {
    const most = this.limits.map(({ maxCount, maxPercent }) => {
      const share = Math.floor((this.people.countEver * maxPercent) / 100);
      return maxPercent === 100 ? maxCount : Math.min(maxCount, Math.max(share, FEWEST - 1));
    });
    return Math.max(...most);
  }

  private driftSpec(driftPolicy: DriftPolicy['policy'] | undefined): object {
    if (driftPolicy === undefined) return {};
    this.drift = { policy: driftPolicy, intervalMs: DRIFT_INTERVAL_MS };
    this.meddler.touchesNothing = driftPolicy === 'Correct';
    return { driftPolicy, driftInterval: `${DRIFT_INTERVAL_MS / SECOND}s` };
  }

  putContext(contextId: number, quotaMB?: number): void {
    const spec = quotaMB === undefined ? { contextId } : { contextId, quotaMB };
    this.store.put({ kind: 'OXContext', name: `c${contextId}`, spec });
  }

  /** The process dies where it stands and is started again: what it had in flight may or may not have reached OX. */
  async crash(): Promise<void> {
    this.leader?.die();
    await this.boot();
  }

  /** The process dies, and nobody starts it again yet. */
  die(): void {
    this.leader?.die();
  }

  /** The same with the cache file lost. */
  async loseCache(): Promise<void> {
    this.leader?.die();
    this.cache = Cache.open(':memory:', this.clock);
    await this.boot();
  }

  /** One random thing that happens to the operator or around it. */
  async happen(): Promise<void> {
    if (this.random.chance(0.04)) this.approver.approve();
    const roll = this.random.next();
    if (roll < 0.66) for (let changes = this.random.below(6); changes >= 0; changes -= 1) this.change();
    else if (roll < 0.72) this.weather.isDown = !this.weather.isDown;
    else if (roll < 0.78) this.directory.trouble = this.random.pick([undefined, undefined, 'unreachable', 'cutOff', 'emptied'] as const);
    else if (roll < 0.82) this.weather.lostAnswers = this.random.pick([0, 0.1, 0.3]);
    else if (roll < 0.86) this.weather.lostRequests = this.random.pick([0, 0.1, 0.3]);
    else if (roll < 0.89) this.master = { login: 'oxadminmaster', password: this.random.pick(['wrong', 'secret', 'secret']) };
    else if (roll < 0.93) this.lag();
    else if (roll < 0.97) await this.crash();
    else this.putContext(this.random.pick(CONTEXTS), 1 + this.random.below(500));
    const pause = this.random.below(20 * SECOND);
    for (const extra of this.extras) await extra.happen();
    await this.clock.advance(pause);
  }

  /** One random change of what should be, or of what is. */
  change(): void {
    const { people, rooms, mailboxes, profiles } = this.wishes;
    const roll = this.random.next();
    if (roll < 0.62) people.change();
    else if (roll < 0.75) rooms.change();
    else if (roll < 0.89) mailboxes.change();
    else if (roll < 0.94) profiles.change();
    else this.meddler.meddle();
  }

  /** Reads of OX begin to lag behind its writes, or do so no more. */
  private lag(): void {
    const ms = 1 + this.random.below(8 * SECOND);
    const rule = this.random.pick([undefined, { ms, reads: 1 + this.random.below(3) }, { ms }]);
    if (rule === undefined) this.stale.stop();
    else this.stale.start(rule);
  }

  /** Everything around the operator works again, for long enough. */
  async heal(): Promise<void> {
    Object.assign(this.weather, { isDown: false, lostAnswers: 0, lostRequests: 0 });
    this.directory.trouble = undefined;
    this.stale.stop();
    this.master = this.ox.installation.master;
    for (const contextId of CONTEXTS) this.putContext(contextId);
    if (this.random.chance(0.7)) this.wishes.profiles.defineAll();
    for (const extra of this.extras) await extra.heal?.();
    await this.rest();
    this.meddler.touchAll();
    // A user who is let go may leave groups behind whose end is held in turn.
    for (let round = 0; round < 4; round += 1) {
      this.approver.approve();
      await this.rest();
    }
  }

  async quiet(): Promise<void> {
    await this.clock.advance(HOUR / 2);
  }

  /** Until nobody waits for a time that comes soon and nothing changed for longer than anything else waits; that takes an hour at most. */
  private async rest(): Promise<void> {
    const end = this.clock.now() + HOUR;
    let before = '';
    for (let now = this.state(); now !== before && this.clock.now() < end; now = this.state()) {
      before = now;
      await this.clock.advance(LONGEST_PAUSE);
    }
  }

  private state(): string {
    const next = this.cache.objects.nextTimer() ?? Number.POSITIVE_INFINITY;
    const isSoon = next < this.clock.now() + HOUR;
    return JSON.stringify([this.writes.length, this.cache.summary.census(), isSoon ? this.clock.now() : 0]);
  }

  async boot(): Promise<void> {
    const process = this.newProcess(this.random, this.cache);
    await process.prepare(this.transitions !== undefined);
    this.takeOver(process);
  }

  /** It follows, with its own cache when there is none for it. */
  newProcess(random: SeededRandom, cache = Cache.open(':memory:', this.clock)): OperatorProcess {
    this.hearing.listen(cache);
    return new OperatorProcess(this, {
      ...{ cache, random, store: this.shared },
      onEffect: (call, process) => this.written(call, process),
      onTrespass: (what) => this.trespasses.push(`${what} was called by a process that has never led`),
    });
  }

  /** It follows already, and leads from now on. */
  takeOver(process: OperatorProcess): void {
    this.leader = process;
    this.cache = process.cache;
    process.begin(this.transitions);
    if (this.transitions !== undefined) this.transitions += 1;
  }

  private written(call: CallDescription, process: OperatorProcess): void {
    if (!call.writes) return;
    if (process !== this.leader) this.trespasses.push(`${call.service}.${call.operation} was called by a process that leads no more`);
    this.writes.push(call);
    this.onWrite(call);
  }
}
