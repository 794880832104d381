/**
 * What can be desired in OX. `DeputyPermission` is all that one user grants to deputies: an object of its own, so that it waits, fails and
 * heals beside its user.
 * The order is the order of work: a kind never waits for a later one.
 */
export const KINDS = ['Context', 'AccessProfile', 'User', 'Group', 'Resource', 'FunctionalAccount', 'DeputyPermission'] as const;

export type Kind = (typeof KINDS)[number];

/** The place of a kind in the order of work; 0 is first. */
export function rankOf(kind: Kind): number {
  return KINDS.indexOf(kind);
}
