import { createHash } from 'node:crypto';
import { CONTEXTS, DOMAIN, FIRST_NAMES, LAST_NAMES, type SampleContext } from './words.ts';

export interface SampleUser {
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly mail: string;
  readonly title: string;
  readonly department: string;
  readonly phone: string;
  readonly room: string;
  readonly employeeNumber: number;
  readonly context: SampleContext;
  /** Unlike everybody else, one user has none. */
  readonly hasContext: boolean;
  readonly accessProfile: string;
  readonly hasPhoto: boolean;
  readonly uuid: string;
}

export interface SampleGroup {
  readonly name: string;
  readonly members: readonly string[];
  readonly uuid: string;
}

/** An object that is meant not to settle. */
export interface ExpectedTrouble {
  readonly name: string;
  readonly reason: string;
}

export interface Organisation {
  readonly contexts: readonly SampleContext[];
  readonly users: readonly SampleUser[];
  readonly groups: readonly SampleGroup[];
  readonly expectedTroubles: readonly ExpectedTrouble[];
}

/** People whom the demo is about, by their place among all. */
const WITHOUT_CONTEXT = 57;
const SECOND_ANNA = 101;
const ACCESS_PROFILES = ['groupware', 'premium', 'pim_drive', 'webmail'] as const;

/** A city administration: the same every time, and in it what goes wrong in real directories. */
export function sampleOrganisation(): Organisation {
  const users = CONTEXTS.flatMap(peopleOf);
  const groups = CONTEXTS.flatMap(({ departments }) => departments).map((department) => groupOf(department, users));
  return {
    contexts: CONTEXTS,
    users,
    groups,
    expectedTroubles: [
      { name: 'k.schulz', reason: 'NoContext' },
      { name: 'anna.meier2', reason: 'MailAddressTaken' },
      { name: 'Parks & Gardens', reason: 'IllegalCharacters' },
      { name: groupName(users[SECOND_ANNA]), reason: 'WaitingForMember' },
    ],
  };
}

function groupName(user: SampleUser | undefined): string {
  return user?.department ?? '';
}

function peopleOf(context: SampleContext, place: number): SampleUser[] {
  const before = CONTEXTS.slice(0, place).reduce((sum, { users }) => sum + users, 0);
  return Array.from({ length: context.users }, (_, index) => userOf(context, before + index, index));
}

function userOf(context: SampleContext, number: number, index: number): SampleUser {
  const ordinary = ordinaryUser(context, number, index);
  if (number === WITHOUT_CONTEXT)
    return { ...ordinary, login: 'k.schulz', firstName: 'Karin', lastName: 'Schulz', mail: mailOf('k.schulz'), hasContext: false };
  // A namesake: the login was made different, the mail address was not.
  if (number === SECOND_ANNA)
    return { ...ordinary, login: 'anna.meier2', firstName: 'Anna', lastName: 'Meier', mail: mailOf('anna.meier') };
  return ordinary;
}

function ordinaryUser(context: SampleContext, number: number, index: number): SampleUser {
  const firstName = pick(FIRST_NAMES, number);
  const lastName = pick(LAST_NAMES, number);
  const login = `${ascii(firstName)}.${ascii(lastName)}`;
  return {
    ...{ login, firstName, lastName, context },
    mail: mailOf(login),
    title: pick(context.titles, number),
    department: pick(context.departments, index),
    phone: `+49 3644 77-${1000 + number}`,
    room: `${1 + (index % 4)}.${String(1 + (index % 37)).padStart(2, '0')}`,
    employeeNumber: 10_000 + number,
    hasContext: true,
    accessProfile: pick(ACCESS_PROFILES, number),
    // The last one of the file: what comes after 2 MB is hard to find in an editor.
    hasPhoto: context === CONTEXTS.at(-1) && index === context.users - 1,
    uuid: uuidOf(`user ${number}`),
  };
}

function groupOf(name: string, users: readonly SampleUser[]): SampleGroup {
  const members = users.filter(({ department }) => department === name).map(({ login }) => login);
  return { name, members, uuid: uuidOf(`group ${name}`) };
}

function mailOf(login: string): string {
  return `${login}@${DOMAIN}`;
}

function pick<T>(items: readonly [T, ...T[]] | readonly T[], number: number): T {
  const item = items[number % items.length];
  if (item === undefined) throw new Error('an empty list of words');
  return item;
}

const SPELLINGS: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ı: 'i' };

/** As logins are spelt in Germany: Jörg Müller is joerg.mueller. */
function ascii(name: string): string {
  const spelt = name.toLowerCase().replace(/[äöüßı]/g, (letter) => SPELLINGS[letter] ?? letter);
  return spelt.normalize('NFD').replace(/[^a-z-]/g, '');
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
