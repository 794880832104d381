/**
 * A first load through the real gateway into a simulator of its own process, against the bare loop of the same calls; then what is asked
 * of OX where nothing has changed.
 */
import { exactly, type Figure, shareOf } from './figures.ts';
import { type OperatorLoad, Stage } from './first-load.ts';
import { groupsInOx, type Organisation } from './organisation.ts';

const TIMING = { latencyMs: 20, writeLockMs: 10 };
const IDLE_POLLS = 3;

/** Figures for 5,000 users and 40 teams in one context and in twenty. */
export async function operatorFigures(): Promise<Figure[]> {
  const many = await measure({ users: 5_000, contexts: 20, teams: 40 });
  const one = await measure({ users: 5_000, contexts: 1, teams: 40 });
  return [...many, ...one];
}

async function measure(organisation: Organisation): Promise<Figure[]> {
  const bare = await onStage(organisation, (stage) => stage.loadBare());
  return await onStage(organisation, async (stage) => {
    const load = await stage.loadWithOperator();
    const idle = await stage.idle(IDLE_POLLS);
    const again = await stage.restart();
    const quiet = { idle: idle.calls, restart: again.calls };
    return figuresOf(organisation, { perSecond: rate(organisation, bare.seconds), load, quiet });
  });
}

interface Measured {
  /** Users a second of the bare loop. */
  readonly perSecond: number;
  readonly load: OperatorLoad;
  /** Calls to OX where nothing had changed. */
  readonly quiet: { readonly idle: number; readonly restart: number };
}

function figuresOf(organisation: Organisation, { perSecond, load, quiet }: Measured): Figure[] {
  const { users, contexts } = organisation;
  const section = `first load of ${users} users in ${contexts} context(s), ${TIMING.latencyMs} ms a call, write lock ${TIMING.writeLockMs} ms`;
  const speed = rate(organisation, load.seconds);
  const calls = (name: string): number => load.operations[name] ?? 0;
  return [
    {
      section,
      what: 'users a second',
      value: speed,
      unit: '/s',
      reference: { what: 'bare loop', value: perSecond },
      ...speedGoal(contexts, speed, perSecond),
    },
    ...(contexts === 1 ? [lockFigure(section, load.writes / load.seconds)] : []),
    {
      section,
      what: 'calls to create a user',
      value: calls('OXUserService.createByModuleAccess') / users,
      unit: '',
      goal: exactly(calls('OXUserService.createByModuleAccess'), users),
    },
    {
      section,
      what: 'calls to write a group',
      value: calls('OXGroupService.create') / groupsInOx(organisation),
      unit: '',
      goal: exactly(calls('OXGroupService.create'), groupsInOx(organisation)),
    },
    { section, what: 'calls of three idle polls', value: quiet.idle, unit: '', goal: exactly(quiet.idle, 0) },
    { section, what: 'calls after a restart with the cache', value: quiet.restart, unit: '', goal: exactly(quiet.restart, 0) },
    { section, what: 'start to first write', value: load.secondsToFirstWrite, unit: 's' },
    { section, what: 'peak RSS of the operator', value: load.peakRssMiB, unit: 'MiB' },
  ];
}

function speedGoal(contexts: number, value: number, reference: number): Pick<Figure, 'goal'> {
  return contexts === 1 ? {} : { goal: shareOf(0.9, 'the bare loop', value, reference) };
}

/** Contexts and groups take the lock as users do. */
function lockFigure(section: string, writesPerSecond: number): Figure {
  const allowed = 1_000 / TIMING.writeLockMs;
  const goal = shareOf(0.95, 'the write lock', writesPerSecond, allowed);
  return { section, what: 'writes a second', value: writesPerSecond, unit: '/s', reference: { what: 'write lock', value: allowed }, goal };
}

function rate({ users }: Organisation, seconds: number): number {
  return users / seconds;
}

async function onStage<T>(organisation: Organisation, act: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await Stage.set(organisation, TIMING);
  try {
    return await act(stage);
  } finally {
    await stage.clear();
  }
}
