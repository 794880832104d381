import type { Extra } from './extra.ts';
import { CONTEXTS, type People, type Person } from './people.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Whole departments leave at once, and a part of them comes back: somebody moved a container, or restored one. */
export class Departments implements Extra {
  private readonly people: People;
  private readonly random: SeededRandom;
  private away: Person[] = [];

  constructor(people: People, random: SeededRandom) {
    this.people = people;
    this.random = random;
  }

  happen(): void {
    if (this.random.chance(0.08)) this.leave();
    else if (this.random.chance(0.1)) this.comeBack();
  }

  private leave(): void {
    const contextId = this.random.pick(CONTEXTS);
    const share = this.random.pick([0.5, 1]);
    for (const person of [...this.people.persons.values()]) {
      if (person.contextId !== contextId || !this.random.chance(share)) continue;
      this.people.leaves(person);
      this.away.push(person);
    }
  }

  /** The same people, by the ids of their entries. */
  private comeBack(): void {
    const back = this.away.filter(() => this.random.chance(0.5));
    this.away = this.away.filter((person) => !back.includes(person));
    for (const person of back) this.people.comes({ ...person, version: person.version + 1 });
  }
}
