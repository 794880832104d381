import { ANY_DELETION_GUARD } from '../support/deletion-rules.ts';
import type { DeletionGuard, WorldVariant } from './world.ts';

/** In some worlds few may leave without being asked for. */
const TIGHT: DeletionGuard = { users: { maxCount: 2, maxPercent: 100 }, groups: { maxCount: 3, maxPercent: 100 } };

/** Where limits are edited they are such that they matter. */
const MODERATE: DeletionGuard = { ...ANY_DELETION_GUARD, users: { maxCount: 5, maxPercent: 100 } };

/** Or a share of all. */
const SHARE: DeletionGuard = { ...ANY_DELETION_GUARD, users: { maxCount: 1_000_000, maxPercent: 30 } };

const DRIFT_POLICIES = [undefined, 'Correct', 'Report', 'Ignore', undefined, undefined, undefined] as const;

/** With a second process these would still end wrong (CONTRIBUTING.md tells why): they are lived with one. */
const ALONE_UNTIL_MENDED: ReadonlySet<number> = new Set([1391, 1759, 1919]);

/** What happens in the world of a seed beside what happens in all. */
export interface Variant extends WorldVariant {
  readonly hasStrangers: boolean;
  readonly hasDepartments: boolean;
  readonly hasSpecEdits: boolean;
  readonly hasStandby: boolean;
}

/** So that each seed has its own mixture, and some have nothing of all this. */
export function variantOf(seed: number): Variant {
  const hasDepartments = seed % 11 < 4;
  const hasSpecEdits = seed % 9 < 3;
  const driftPolicy = DRIFT_POLICIES[seed % 7];
  return {
    nested: seed % 4 === 0 ? 'Flatten' : 'Ignore',
    contexts: seed % 3 === 0 ? [10, 11] : [10, 11, 12],
    deletionGuard: guardOf(seed, { hasDepartments, hasSpecEdits }),
    driftPolicy,
    hasStrangers: seed % 13 < 5,
    hasDepartments,
    hasSpecEdits,
    hasStandby: seed % 4 === 3 && !ALONE_UNTIL_MENDED.has(seed),
  };
}

function guardOf(seed: number, { hasDepartments, hasSpecEdits }: Pick<Variant, 'hasDepartments' | 'hasSpecEdits'>): DeletionGuard {
  if (seed % 5 === 0) return TIGHT;
  if (hasSpecEdits) return MODERATE;
  return hasDepartments && seed % 5 === 1 ? SHARE : ANY_DELETION_GUARD;
}
