import type { ContextState, OxSimulation, StoredUser } from '../state/index.ts';

/** An id, or a name. */
export type Reference = number | string;

/** Throws an `Error` with one line, as all of these do. */
export function contextOf(ox: OxSimulation, contextId: number): ContextState {
  return required(ox.installation.contexts.get(contextId), `there is no context ${contextId}`);
}

export function userOf(context: ContextState, reference: Reference): StoredUser {
  const user = typeof reference === 'number' ? context.users.get(reference) : context.userNamed(reference);
  return required(user, `there is no user ${reference} in context ${context.id}`);
}

export function required<Value>(value: Value | undefined, words: string): Value {
  if (value === undefined) throw new Error(words);
  return value;
}
