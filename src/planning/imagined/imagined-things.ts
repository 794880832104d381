import type { ContextAccess, OxObjectType, OxReference } from '../../ox/index.ts';
import { type Image, type Named, splitKnown } from './image.ts';
import { type Imagination, missing, type Place, refused } from './imagination.ts';

interface ThingsOptions<T extends Named> {
  readonly service: string;
  readonly what: OxObjectType;
  readonly imagination: Imagination;
  readonly imageIn: (place: Place) => Image<T>;
  /** OX as it is. */
  readonly ask: (access: ContextAccess, reference: OxReference) => Promise<T | undefined>;
  /** What a context holds from the beginning that exists in the plan only. */
  readonly bornWith?: (reference: OxReference) => T | undefined;
}

/** Users, groups or resources, as the plan made them or, where it did not touch them, as OX has them. */
export class ImaginedThings<T extends Named> {
  private readonly options: ThingsOptions<T>;

  constructor(options: ThingsOptions<T>) {
    this.options = options;
  }

  image({ contextId }: ContextAccess): Image<T> {
    return this.options.imageIn(this.options.imagination.place(contextId));
  }

  async find(access: ContextAccess, reference: OxReference): Promise<T | undefined> {
    const imagined = this.image(access).find(reference);
    if (imagined !== undefined) return imagined.thing;
    const { imagination, ask, bornWith } = this.options;
    const found = await imagination.real(access, () => ask(access, reference), bornWith?.(reference));
    // A name that OX still knows may be that of something that has another one by now.
    return found === undefined ? undefined : (this.image(access).find({ id: found.id }) ?? { thing: found }).thing;
  }

  /** A write begins: counts it, and answers what it is about. Rejects as OX does when that is not there. */
  async toWrite(access: ContextAccess, reference: OxReference, operation: string): Promise<T> {
    this.options.imagination.tally.write(access.contextId, `${this.options.service}.${operation}`);
    return await this.mustFind(access, reference, operation);
  }

  /** Rejects as OX does when it is not there. */
  async mustFind(access: ContextAccess, reference: OxReference, operation: string): Promise<T> {
    const thing = await this.find(access, reference);
    if (thing === undefined) throw missing(this.options.what, this.call(access, operation));
    return thing;
  }

  /** Those of the ids, with one call; rejects as OX does when one of them was imagined away. */
  async getMany(access: ContextAccess, ids: readonly number[], ask: (ids: readonly number[]) => Promise<readonly T[]>): Promise<T[]> {
    const { imagination, what } = this.options;
    imagination.tally.read(access.contextId, `${this.options.service}.getMultipleData`);
    const { known, others, isComplete } = splitKnown(this.image(access), ids);
    if (!isComplete) throw missing(what, this.call(access, 'getMultipleData'));
    return others.length === 0 ? known : [...known, ...(await ask(others))];
  }

  async mustBeFree(access: ContextAccess, name: string, operation: string): Promise<void> {
    if ((await this.find(access, { name })) !== undefined) throw this.nameTaken(access, name, operation);
  }

  nameTaken(access: ContextAccess, name: string, operation: string): Error {
    return refused('NameTaken', `the ${this.options.what} "${name}" exists already`, this.call(access, operation));
  }

  call({ contextId }: ContextAccess, operation: string): { service: string; operation: string; contextId: number } {
    return { service: this.options.service, operation, contextId };
  }
}
