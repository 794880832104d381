import type { OxSimulation } from '../../simulator/index.ts';
import { SHIPPED_ACCESS_PROFILES } from '../../src/mapping/index.ts';
import { USER_RIGHTS } from '../../src/model/index.ts';
import { CONTEXTS, dnOf, type People, type Person } from './people.ts';

/** A user of OX as the world sees it. */
export interface Account {
  readonly id: number;
  readonly name: string;
  readonly mail: string;
  /** Out of the note that the world's directory wrote. */
  readonly version: number;
  readonly sourceId: string;
  readonly rights: readonly string[];
}

/**
 * What is wrong in OX, judged from the directory alone and without the operator's help: empty when OX is as it should be. Where two entries
 * claim one name or one mail address, either may have it.
 */
export function complaints(ox: OxSimulation, people: People): string[] {
  return CONTEXTS.flatMap((contextId) => {
    const accounts = accountsOf(ox, contextId);
    const wanted = [...people.persons.values()].filter((person) => person.isOxUser && person.contextId === contextId);
    return [
      ...accounts.flatMap((account) => judgeAccount(account, accounts, wanted, (one) => isOnTheWay(ox, people, one))),
      ...wanted.flatMap((person) => judgePerson(person, wanted, accounts, (one) => isHeldElsewhere(ox, people, one))),
      ...judgeGroups(ox, people, { contextId, accounts, wanted }),
    ].map((complaint) => `context ${contextId}: ${complaint}`);
  });
}

/** Everybody in a context but its admin. */
export function accountsOf(ox: OxSimulation, contextId: number): Account[] {
  const context = ox.installation.contexts.get(contextId);
  if (context === undefined) return [];
  return [...context.users.values()]
    .filter((user) => user.id !== context.record.adminId)
    .map((user) => {
      const [version = '', sourceId = ''] = (user.data.note ?? '').split(' ');
      const rights = USER_RIGHTS.filter((right) => user.access[right] === true);
      return { id: user.id, name: user.name, mail: user.data.primaryEmail ?? '', version: Number(version.slice(1)), sourceId, rights };
    });
}

function judgeAccount(
  account: Account,
  accounts: readonly Account[],
  wanted: readonly Person[],
  isElsewhere: (account: Account) => boolean,
): string[] {
  const person = wanted.find((candidate) => account.sourceId === candidate.sourceId);
  if (person === undefined) return isElsewhere(account) ? [] : [`user ${account.name} (${account.sourceId}) should not exist`];
  const others = accounts.filter((other) => other.id !== account.id);
  if (others.some((other) => other.name === person.uid || other.mail === person.mail)) return [];
  if (isSecond(person, wanted)) return [];
  if (account.name !== person.uid) return [`user ${account.name} should be called ${person.uid}`];
  if (account.version !== person.version) return [`user ${account.name} holds version ${account.version}, not ${person.version}`];
  const rights = SHIPPED_ACCESS_PROFILES.get(person.access) ?? [];
  return [...account.rights].sort().join() === [...rights].sort().join()
    ? []
    : [`user ${account.name} has the rights ${account.rights.join()}`];
}

/** Wanted in another context, where the name that he has or wants belongs to somebody else: then he stays where he is. */
function isOnTheWay(ox: OxSimulation, people: People, account: Account): boolean {
  const person = people.persons.get(account.sourceId);
  if (person?.contextId === undefined || !person.isOxUser) return false;
  const there = accountsOf(ox, person.contextId).filter(({ sourceId }) => sourceId !== account.sourceId);
  const wanted = [...people.persons.values()].filter((other) => other.isOxUser && other.contextId === person.contextId);
  return there.some(({ name }) => name === account.name || name === person.uid) || isSecond(person, wanted);
}

function judgePerson(
  person: Person,
  wanted: readonly Person[],
  accounts: readonly Account[],
  isWaiting: (person: Person) => boolean,
): string[] {
  const exists = accounts.some((account) => account.sourceId === person.sourceId) || isWaiting(person);
  const isBlocked = accounts.some((account) => account.name === person.uid || account.mail === person.mail);
  return exists || isBlocked || isSecond(person, wanted) ? [] : [`${person.uid} (${person.sourceId}) is missing`];
}

function isHeldElsewhere(ox: OxSimulation, people: People, person: Person): boolean {
  const elsewhere = CONTEXTS.filter((contextId) => contextId !== person.contextId).flatMap((contextId) => accountsOf(ox, contextId));
  return elsewhere.some((account) => account.sourceId === person.sourceId && isOnTheWay(ox, people, account));
}

/** The first to claim a name keeps it, even while something else keeps the first from having it. */
function isSecond(person: Person, wanted: readonly Person[]): boolean {
  return wanted.some((other) => other.sourceId !== person.sourceId && other.uid === person.uid);
}

function judgeGroups(
  ox: OxSimulation,
  people: People,
  { contextId, accounts, wanted }: { contextId: number; accounts: readonly Account[]; wanted: readonly Person[] },
): string[] {
  const context = ox.installation.contexts.get(contextId);
  if (context === undefined) return [];
  const idOf = (dn: string): number[] => {
    const person = wanted.find((candidate) => dnOf(candidate) === dn);
    const account = person === undefined ? undefined : accounts.find((candidate) => candidate.sourceId === person.sourceId);
    return account === undefined ? [] : [account.id];
  };
  const isContested = (name: string): boolean => people.isContested(name);
  const claims = [...people.teams.values()]
    .filter((team) => team.isOxGroup)
    .map((team) => ({
      name: team.cn,
      members: team.members
        .flatMap(idOf)
        .sort((a, b) => a - b)
        .join(),
    }))
    .filter((claim) => claim.members !== '');
  const groups = [...context.groups.values()].filter((group) => group.id > 1);
  const strangers = groups.filter((group) => {
    const members = [...context.membersOf(group.id)].sort((a, b) => a - b).join();
    // A team whose new name belongs to another one stays as it is until that is free.
    return !claims.some((claim) => isContested(claim.name) || (claim.members === members && claim.name === group.name));
  });
  const missing = claims.filter((claim) => !isContested(claim.name) && !groups.some((group) => group.name === claim.name));
  return [
    ...strangers.map((group) => `group ${group.name} has the members ${[...context.membersOf(group.id)].join()}`),
    ...missing.map((claim) => `group ${claim.name} is missing`),
  ];
}
