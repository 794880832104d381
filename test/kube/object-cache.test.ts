import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CachedObject, ObjectCache } from '../../src/kube/object-cache.ts';

interface Thing extends CachedObject {
  readonly spec: string;
}

function thing(name: string, version: number, { uid = `uid-${name}`, spec = 'same' } = {}): Thing {
  return { name, uid, resourceVersion: String(version), spec };
}

function newCache(): ObjectCache<Thing> {
  return new ObjectCache<Thing>((before, now) => before.spec !== now.spec);
}

function told(changes: readonly { type: string; object: Thing }[]): string[] {
  return changes.map(({ type, object }) => `${type} ${object.name} ${object.uid}`);
}

test('an object that was deleted and created anew under its name is a deletion and an addition', () => {
  const cache = newCache();
  cache.put(thing('a', 1, { uid: 'first' }));
  expect(told(cache.put(thing('a', 2, { uid: 'second' })))).toEqual(['deleted a first', 'added a second']);
  expect(told(cache.replace([thing('a', 9, { uid: 'third' })]))).toEqual(['deleted a second', 'added a third']);
});

test('the deletion of an earlier life does not remove the object that lives now', () => {
  const cache = newCache();
  cache.put(thing('a', 2, { uid: 'second' }));
  expect(cache.remove(thing('a', 3, { uid: 'first' }))).toEqual([]);
  expect(cache.get('a')?.uid).toBe('second');
});

test('the same version told twice is no change', () => {
  const cache = newCache();
  cache.put(thing('a', 1));
  expect(cache.put(thing('a', 1))).toEqual([]);
  expect(cache.replace([thing('a', 1)])).toEqual([]);
});

test('the answer to our own write is no news, nor is the watch that tells of it later', () => {
  const cache = newCache();
  cache.put(thing('a', 1));
  expect(cache.absorb(thing('a', 3))).toEqual([]);
  expect(cache.put(thing('a', 2))).toEqual([]);
  expect(cache.put(thing('a', 3))).toEqual([]);
  expect(cache.get('a')?.resourceVersion).toBe('3');
});

test('the answer to our own write is news when somebody else changed the object in between', () => {
  const cache = newCache();
  cache.put(thing('a', 1));
  expect(told(cache.absorb(thing('a', 3, { spec: 'changed' })))).toEqual(['changed a uid-a']);
});

test('the answer to a write that comes after the deletion brings nothing back', () => {
  const cache = newCache();
  cache.put(thing('a', 1));
  cache.remove(thing('a', 3));
  expect(cache.absorb(thing('a', 2))).toEqual([]);
  expect(cache.get('a')).toBeUndefined();
});

test('our own write is no news either when the watch tells of it before it is answered', () => {
  const cache = newCache();
  cache.put(thing('a', 1));
  expect(cache.put(thing('a', 2))).toEqual([]);
  expect(cache.absorb(thing('a', 2))).toEqual([]);
  expect(cache.get('a')?.resourceVersion).toBe('2');
});

test('versions are compared as numbers, however many digits they have', () => {
  const cache = newCache();
  cache.put(thing('a', 9));
  expect(told(cache.put(thing('a', 10, { spec: 'changed' })))).toEqual(['changed a uid-a']);
  expect(cache.put(thing('a', 9, { spec: 'late' }))).toEqual([]);
});

/** What happens on a server, and what a client sees of it: every event in order, now and then the answer to a write, now and then a whole list. */
type Step = { readonly do: 'write' | 'delete' | 'tell' | 'absorb' | 'list'; readonly name: string };

const step: fc.Arbitrary<Step> = fc.record({
  do: fc.constantFrom('write', 'write', 'delete', 'tell', 'tell', 'absorb', 'list'),
  name: fc.constantFrom('a', 'b', 'c'),
});

/** A server with a history: objects get a new uid for each life and a new version for each write. */
class History {
  readonly objects = new Map<string, Thing>();
  readonly events: { readonly type: 'put' | 'remove'; readonly object: Thing }[] = [];
  private version = 0;

  write(name: string): void {
    this.version += 1;
    const uid = this.objects.get(name)?.uid ?? `life-${this.version}`;
    const object = thing(name, this.version, { uid, spec: String(this.version) });
    this.objects.set(name, object);
    this.events.push({ type: 'put', object });
  }

  delete(name: string): void {
    const object = this.objects.get(name);
    if (object === undefined) return;
    this.version += 1;
    this.objects.delete(name);
    this.events.push({ type: 'remove', object: { ...object, resourceVersion: String(this.version) } });
  }
}

test('whatever happens in whatever order, the cache ends equal to the server and its changes tell the same story', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const server = new History();
      const cache = newCache();
      const story = new Map<string, string>();
      const follow = (changes: readonly { type: string; object: Thing }[]): void => {
        for (const { type, object } of changes) {
          if (type === 'deleted') story.delete(object.name);
          else story.set(object.name, object.spec);
        }
      };
      let toldUntil = 0;
      const tellNext = (): void => {
        const event = server.events[toldUntil];
        if (event === undefined) return;
        toldUntil += 1;
        follow(event.type === 'put' ? cache.put(event.object) : cache.remove(event.object));
      };
      for (const { do: what, name } of steps) {
        if (what === 'write') server.write(name);
        else if (what === 'delete') server.delete(name);
        else if (what === 'tell') tellNext();
        else if (what === 'absorb') {
          const object = server.objects.get(name);
          if (object !== undefined) follow(cache.absorb(object));
        } else {
          follow(cache.replace([...server.objects.values()]));
          toldUntil = server.events.length;
        }
      }
      while (toldUntil < server.events.length) tellNext();
      const expected = Object.fromEntries([...server.objects].map(([name, { spec }]) => [name, spec]));
      expect(Object.fromEntries(cache.values().map(({ name, spec }) => [name, spec]))).toEqual(expected);
      expect(Object.fromEntries(story)).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});
