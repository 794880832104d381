import type { EntryKind } from './preset.ts';
import { quoted } from './quoted.ts';

/** One character that OX allows in a name unless CHECK_USER_UID_REGEXP or CHECK_GROUP_UID_REGEXP say otherwise. */
const allowedCharacter: Readonly<Record<EntryKind, RegExp>> = {
  users: /[$@%.+a-zA-Z0-9_-]/g,
  groups: /[ $@%.+a-zA-Z0-9_-]/g,
};

const expected: Readonly<Record<EntryKind, string>> = {
  users: 'letters from a to z, digits and $@%.+_- (unless OX allows others)',
  groups: 'letters from a to z, digits, blanks and $@%.+_- (unless OX allows others)',
};

/** The characters of a name that OX refuses, for a message; `undefined` when it takes all of them. */
export function characterProblem(kind: EntryKind, attribute: string, name: string): string | undefined {
  const illegal = [...new Set(name.replace(allowedCharacter[kind], ''))].join('');
  return illegal === ''
    ? undefined
    : `${attribute} holds ${quoted(name)} with the characters ${quoted(illegal)}, expected ${expected[kind]}`;
}
