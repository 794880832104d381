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
  const mood = { refuses: true };
  const invoke = world.ox.invoke.bind(world.ox);
  world.ox.invoke = (service, operation, args) => {
    if (operation === 'createByModuleAccess') {
      tried.push(world.clock.now());
      if (mood.refuses) throw new OxFault('StorageException', 'the filestore has no more room; exceptionId: 1-1');
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
    .map(({ reason }) => reason)
    .filter((reason) => reason.startsWith('Quarantin'));
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

test('the others of a directory are worked on again as soon as three in a row succeed', async () => {
  const { world, tried, mood } = await open();
  hire(world, 400);
  await world.clock.advance(10 * MINUTE);
  const refused = tried.length;
  mood.refuses = false;
  await world.clock.advance(2 * MINUTE);
  expect(condition(world, 'Quarantined')).toBeUndefined();
  expect(accountsOf(world.ox, 10)).toHaveLength(400 - refused);
  expect(eventsOf(world)).toEqual(['Quarantined', 'QuarantineEnded']);
  // An admin has the parked ones tried again.
  const [directory] = world.store.list('OXDirectory');
  const requested = { 'ox-operator.dev/reconcile-requested-at': 'now' };
  world.store.put({ kind: 'OXDirectory', name: 'people', spec: directory?.spec, annotations: requested });
  await world.clock.advance(2 * MINUTE);
  expect(accountsOf(world.ox, 10)).toHaveLength(400);
  expect(condition(world, 'Ready')?.status).toBe('True');
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
