import { expect, it } from 'vitest';
import { supportFacts } from '../../src/cli/run/support-facts.ts';
import { systemClock } from '../../src/model/index.ts';
import { MemoryResourceStore } from '../support/memory-resource-store.ts';
import { memoryCache } from '../support/objects.ts';

it('a cache that cannot be read keeps nobody from reading the log, and is told of', async () => {
  const cache = memoryCache();
  cache.close();
  const facts = await supportFacts({
    ...{ version: '1.0.0', store: new MemoryResourceStore({ clock: systemClock }), cache, leadership: undefined, settings: [] },
    engine: { outage: undefined, quarantineOf: () => undefined },
    metrics: { text: () => Promise.reject(new Error('not open')) },
    log: () => ({ lines: ['said'], omitted: 0 }),
  });
  expect(facts).toMatchObject({ isLeading: true, counts: [], resources: [], metrics: '', log: { lines: ['said'] } });
  expect(facts.missing.map(({ what }) => what)).toEqual(['counts and held deletions', 'metrics']);
});
