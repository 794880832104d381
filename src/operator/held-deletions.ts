import type { Cache, Departure, GuardedKind } from '../cache/index.ts';
import { tokenOf } from '../engine/index.ts';
import type { ConditionState, Resource } from '../kube/index.ts';
import type { HeldSet } from '../planning/index.ts';

/** Set by an admin to the token of held deletions: exactly those may be carried out. */
export const APPROVE_DELETIONS = 'ox-operator.dev/approve-deletions';

/** What the deletion guard of a directory holds. */
export interface HeldDeletions {
  readonly counts: Readonly<Record<GuardedKind, number>>;
  /** Names exactly this set; empty when nothing is held. */
  readonly token: string;
  /** Some of them, to be told. */
  readonly first: readonly Pick<Departure, 'kind' | 'name' | 'leaving'>[];
}

export const NOTHING_HELD: HeldDeletions = { counts: { User: 0, Group: 0, FunctionalAccount: 0 }, token: '', first: [] };

/** As many names as a message tells. */
const MOST_NAMES = 10;

/** In words of an admin, for one and for many. */
const WORDS: Readonly<Record<GuardedKind, readonly [string, string]>> = {
  User: ['user', 'users'],
  Group: ['group', 'groups'],
  FunctionalAccount: ['functional account', 'functional accounts'],
};

export function heldDeletionsOf({ departures }: Cache, directory: string): HeldDeletions {
  if (!departures.isAnyHeld(directory)) return NOTHING_HELD;
  const held = departures.held(directory);
  const countOf = (kind: GuardedKind): number => held.filter((one) => one.kind === kind).length;
  return {
    counts: { User: countOf('User'), Group: countOf('Group'), FunctionalAccount: countOf('FunctionalAccount') },
    token: tokenOf(held, departures.spentToken(directory)),
    first: held.slice(0, MOST_NAMES),
  };
}

/** What is held of each of these directories, as a plan tells it. */
export function heldSetsOf(cache: Cache, directories: readonly string[]): HeldSet[] {
  return directories.flatMap((directory) => {
    const held = heldDeletionsOf(cache, directory);
    return held.token === '' ? [] : [{ directory, count: heldInAll(held), approval: approvalOf(held) }];
  });
}

/** The annotation that approves it. */
export function approvalOf({ token }: HeldDeletions): string {
  return `${APPROVE_DELETIONS}=${token}`;
}

function heldInAll({ counts }: HeldDeletions): number {
  return counts.User + counts.Group + counts.FunctionalAccount;
}

/** The condition DeletionsHeld of an OXDirectory. */
export function heldCondition(held: HeldDeletions, resource: Resource): ConditionState {
  if (held.token === '') return { type: 'DeletionsHeld', status: 'False', reason: 'Settled', message: 'no deletions are held' };
  const approved = resource.metadata.annotations[APPROVE_DELETIONS] ?? '';
  const stale =
    approved === '' || approved === held.token
      ? ''
      : `; the annotation ${APPROVE_DELETIONS} holds the token of another set and approves none of these`;
  return { type: 'DeletionsHeld', status: 'True', reason: 'DeletionsHeld', message: `${heldMessage(held)}${stale}${namesOf(held)}` };
}

/** How much is held, and what to do. */
export function heldMessage(held: HeldDeletions): string {
  const parts = Object.entries(WORDS).flatMap(([kind, words]) => partOf(held.counts[kind as GuardedKind], words));
  return `${parts.join(', ')} would leave OX, more than deletionGuard allows; they stay as they are until they come back or are approved by the annotation ${approvalOf(held)}`;
}

function partOf(count: number, [one, many]: readonly [string, string]): string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
}

function namesOf(held: HeldDeletions): string {
  const rest = heldInAll(held) - held.first.length;
  const names = held.first.map(({ kind, name, leaving }) => `${WORDS[kind][0]} ${name}${leaving === 'disabled' ? ' (disabled)' : ''}`);
  return `; ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
