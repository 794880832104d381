import type { Reason } from '../model/index.ts';

/** Waiting that ends only when somebody mends something; other waiting is the order of work. */
export const NEEDS_A_PERSON: ReadonlySet<Reason> = new Set<Reason>([
  'NoContext',
  'DuplicateSource',
  'WaitingForCredentials',
  'DeletionBlocked',
]);
