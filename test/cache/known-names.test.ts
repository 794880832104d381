import { expect, it } from 'vitest';
import { PRIORITY } from '../../src/cache/index.ts';
import { desiredGroup, desiredUser, memoryCache } from '../support/objects.ts';

it('words that are logins, or in the names of those in trouble, are found in any case, and those of groups are not', () => {
  const cache = memoryCache();
  const fields = { display_name: 'Jin Park-Page', given_name: 'Jin', sur_name: 'Park-Page' };
  cache.objects.put(desiredUser({ sourceId: 'one', name: 'Mail' }), PRIORITY.bulk);
  const { id } = cache.objects.put(
    desiredUser({ sourceId: 'two', name: 'jin', fields: { ...fields, given_name: 'Grace Page' } }),
    PRIORITY.bulk,
  );
  cache.objects.put(desiredGroup({ sourceId: 'three', name: 'users' }), PRIORITY.bulk);
  const words = new Set(['mail', 'page', 'users', 'park', 'context']);
  expect(cache.names.among(words)).toEqual(['mail']);
  const object = cache.objects.load(id);
  if (object === undefined) throw new Error('a row that was just put is not there');
  const progress = { state: 'parked', attempts: 1, nextAt: 0 } as const;
  const told = { reason: 'NameTaken', message: 'is taken', applied: undefined, lookFirst: false, waitingFor: undefined } as const;
  cache.objects.record(object, { progress, ...told });
  expect(cache.names.among(words)).toEqual(['mail', 'park', 'page']);
});
