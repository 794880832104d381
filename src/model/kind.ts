/** What can be desired in OX. The order is the order of work: a kind never waits for a later one. */
export const KINDS = ['Context', 'AccessProfile', 'User', 'Group', 'Resource', 'FunctionalAccount'] as const;

export type Kind = (typeof KINDS)[number];

/** The place of a kind in the order of work; 0 is first. */
export function rankOf(kind: Kind): number {
  return KINDS.indexOf(kind);
}
