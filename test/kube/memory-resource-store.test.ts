import { describe, expect, it } from 'vitest';
import { validateStrictly } from '../../src/kube/folder-manifest.ts';
import type { ResourceRef } from '../../src/kube/resource-store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { MemoryResourceStore, type MemoryStoreOptions, type StoreWrite } from '../support/memory-resource-store.ts';
import { RecordingListener } from '../support/recording-listener.ts';

const CITY: ResourceRef = { kind: 'OXContext', name: 'city' };
const city = { ...CITY, spec: { contextId: 10 } };

function open(options: Partial<MemoryStoreOptions> = {}): MemoryResourceStore {
  return new MemoryResourceStore({ clock: new ManualClock(), ...options });
}

describe('The store in memory', () => {
  it('counts the statuses that were written, equal ones not', async () => {
    const store = open();
    store.put(city);
    await store.applyStatus(CITY, { users: 1 });
    await store.applyStatus(CITY, { users: 1 });
    await store.applyStatus(CITY, { users: 2 });
    expect(store.statusWrites).toBe(2);
  });

  it('keeps the events', async () => {
    const store = open();
    await store.recordEvent(CITY, { type: 'Normal', reason: 'ContextCreated', message: 'created' });
    expect(store.events).toEqual([{ ref: CITY, type: 'Normal', reason: 'ContextCreated', message: 'created' }]);
  });

  it('acts at once: what is awaited is done by the next microtask', async () => {
    const store = open();
    store.put(city);
    const written = store.applyStatus(CITY, { users: 1 });
    expect(store.get(CITY)?.status).toEqual({ users: 1 });
    let isResolved = false;
    const done = written.then(() => {
      isResolved = true;
    });
    await Promise.resolve();
    expect(isResolved).toBe(true);
    await done;
  });

  it('can fail a write before it takes effect', async () => {
    const writes: StoreWrite[] = [];
    const store = open({
      hooks: {
        before: (write) => {
          writes.push(write);
          throw new Error('unreachable');
        },
      },
    });
    store.put(city);
    await expect(store.addFinalizer(CITY)).rejects.toThrow('unreachable');
    await expect(store.createSecret('ours', { password: 'x' })).rejects.toThrow('unreachable');
    expect(store.get(CITY)?.metadata.finalizers).toEqual([]);
    expect(await store.readSecret('ours')).toBeUndefined();
    expect(writes).toEqual([
      { operation: 'addFinalizer', ...CITY },
      { operation: 'createSecret', kind: 'Secret', name: 'ours' },
    ]);
  });

  it('can lose the answer to a write that took effect', async () => {
    const store = open({
      hooks: {
        after: () => {
          throw new Error('reset');
        },
      },
    });
    await expect(store.createSecret('ours', { password: 'x' })).rejects.toThrow('reset');
    expect(await store.createSecret('ours', { password: 'y' })).toBe('exists');
    expect(await store.readSecret('ours')).toEqual({ password: 'x' });
  });

  it('refuses what a cluster refuses', () => {
    const store = open({ validate: validateStrictly });
    expect(() => store.put({ ...city, spec: { contextId: 0 } })).toThrow('OXContext city: spec.contextId: found 0, expected');
    store.put(city);
    expect(() => store.put({ ...city, spec: { contextId: 11 } })).toThrow('OXContext city: spec.contextId: found 11 where 10 was');
    expect(store.get(CITY)?.spec).toEqual({ contextId: 10 });
  });

  it('gives what is created anew another uid when it plays a cluster', () => {
    const uidOf = (store: MemoryResourceStore): string | undefined => store.get(CITY)?.metadata.uid;
    for (const [uids, isSame] of [
      ['stable', true],
      ['fresh', false],
    ] as const) {
      const store = open({ uids });
      store.put(city);
      const first = uidOf(store);
      store.put({ ...city, annotations: { x: '1' } });
      expect(uidOf(store)).toBe(first);
      store.remove(CITY);
      store.put(city);
      expect(uidOf(store) === first).toBe(isSame);
    }
  });

  it('holds what it has over a stop, for the next operator to start on', async () => {
    const [first, second] = [new RecordingListener(), new RecordingListener()];
    const store = open();
    await store.start(first);
    store.put(city);
    await store.stop();
    store.put({ ...city, annotations: { x: '1' } });
    await store.start(second);
    store.reportInvalid(CITY, 'wrong');
    store.remove(CITY);
    expect(first.changed).toEqual(['OXContext/city']);
    expect(second).toMatchObject({ changed: ['OXContext/city'], invalid: [{ ref: 'OXContext/city', message: 'wrong' }] });
  });
});
