import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PATIENCE_MS, SETTLE_MS, type Settled, Settler, type Sighting, VANISH_MS } from '../../src/kube/folder-settler.ts';

/** A settler that has taken what was there at time 0. */
function settledOn(files: Readonly<Record<string, string>>): Settler {
  const settler = new Settler();
  settler.offer(sight(files, -VANISH_MS), 0);
  for (const [path, text] of Object.entries(files)) settler.take(path, text);
  return settler;
}

function sight(files: Readonly<Record<string, string>>, changedAt = 0, isComplete = true): Parameters<Settler['offer']>[0] {
  const sightings = Object.entries(files).map(([path, text]): [string, Sighting] => [
    path,
    { signature: text, isEmpty: text === '', changedAt },
  ]);
  return { files: new Map(sightings), isComplete };
}

const NOTHING: Settled = { changed: [], removed: [], isPending: false };
const WAITING: Settled = { changed: [], removed: [], isPending: true };

describe('A changed file', () => {
  it('is left alone while it does not change', () => {
    expect(settledOn({ a: '1' }).offer(sight({ a: '1' }), 5000)).toEqual(NOTHING);
  });

  it('is read once it has stood still for a moment', () => {
    const settler = settledOn({ a: '1' });
    expect(settler.offer(sight({ a: '2' }), 1000)).toEqual(WAITING);
    expect(settler.offer(sight({ a: '2' }), 1000 + SETTLE_MS - 1)).toEqual(WAITING);
    expect(settler.offer(sight({ a: '2' }), 1000 + SETTLE_MS)).toEqual({ ...NOTHING, changed: ['a'] });
  });

  it('is not read half-written: each new sign of writing starts the wait again', () => {
    const settler = settledOn({ a: '1' });
    settler.offer(sight({ a: 'half' }), 1000);
    expect(settler.offer(sight({ a: 'whole' }), 1000 + SETTLE_MS)).toEqual(WAITING);
    expect(settler.offer(sight({ a: 'whole' }), 1000 + 2 * SETTLE_MS)).toEqual({ ...NOTHING, changed: ['a'] });
  });

  it('that is back to what it was needs no reading', () => {
    const settler = settledOn({ a: '1' });
    settler.offer(sight({ a: '2' }), 1000);
    expect(settler.offer(sight({ a: '1' }), 1100)).toEqual(NOTHING);
  });

  it('is offered again until it was taken', () => {
    const settler = settledOn({});
    settler.offer(sight({ a: '1' }), 1000);
    expect(settler.offer(sight({ a: '1' }), 2000).changed).toEqual(['a']);
    expect(settler.offer(sight({ a: '1' }), 3000).changed).toEqual(['a']);
    settler.take('a', '1');
    expect(settler.offer(sight({ a: '1' }), 4000)).toEqual(NOTHING);
  });

  it('is read at the first look when its disk says that it is old enough', () => {
    expect(new Settler().offer(sight({ a: '1' }, 1000 - SETTLE_MS), 1000).changed).toEqual(['a']);
    expect(new Settler().offer(sight({ a: '1' }, 999), 1000)).toEqual(WAITING);
    expect(new Settler().offer(sight({ a: '1' }, 9_999_999), 1000)).toEqual(WAITING);
  });
});

