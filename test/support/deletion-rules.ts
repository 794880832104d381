import type { DeletionRules } from '../../src/engine/index.ts';

/** Nothing is held, however much leaves at once. */
export const ANY_DELETION: DeletionRules = {
  limitsOf: () => ({ maxCount: Number.MAX_SAFE_INTEGER, maxPercent: 100 }),
  approvedToken: () => undefined,
  isFollowing: () => false,
};

/** The same for an OXDirectory. */
export const ANY_DELETION_GUARD = { users: { maxCount: 1_000_000, maxPercent: 100 }, groups: { maxCount: 1_000_000, maxPercent: 100 } };
