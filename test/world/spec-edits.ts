import type { CallDescription, OxSimulation } from '../../simulator/index.ts';
import type { MemoryResourceStore } from '../support/memory-resource-store.ts';
import type { Account } from './accounts.ts';
import { type DirectorySettings, LEFT_OUT, usualSettings, withSettings } from './directory-settings.ts';
import type { Extra } from './extra.ts';
import { ModeJudge } from './judge-modes.ts';
import type { Wishes } from './oracle.ts';
import { Orphans } from './orphans.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { GuardLimits } from './world.ts';

interface Surroundings {
  readonly ox: OxSimulation;
  readonly store: MemoryResourceStore;
  readonly wishes: Wishes;
  readonly random: SeededRandom;
  readonly limits: GuardLimits;
  readonly now: () => number;
  readonly pass: (ms: number) => Promise<void>;
  /** These limits of the guard count from now on. */
  readonly onLimits: (limits: GuardLimits) => void;
}

const DIRECTORY = { kind: 'OXDirectory', name: 'people' } as const;
const MODES = ['Enforce', 'CreateOnly', 'Observe'] as const;
const DELETIONS = [{ policy: 'Delete' }, { policy: 'Delete', graceDays: 1 }, { policy: 'Disable' }, { policy: 'Orphan' }] as const;

/** Long enough for everything that waits to be looked at. */
const SETTLED_MS = 600_000;

/** Somebody edits the OXDirectory while it is at work: how far the operator may go, and what becomes of those who leave. */
export class SpecEdits implements Extra {
  private readonly world: Surroundings;
  private readonly judgeOfModes: ModeJudge;
  private readonly orphans: Orphans;
  private settings: DirectorySettings;

  constructor(world: Surroundings) {
    const { wishes, ox, now, limits } = world;
    this.world = world;
    this.settings = usualSettings(limits);
    this.judgeOfModes = new ModeJudge(wishes, now, this.settings);
    this.orphans = new Orphans(ox, wishes);
  }

  happen(): void {
    if (this.world.random.chance(0.25)) this.put(this.edited());
    // Whoever left at this moment is orphaned when the operator sees it.
    if (this.settings.userDeletion.policy === 'Orphan') this.orphans.mayStay();
  }

  look(call: CallDescription): string[] {
    return [...this.judgeOfModes.written(call), ...this.orphans.look()];
  }

  gone(account: Account): string[] {
    return this.judgeOfModes.gone(account);
  }

  /** In some worlds all who left are orphaned before everything is as usual again. */
  async heal(): Promise<void> {
    const { random, pass, limits } = this.world;
    if (random.chance(0.4)) {
      this.put({ ...usualSettings({ maxCount: 1_000_000, maxPercent: 100 }), userDeletion: { policy: 'Orphan' } });
      this.orphans.mayStay();
      await pass(SETTLED_MS);
      this.orphans.watch();
    }
    this.put(usualSettings(limits));
  }

  private edited(): DirectorySettings {
    const { random } = this.world;
    const { settings } = this;
    const edits = [
      (): DirectorySettings => ({ ...settings, modes: { ...settings.modes, users: random.pick(MODES) } }),
      (): DirectorySettings => ({ ...settings, modes: { ...settings.modes, groups: random.pick(MODES) } }),
      (): DirectorySettings => ({ ...settings, modes: { ...settings.modes, functionalAccounts: random.pick(MODES) } }),
      (): DirectorySettings => ({ ...settings, userDeletion: random.pick(DELETIONS) }),
      (): DirectorySettings => ({ ...settings, userDeletion: random.pick(DELETIONS) }),
      (): DirectorySettings => ({ ...settings, limits: { maxCount: random.below(6), maxPercent: 100 } }),
      (): DirectorySettings => ({ ...settings, errorPolicy: random.pick(['Park', 'Halt']) }),
      (): DirectorySettings => ({ ...settings, suspend: !settings.suspend }),
      (): DirectorySettings => ({ ...settings, isNarrow: !settings.isNarrow }),
      (): DirectorySettings => usualSettings(this.world.limits),
    ];
    return random.pick(edits)();
  }

  private put(settings: DirectorySettings): void {
    const { store, wishes, onLimits } = this.world;
    this.settings = settings;
    this.judgeOfModes.inForce(settings);
    onLimits(settings.limits);
    // Whoever was left out until now may be orphaned before the search finds him again.
    if (settings.userDeletion.policy === 'Orphan') this.orphans.mayStay();
    wishes.people.setScope(settings.isNarrow ? ({ contextId }) => contextId !== LEFT_OUT : () => true);
    const resource = store.get(DIRECTORY);
    if (resource === undefined) throw new Error('the OXDirectory is gone');
    store.put({ ...DIRECTORY, spec: withSettings(resource.spec, settings), annotations: resource.metadata.annotations });
  }
}
