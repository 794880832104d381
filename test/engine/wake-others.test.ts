import { expect, test } from 'vitest';
import { PRIORITY } from '../../src/cache/index.ts';
import { wakeOthers } from '../../src/engine/wake-others.ts';
import { desiredUser, memoryCache, rowOf } from '../support/objects.ts';

/** A user who was refused the address of somebody else in his context. */
function refusedUser() {
  const cache = memoryCache();
  const { id } = cache.objects.put(desiredUser(), PRIORITY.fresh);
  const object = cache.objects.load(id);
  if (object === undefined) throw new Error('a row that was just put is not there');
  const progress = { state: 'parked', attempts: 1, nextAt: 0 } as const;
  const reason = 'MailAddressTaken';
  cache.objects.record(object, { progress, reason, message: '', applied: undefined, lookFirst: false, waitingFor: undefined });
  return { objects: cache.objects, state: () => cache.objects.load(id)?.state };
}

const applied = { oxId: 5, contextId: 10, name: 'berta', fields: {} };
const holder = rowOf(desiredUser({ sourceId: 'berta', name: 'berta', contextId: 11 }), { id: 99, contextId: 11, applied });
const failed = { type: 'faulty', reason: 'ServerFault', message: 'OX says no', applied: undefined, lookFirst: false } as const;

test('who was refused an address tries again when its holder wrote something, although he came to grief after it', () => {
  const { objects, state } = refusedUser();
  expect(wakeOthers(objects, holder, { ...failed, hasWritten: true })).toBe(1);
  expect(state()).toBe('pending');
});

test('he is left alone when nothing was written', () => {
  const { objects, state } = refusedUser();
  expect(wakeOthers(objects, holder, failed)).toBe(0);
  expect(state()).toBe('parked');
});
