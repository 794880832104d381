import type { Kind } from '../model/index.ts';

/** How far the operator may go with the objects of one kind. */
export type Mode = 'Enforce' | 'CreateOnly' | 'Observe';

/** What becomes of an object in OX whose entry is gone. `Hold`: nothing yet, the policy asked for is not built. */
export type DeletionPolicy = 'Delete' | 'Orphan' | 'Hold';

/** What the owner of objects (an OXDirectory) decided about them. */
export interface OwnerPolicy {
  readonly errorPolicy: 'Park' | 'Halt';
  modeOf(kind: Kind): Mode;
  deletionOf(kind: Kind): DeletionPolicy;
}

/** Custom resources: what they say is done. */
export const ENFORCE: OwnerPolicy = { errorPolicy: 'Park', modeOf: () => 'Enforce', deletionOf: () => 'Delete' };
