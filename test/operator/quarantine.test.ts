import { expect, test } from 'vitest';
import { OxFault } from '../../simulator/index.ts';
import { conditionsOf } from '../../src/kube/index.ts';
import { accountsOf } from '../world/accounts.ts';
import { personEntry } from '../world/people.ts';
import { World } from '../world/world.ts';
import { person } from './stage.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A world whose OX refuses new users for as long as it is told to, in a way that is no outage. */
async function open() {
  const world = new World(1);
  const tried: number[] = [];
  const mood: { refuses: boolean | 'bad' } = { refuses: true };
  const invoke = world.ox.invoke.bind(world.ox);
  world.ox.invoke = (service, operation, args) => {
    if (operation === 'createByModuleAccess') {
      tried.push(world.clock.now());
      if (mood.refuses === true || (mood.refuses === 'bad' && JSON.stringify(args).includes('bad-')))
        throw new OxFault('StorageException', 'the filestore has no more room; exceptionId: 1-1');
    }
    return invoke(service, operation, args);
  };
  await world.begin({ contexts: [10, 11] });
  await world.clock.advance(MINUTE);
  return { world, tried, mood };
}

function hire({ directory }: World, count: number, name = 'p'): void {
  for (let number = 1; number <= count; number += 1) directory.put(personEntry(person(`${name}-${number}`)));
}

function condition({ store }: World, type: string): { status: string; message: string } | undefined {
  return conditionsOf(store.get({ kind: 'OXDirectory', name: 'people' })?.status).find((candidate) => candidate.type === type);
}

function eventsOf({ store }: World): string[] {
  return store.events
    .filter(({ ref }) => ref.kind === 'OXDirectory')
    .filter(({ reason }) => reason.startsWith('Quarantin'))
    .map(({ reason, message }) => (reason === 'Quarantined' ? reason : `${reason}: ${message}`));
}

test('a directory that OX refuses by the hundred tries one object at a time, ever more seldom, and says so', async () => {
  const { world, tried } = await open();
  hire(world, 1_000);
  await world.clock.advance(MINUTE);
  const quarantined = condition(world, 'Quarantined');
  expect(quarantined?.message).toBe(
    '101 of the last 200 attempts failed: ServerFault. One object after the other is tried, with pauses, until three in a row succeed',
  );
  expect(condition(world, 'Ready')?.message).toContain('101 of the last 200 attempts failed: ServerFault');
  // Six were under way when it began.
  expect(tried.length).toBeLessThan(101 + 6 + 8);
  const sofar = tried.length;
  await world.clock.advance(60 * MINUTE);
  const pauses = tried.slice(sofar).map((at, index) => at - (tried[sofar + index - 1] ?? at));
  expect(Math.min(...pauses)).toBeGreaterThan(25 * SECOND);
  expect(pauses.length).toBeGreaterThan(50);
});

test('as soon as three in a row succeed all go on, and those that were put aside for it are tried once more by themselves', async () => {
  const { world, tried, mood } = await open();
  hire(world, 400);
  await world.clock.advance(10 * MINUTE);
  const refused = tried.length;
  mood.refuses = false;
  await world.clock.advance(2 * MINUTE);
  expect(condition(world, 'Quarantined')).toBeUndefined();
  expect(accountsOf(world.ox, 10)).toHaveLength(400);
  expect(eventsOf(world)).toEqual([
    'Quarantined',
    `QuarantineEnded: objects succeed again: all are worked on, and ${refused} that were put aside for ServerFault once more`,
  ]);
  expect(tried.length).toBe(refused + 400);
  await world.clock.advance(MINUTE);
  expect(condition(world, 'Ready')?.status).toBe('True');
  expect(world.store.listSyncErrors()).toHaveLength(0);
});

test('who is refused again after it stays parked, however often OX refuses them all', async () => {
  const { world, tried, mood } = await open();
  hire(world, 150, 'bad');
  hire(world, 20, 'good');
  await world.clock.advance(10 * MINUTE);
  mood.refuses = 'bad';
  await world.clock.advance(60 * MINUTE);
  expect(accountsOf(world.ox, 10)).toHaveLength(20);
  const sofar = tried.length;
  await world.clock.advance(60 * MINUTE);
  expect(tried.length - sofar).toBe(0);
  expect(condition(world, 'Ready')?.message).toContain('150');
});

test('where everybody has been put aside one of them is tried now and then, so that nobody has to notice that OX was mended', async () => {
  const { world, tried, mood } = await open();
  hire(world, 110);
  await world.clock.advance(60 * MINUTE);
  const sofar = tried.length;
  await world.clock.advance(60 * MINUTE);
  expect(tried.length - sofar).toBeGreaterThan(50);
  expect(tried.length - sofar).toBeLessThan(150);
  mood.refuses = false;
  await world.clock.advance(3 * MINUTE);
  expect(accountsOf(world.ox, 10)).toHaveLength(110);
  expect(condition(world, 'Quarantined')).toBeUndefined();
});

test('what an admin has put aside stays aside when a quarantine ends', async () => {
  const { world, mood } = await open();
  hire(world, 110);
  await world.clock.advance(MINUTE);
  const [error] = world.store.listSyncErrors();
  if (error === undefined) throw new Error('nobody has been put aside');
  world.store.editSyncError(error.name, 'Park');
  await world.clock.advance(MINUTE);
  mood.refuses = false;
  await world.clock.advance(3 * MINUTE);
  expect(accountsOf(world.ox, 10)).toHaveLength(109);
});

test('a restart does not begin to hammer anew', async () => {
  const { world, tried } = await open();
  hire(world, 1_000);
  await world.clock.advance(MINUTE);
  const sofar = tried.length;
  await world.crash();
  await world.clock.advance(MINUTE);
  expect(tried.length - sofar).toBeLessThan(12);
  expect(condition(world, 'Quarantined')?.status).toBe('True');
});

test('objects that are faulty at their source ask nothing of OX, and quarantine nobody', async () => {
  const { world, mood } = await open();
  mood.refuses = false;
  for (let number = 1; number <= 300; number += 1) world.directory.put(personEntry(person(`p-${number}`, { mail: 'no address' })));
  hire(world, 20, 'good');
  await world.clock.advance(MINUTE);
  expect(condition(world, 'Quarantined')).toBeUndefined();
  expect(accountsOf(world.ox, 10)).toHaveLength(20);
});

test('an outage quarantines nobody', async () => {
  const { world, mood } = await open();
  mood.refuses = false;
  world.weather.isDown = true;
  hire(world, 300);
  await world.clock.advance(10 * MINUTE);
  world.weather.isDown = false;
  await world.clock.advance(MINUTE);
  expect(condition(world, 'Quarantined')).toBeUndefined();
  expect(accountsOf(world.ox, 10)).toHaveLength(300);
});
