import { expect, it } from 'vitest';
import { InProcessGateway, OxSimulation } from '../../simulator/index.ts';
import { Cache } from '../../src/cache/index.ts';
import type { DirectorySource } from '../../src/directory/index.ts';
import { Operator } from '../../src/operator/index.ts';
import { MemoryResourceStore } from '../support/memory-resource-store.ts';
import { SeededRandom } from '../world/seeded-random.ts';
import { VirtualClock } from '../world/virtual-clock.ts';

/** A directory without anybody in it. */
class CountingDirectory implements DirectorySource {
  polls = 0;
  closed = 0;

  async poll() {
    this.polls += 1;
    return { cursor: '', method: 'ContentSync' as const, server: 'ldap://memory' };
  }

  async close(): Promise<void> {
    this.closed += 1;
  }
}

function operatorOver(store: MemoryResourceStore, directory: DirectorySource, clock: VirtualClock): Operator {
  const silent = () => undefined;
  return new Operator({
    store,
    clock,
    random: new SeededRandom(1),
    cache: Cache.open(':memory:', clock),
    gateway: new InProcessGateway({ ox: new OxSimulation() }),
    makeSource: async () => directory,
    log: { outcome: silent, outage: silent, warn: silent, error: silent },
    maxConcurrency: 4,
    maxConcurrencyPerContext: 4,
  });
}

it('reads no directory any more once it was stopped, and leaves in the status what it saw last', async () => {
  const clock = new VirtualClock();
  const directory = new CountingDirectory();
  const store = new MemoryResourceStore({ clock });
  store.put({ kind: 'OXDirectory', name: 'people', spec: { ldif: { configMapRef: { name: 'people' } } } });
  const operator = operatorOver(store, directory, clock);
  await operator.start();
  await clock.advance(60_000);
  store.put({
    kind: 'OXDirectory',
    name: 'people',
    spec: { ldif: { configMapRef: { name: 'people' } } },
    annotations: { looked: 'again' },
  });
  const { polls } = directory;
  await Promise.all([operator.stop(), clock.advance(600_000)]);
  expect(polls).toBeGreaterThan(1);
  expect(directory).toMatchObject({ polls, closed: 1 });
  expect(store.get({ kind: 'OXDirectory', name: 'people' })?.status).toMatchObject({ source: { server: 'ldap://memory' } });
});