describe('A missing file', () => {
  it('is gone once it has been missing for longer than an editor takes to replace it', () => {
    const settler = settledOn({ a: '1', b: '1' });
    expect(settler.offer(sight({ b: '1' }), 1000)).toEqual(WAITING);
    expect(settler.offer(sight({ b: '1' }), 1000 + VANISH_MS - 1)).toEqual(WAITING);
    expect(settler.offer(sight({ b: '1' }), 1000 + VANISH_MS)).toEqual({ ...NOTHING, removed: ['a'] });
  });

  it('that comes back in time was never gone', () => {
    const settler = settledOn({ a: '1' });
    settler.offer(sight({}), 1000);
    expect(settler.offer(sight({ a: '2' }), 1200)).toEqual(WAITING);
    expect(settler.offer(sight({ a: '2' }), 1200 + SETTLE_MS)).toEqual({ ...NOTHING, changed: ['a'] });
  });

  it('is not gone when a part of the folder could not be looked into', () => {
    const settler = settledOn({ a: '1' });
    expect(settler.offer(sight({}, 0, false), 1000)).toEqual(NOTHING);
    expect(settler.offer(sight({}, 0, false), 9000)).toEqual(NOTHING);
  });

  it('and one that is emptied wait equally long', () => {
    const settler = settledOn({ a: '1' });
    settler.offer(sight({ a: '' }), 1000);
    expect(settler.offer(sight({ a: '' }), 1000 + VANISH_MS - 1)).toEqual(WAITING);
    expect(settler.offer(sight({ a: '' }), 1000 + VANISH_MS)).toEqual({ ...NOTHING, changed: ['a'] });
  });
});

describe('Several files', () => {
  it('that change together are taken together: an object that moves between files is never missing', () => {
    const settler = settledOn({ a: 'city', b: '' });
    expect(settler.offer(sight({ b: 'city' }), 1000)).toEqual(WAITING);
    expect(settler.offer(sight({ b: 'city' }), 1000 + SETTLE_MS)).toEqual(WAITING);
    expect(settler.offer(sight({ b: 'city' }), 1000 + VANISH_MS)).toEqual({ changed: ['b'], removed: ['a'], isPending: false });
  });

  it('do not wait for ever for one that is written all the time', () => {
    const settler = settledOn({ a: '1' });
    const step = 100;
    for (let passed = 0; passed < PATIENCE_MS; passed += step) {
      expect(settler.offer(sight({ a: '2', log: String(passed) }), 1000 + passed)).toEqual(WAITING);
    }
    expect(settler.offer(sight({ a: '2', log: 'more' }), 1000 + PATIENCE_MS)).toEqual({ changed: ['a'], removed: [], isPending: true });
  });

  it('are gone only when nothing is being written any more: a slow checkout may still bring their objects back', () => {
    const settler = settledOn({ a: '1' });
    for (let passed = 0; passed <= 3 * VANISH_MS; passed += 100) {
      expect(settler.offer(sight({ b: String(passed) }), 1000 + passed).removed).toEqual([]);
    }
    const last = sight({ b: String(3 * VANISH_MS) });
    expect(settler.offer(last, 1000 + 3 * VANISH_MS + SETTLE_MS)).toEqual({ changed: ['b'], removed: ['a'], isPending: false });
  });

  it('are never offered in a state in which they were seen for less than the time to settle', () => {
    const look = fc.record({
      passed: fc.integer({ min: 1, max: 900 }),
      a: fc.constantFrom('', '1', '2'),
      b: fc.constantFrom('', '1', undefined),
    });
    fc.assert(
      fc.property(fc.array(look, { maxLength: 30 }), (looks) => {
        const settler = settledOn({ a: '1', b: '1' });
        const seen = new Map<string, { text: string | undefined; since: number }>(
          ['a', 'b'].map((path) => [path, { text: '1', since: 0 }]),
        );
        let now = 1000;
        for (const { passed, a, b } of looks) {
          now += passed;
          for (const [path, text] of Object.entries({ a, b })) if (seen.get(path)?.text !== text) seen.set(path, { text, since: now });
          const { changed, removed } = settler.offer(sight(b === undefined ? { a } : { a, b }), now);
          for (const path of [...changed, ...removed]) {
            const { text, since } = seen.get(path) ?? { text: undefined, since: now };
            expect(now - since).toBeGreaterThanOrEqual(text === undefined || text === '' ? VANISH_MS : SETTLE_MS);
            settler.take(path, text);
          }
        }
      }),
    );
  });
});
