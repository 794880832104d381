import { messageOf } from '../../model/index.ts';

/** What is not in a bundle. */
export interface Missing {
  readonly what: string;
  /** For the admin alone, since it may hold names. */
  readonly why: string;
}

/** What `work` finds out; `undefined`, and told in `missing`, where that fails: the rest of a bundle is of use without it. */
export async function orMissing<T>(what: string, missing: Missing[], work: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    missing.push({ what, why: messageOf(error) });
    return undefined;
  }
}
