import type { DirectorySpec } from '../crds/index.ts';
import type { DeletionPolicy, OwnerPolicy } from '../engine/index.ts';
import type { Kind } from '../model/index.ts';

/** What an OXDirectory decided about the objects that it feeds. */
export function ownerPolicy(spec: DirectorySpec): OwnerPolicy {
  return {
    errorPolicy: spec.errorPolicy,
    modeOf: (kind: Kind) => {
      if (kind === 'User' || kind === 'DeputyPermission') return spec.users.mode;
      return kind === 'Group' ? spec.groups.mode : spec.functionalAccounts.mode;
    },
    deletionOf: (kind: Kind) => (kind === 'User' ? userDeletion(spec) : 'Delete'),
  };
}

/** When the OXDirectory itself goes with what it feeds: what its mode keeps from being deleted stays in OX, or it would never go. */
export function endPolicy(spec: DirectorySpec): OwnerPolicy {
  const policy = ownerPolicy(spec);
  return {
    errorPolicy: 'Park',
    modeOf: () => 'Enforce',
    deletionOf: (kind) => (policy.modeOf(kind) === 'Enforce' ? policy.deletionOf(kind) : 'Orphan'),
  };
}

function userDeletion({ userDeletion: { policy, graceDays } }: DirectorySpec): DeletionPolicy {
  if (policy === 'Orphan') return 'Orphan';
  return policy === 'Delete' && graceDays === 0 ? 'Delete' : 'Hold';
}
