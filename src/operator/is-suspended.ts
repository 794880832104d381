import type { Resource } from '../kube/index.ts';

/** Whether nothing is to be done for a resource, by a spec that may be right or wrong. What is being deleted is deleted all the same. */
export function isSuspended({ metadata, spec }: Resource): boolean {
  if (metadata.deletionTimestamp !== undefined || typeof spec !== 'object' || spec === null) return false;
  return 'suspend' in spec && spec.suspend === true;
}
