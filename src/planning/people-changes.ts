import type { Step } from '../engine/index.ts';
import type { FieldValue } from '../model/index.ts';
import type { PlannedChange } from './plan.ts';

/** Whose number in OX this is; `undefined` for somebody whom nobody knows. */
export type NameOf = (contextId: number, oxId: number) => string | undefined;

/** Members of a group before the plan touched it; `undefined`: they need not be asked for. */
export type MembersBefore = (contextId: number, groupId: number) => readonly number[] | undefined;

interface Known {
  readonly nameOf: NameOf;
  readonly membersBefore: MembersBefore;
}

/**
 * A change of a list of people as who comes and who goes, by name: OX knows them by numbers, of which some are given only when the plan is
 * carried out. `undefined` for any other change.
 */
export function peopleChange(step: Step, field: string, known: Known): PlannedChange | undefined {
  const { before, after } = step;
  const contextId = (after ?? before)?.contextId ?? 0;
  const name = (oxId: number): string => known.nameOf(contextId, oxId) ?? `the user with the id ${oxId}`;
  switch (field) {
    case 'members':
      return memberChange(field, membersBefore(step, contextId, known), membersOf(step.operation), name);
    case 'accounts':
    case 'granted': {
      const told = (value: FieldValue | undefined): string[] => listOf(value).map((text) => withName(text, name));
      return difference(field, told(before?.fields[field]), told(after?.fields[field]));
    }
    default:
      return undefined;
  }
}

/** By id: whoever left may have a namesake who comes. */
function memberChange(field: string, before: readonly number[], after: readonly number[], name: (oxId: number) => string): PlannedChange {
  const [old, fresh] = [new Set(before), new Set(after)];
  const removed = before.filter((id) => !fresh.has(id)).map(name);
  const added = after.filter((id) => !old.has(id)).map((id) => (removed.includes(name(id)) ? `${name(id)} (a new one)` : name(id)));
  return { field, added: added.sort(), removed: removed.sort() };
}

function difference(field: string, before: readonly string[], after: readonly string[]): PlannedChange {
  const [old, fresh] = [new Set(before), new Set(after)];
  return {
    field,
    added: after.filter((text) => !old.has(text)).sort(),
    removed: before.filter((text) => !fresh.has(text)).sort(),
  };
}

/** Group operations carry all members. */
function membersOf(operation: Step['operation']): readonly number[] {
  const group = 'group' in operation ? operation.group : undefined;
  if (typeof group !== 'object' || group === null || !('members' in group) || !Array.isArray(group.members)) return [];
  return group.members.map(Number);
}

/** A record keeps many members as a digest. */
function membersBefore({ before }: Step, contextId: number, known: Known): readonly number[] {
  if (before === undefined) return [];
  const asked = known.membersBefore(contextId, before.oxId);
  if (asked !== undefined) return asked;
  const text = String(before.fields.members ?? '');
  return text === '' || text.startsWith('sha256:') ? [] : text.split(',').map(Number);
}

/** `<id> <rest>`; OX's own number of a grant, at the end, tells nobody anything. */
function withName(text: string, name: (oxId: number) => string): string {
  const [id = '', ...rest] = text.split(' ');
  const told = rest.length > 3 ? rest.slice(0, 3) : rest;
  return `${name(Number(id))} (${told.join(' ')})`;
}

function listOf(value: FieldValue | undefined): readonly string[] {
  return typeof value === 'object' ? value : [];
}
