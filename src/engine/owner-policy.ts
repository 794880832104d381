import type { Kind } from '../model/index.ts';

/** How far the operator may go with the objects of one kind. */
export type Mode = 'Enforce' | 'CreateOnly' | 'Observe';

/**
 * What becomes of an object in OX whose entry is gone. `Delete`: it is deleted, before that disabled for `graceMs`. `Disable`: it loses rights
 * and mail; with `isLast` it is forgotten then. `Orphan`: it stays as it is.
 */
export type DeletionPolicy =
  | { readonly type: 'Delete'; readonly graceMs: number }
  | { readonly type: 'Disable'; readonly isLast: boolean }
  | { readonly type: 'Orphan' };

/** What the owner of objects (an OXDirectory) decided about them. */
export interface OwnerPolicy {
  readonly errorPolicy: 'Park' | 'Halt';
  modeOf(kind: Kind): Mode;
  deletionOf(kind: Kind): DeletionPolicy;
}

export const DELETE: DeletionPolicy = { type: 'Delete', graceMs: 0 };

/** Custom resources: what they say is done. */
export const ENFORCE: OwnerPolicy = { errorPolicy: 'Park', modeOf: () => 'Enforce', deletionOf: () => DELETE };

/** An owner of whom nothing is known yet: perhaps nothing may be written for it. */
export const UNKNOWN_OWNER: OwnerPolicy = { ...ENFORCE, modeOf: () => 'Observe' };
