import type { OxReference } from '../../ox/index.ts';

export interface Named {
  readonly id: number;
  readonly name: string;
}

/** What is imagined of a thing; without a thing it was imagined away. */
export interface Imagined<T> {
  readonly thing: T | undefined;
}

/** What a plan made of the users, groups or resources of one context. Of everything else it knows nothing. */
export class Image<T extends Named> {
  private readonly things = new Map<number, T | undefined>();
  private readonly ids = new Map<string, number>();
  /** Names, in lower case, of things that were renamed or deleted. */
  private readonly givenUp = new Set<string>();
  private readonly goneIds = new Set<number>();

  /** `undefined`: it is as it is in OX. OX compares names without case. */
  find(reference: OxReference): Imagined<T> | undefined {
    if ('id' in reference) return this.things.has(reference.id) ? { thing: this.things.get(reference.id) } : undefined;
    const key = reference.name.toLowerCase();
    const id = this.ids.get(key);
    if (id !== undefined) return { thing: this.things.get(id) };
    return this.givenUp.has(key) ? { thing: undefined } : undefined;
  }

  all(): T[] {
    return [...this.things.values()].filter((thing) => thing !== undefined);
  }

  /** It is like this from now on. `before`: as it was. */
  put(thing: T, before?: T): void {
    if (before !== undefined) this.giveUp(before.name);
    const key = thing.name.toLowerCase();
    this.givenUp.delete(key);
    this.ids.set(key, thing.id);
    this.things.set(thing.id, thing);
    this.goneIds.delete(thing.id);
  }

  remove({ id, name }: T): void {
    this.giveUp(name);
    this.things.set(id, undefined);
    this.goneIds.add(id);
  }

  /** Ids of what was imagined away. */
  gone(): ReadonlySet<number> {
    return this.goneIds;
  }

  private giveUp(name: string): void {
    const key = name.toLowerCase();
    this.ids.delete(key);
    this.givenUp.add(key);
  }
}

/** Things asked for by id: those that are imagined, and the ids of the others. Incomplete when one was imagined away. */
export function splitKnown<T extends Named>(
  image: Image<T>,
  ids: readonly number[],
): { readonly known: T[]; readonly others: number[]; readonly isComplete: boolean } {
  const known = ids.flatMap((id) => image.find({ id })?.thing ?? []);
  const others = ids.filter((id) => image.find({ id }) === undefined);
  return { known, others, isComplete: known.length + others.length === ids.length };
}
