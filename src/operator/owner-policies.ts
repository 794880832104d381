import type { DirectorySpec } from '../crds/index.ts';
import { DELETE, type DeletionPolicy, type OwnerPolicy } from '../engine/index.ts';
import type { Kind } from '../model/index.ts';

const DAY_MS = 86_400_000;

/** What an OXDirectory decided about the objects that it feeds. */
export function ownerPolicy(spec: DirectorySpec): OwnerPolicy {
  return {
    errorPolicy: spec.errorPolicy,
    modeOf: (kind: Kind) => {
      if (kind === 'User' || kind === 'DeputyPermission') return spec.users.mode;
      return kind === 'Group' ? spec.groups.mode : spec.functionalAccounts.mode;
    },
    deletionOf: (kind: Kind) => (kind === 'User' ? userDeletion(spec) : DELETE),
  };
}

/** When the OXDirectory itself goes with what it feeds: what its mode keeps from being deleted stays in OX, or it would never go. */
export function endPolicy(spec: DirectorySpec): OwnerPolicy {
  const policy = ownerPolicy(spec);
  return {
    errorPolicy: 'Park',
    modeOf: () => 'Enforce',
    deletionOf: (kind) => (policy.modeOf(kind) === 'Enforce' ? lastDeletion(policy.deletionOf(kind)) : { type: 'Orphan' }),
  };
}

/** Nobody waits for ever: who is only to be disabled is forgotten then. */
function lastDeletion(deletion: DeletionPolicy): DeletionPolicy {
  return deletion.type === 'Disable' ? { ...deletion, isLast: true } : deletion;
}

function userDeletion({ userDeletion: { policy, graceDays } }: DirectorySpec): DeletionPolicy {
  switch (policy) {
    case 'Orphan':
      return { type: 'Orphan' };
    case 'Disable':
      return { type: 'Disable', isLast: false };
    case 'Delete':
      return { type: 'Delete', graceMs: graceDays * DAY_MS };
  }
}
