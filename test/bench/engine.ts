/**
 * What a user costs the operator beside the SOAP call: reading, mapping, cache and engine, against an OX that answers at once.
 * All in this process.
 *
 *   node test/bench/engine.ts [users]
 *   node --cpu-prof test/bench/engine.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cache } from '../../src/cache/index.ts';
import { systemClock, systemRandom } from '../../src/model/index.ts';
import { Operator, sourceFactory } from '../../src/operator/index.ts';
import { MemoryResourceStore } from '../support/memory-resource-store.ts';
import { type Figure, publish } from './figures.ts';
import { instantOx } from './instant-ox.ts';
import { contextIds, DIRECTORY, groupsInOx, type Organisation, organisationLdif } from './organisation.ts';

const organisation: Organisation = { users: Number(process.argv[2] ?? 5000), contexts: 20, teams: 40 };

function resources(): MemoryResourceStore {
  const store = new MemoryResourceStore({ clock: systemClock });
  store.putConfigMap('people', { 'people.ldif': organisationLdif(organisation) });
  store.put({ kind: 'OXDirectory', name: DIRECTORY, spec: { ldif: { configMapRef: { name: 'people' } } } });
  for (const contextId of contextIds(organisation)) store.put({ kind: 'OXContext', name: `context${contextId}`, spec: { contextId } });
  return store;
}

async function loadOnce(cache: Cache): Promise<void> {
  const store = resources();
  let missing = organisation.users + groupsInOx(organisation);
  const { promise: loaded, resolve } = Promise.withResolvers<void>();
  const operator = new Operator({
    store,
    cache,
    gateway: instantOx(),
    makeSource: sourceFactory({ store, clock: systemClock, folder: undefined, observer: () => undefined }),
    clock: systemClock,
    random: systemRandom,
    log: { outcome: () => undefined, outage: () => undefined, warn: () => undefined, error: () => undefined },
    maxConcurrency: 16,
    maxConcurrencyPerContext: 4,
    onOutcome: ({ object, outcome }) => {
      if (object.kind !== 'Context' && outcome.type === 'settled') missing -= 1;
      if (missing === 0) resolve();
    },
  });
  await operator.start();
  await loaded;
  await operator.stop();
}

const folder = mkdtempSync(join(tmpdir(), 'ox-operator-bench-'));
const cache = Cache.open(join(folder, 'cache.db'), systemClock);
const cpu = process.cpuUsage();
const startedAt = performance.now();
await loadOnce(cache);
const seconds = (performance.now() - startedAt) / 1000;
const { user, system } = process.cpuUsage(cpu);
cache.close();
rmSync(folder, { recursive: true });

const section = `Engine alone: ${organisation.users.toLocaleString('en')} users in ${organisation.contexts} contexts, an OX that answers at once`;
publish([
  { section, what: 'users per second', value: organisation.users / seconds, unit: 'users/s' },
  { section, what: 'CPU per user, source to record', value: (user + system) / 1000 / organisation.users, unit: 'ms' },
] satisfies Figure[]);
