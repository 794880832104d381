import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { DirectoryMirror } from '../support/directory-mirror.ts';
import { Slapd } from '../support/slapd.ts';
import { Cleanup, containerLdif, deleteLdif, directoryOn, moveLdif, replaceLdif, SUFFIX, userDn, userLdif, ways } from './ldap-fixture.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const NAMES = ['ada', 'bea', 'cyd', 'dan', 'eve', 'fay', 'gus', 'hal'];
const CONTAINERS = ['ou=users', 'ou=berlin', 'ou=bremen'];

interface Person {
  /** Stays through renames and moves, as the source id must. */
  readonly identity: number;
  readonly container: string;
  readonly isActive: boolean;
  readonly title: string;
}

type Step = {
  readonly type: 'add' | 'modify' | 'rename' | 'move' | 'leave' | 'enter' | 'delete';
  readonly name: string;
  readonly other: string;
};

const step: fc.Arbitrary<Step> = fc.record({
  type: fc.constantFrom('add', 'add', 'modify', 'rename', 'move', 'leave', 'enter', 'delete'),
  name: fc.constantFrom(...NAMES),
  other: fc.constantFrom(...NAMES),
});
const history = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), { minLength: 3, maxLength: 12 });

/** What the directory holds, told from the steps alone; a step that is impossible is left out. */
class People {
  readonly byName = new Map<string, Person>();
  #count = 0;

  /** LDIF of the step. */
  take({ type, name, other }: Step): string {
    const person = this.byName.get(name);
    if (type === 'add') return person === undefined ? this.#add(name) : '';
    if (person === undefined) return '';
    const dn = userDn(name, person.container);
    switch (type) {
      case 'modify':
        this.#put(name, { ...person, title: `T${this.#count++}` });
        return replaceLdif(dn, 'title', this.byName.get(name)?.title ?? '');
      case 'leave':
      case 'enter':
        this.#put(name, { ...person, isActive: type === 'enter' });
        return replaceLdif(dn, 'isOxUser', type === 'enter' ? 'OK' : 'Not');
      case 'delete':
        this.byName.delete(name);
        return deleteLdif(dn);
      case 'rename':
        return this.#rename(name, other, person);
      case 'move':
        return this.#move(name, person);
    }
  }

  /** What the operator must know. */
  get visible(): string[] {
    const active = [...this.byName].filter(([, { isActive }]) => isActive);
    return active.map(([name, { container, title }]) => `${userDn(name, container)} ${title}`).sort();
  }

  #add(name: string): string {
    this.#put(name, { identity: this.#count++, container: 'ou=users', isActive: true, title: 'none' });
    return userLdif(name, { lines: 'title: none' });
  }

  #rename(name: string, other: string, person: Person): string {
    if (this.byName.has(other)) return '';
    this.byName.delete(name);
    this.#put(other, person);
    return moveLdif(userDn(name, person.container), `uid=${other}`);
  }

  #move(name: string, person: Person): string {
    const container = CONTAINERS[(CONTAINERS.indexOf(person.container) + 1) % CONTAINERS.length] ?? 'ou=users';
    this.#put(name, { ...person, container });
    return moveLdif(userDn(name, person.container), `uid=${name}`, container);
  }

  #put(name: string, person: Person): void {
    this.byName.set(name, person);
  }
}

function known(mirror: DirectoryMirror): string[] {
  return mirror
    .all()
    .map(({ dn, attributes }) => `${dn} ${attributes.get('title')?.[0] ?? ''}`)
    .sort();
}

/** Time stamps see some changes only a moment later. */
async function pollUntilKnown(mirror: DirectoryMirror, people: People): Promise<void> {
  const wanted = JSON.stringify(people.visible);
  const deadline = Date.now() + 15_000;
  await mirror.poll();
  while (JSON.stringify(known(mirror)) !== wanted && Date.now() < deadline) await mirror.poll();
  expect(known(mirror)).toEqual(people.visible);
}

describe.each(ways)('with $way', ({ settings }) => {
  it('whatever happens between polls, afterwards exactly what is there is known, under the same ids', async () => {
    await fc.assert(
      fc.asyncProperty(history, fc.nat({ max: 11 }), async (rounds, restartAt) => {
        const slapd = cleanup.add(await Slapd.start({ ...settings }, containerLdif('berlin') + containerLdif('bremen')), (server) =>
          server.destroy(),
        );
        const query = { name: 'users', base: SUFFIX, filter: '(isOxUser=OK)', attributes: ['title'], binaryAttributes: [] };
        const options = { queries: [query], acceptsEmpty: () => true };
        let mirror = new DirectoryMirror(cleanup.add(directoryOn(slapd, options), (source) => source.close()));
        await mirror.poll();
        const people = new People();
        const idOf = new Map<number, string>();
        for (const [round, steps] of rounds.entries()) {
          await slapd.apply(steps.map((one) => people.take(one)).join(''));
          if (round === restartAt) mirror = mirror.over(cleanup.add(directoryOn(slapd, options), (source) => source.close()));
          await pollUntilKnown(mirror, people);
          for (const [name, { identity, isActive, container }] of people.byName) {
            if (!isActive) continue;
            const entry = mirror.all().find(({ dn }) => dn === userDn(name, container));
            expect(idOf.get(identity) ?? entry?.sourceId).toBe(entry?.sourceId);
            idOf.set(identity, entry?.sourceId ?? '');
          }
        }
        await cleanup.run();
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });
});
