import type { OxSimulation } from '../../simulator/index.ts';
import { type Account, accountsOf } from './accounts.ts';
import type { NamedPlace } from './hearing.ts';
import { judgeDeputies } from './judge-deputies.ts';
import { judgeGroups } from './judge-groups.ts';
import { judgeMailboxes } from './judge-mailboxes.ts';
import { judgeRooms } from './judge-rooms.ts';
import type { Mailboxes } from './mailboxes.ts';
import { CONTEXTS, GIVEN_NAME, type People, type Person } from './people.ts';
import type { Profiles } from './profiles.ts';
import type { Rooms } from './rooms.ts';

/** All that directory and resources say. */
export interface Wishes {
  readonly people: People;
  readonly rooms: Rooms;
  readonly mailboxes: Mailboxes;
  readonly profiles: Profiles;
  /** What somebody deleted in OX by hand: source ids of people, names of rooms, addresses of mailboxes. */
  readonly lost: Set<string>;
  /** Source ids of people who left while whoever left was to be orphaned. */
  readonly orphaned: Set<string>;
  /** Whose data (`dataOf`) are in accounts that may have been left behind: whoever gets one gets it with what it grants. */
  readonly leftData: Set<string>;
  /** Whether the process that leads now ever heard of it. What it never heard of it cannot look for, wherever another one left it. */
  readonly isHeardOf: (place: NamedPlace) => boolean;
}

/** One context of OX beside those who are wanted there. */
export interface Place {
  readonly contextId: number;
  /** Without those that somebody left behind who was orphaned, and those that the process that leads never heard of. */
  readonly accounts: readonly Account[];
  readonly wanted: readonly Person[];
}

/**
 * What is wrong in OX, judged from the directory and the resources alone and without the operator's help: empty when OX is as it should be.
 * Where two entries claim one name or one mail address, either may have it.
 */
export function complaints(ox: OxSimulation, wishes: Wishes): string[] {
  const { people, rooms, mailboxes, profiles, lost } = wishes;
  const users = new UserJudge(ox, wishes);
  const needed = new Set([...people.persons.values()].filter(({ isOxUser }) => isOxUser).map(({ access }) => access));
  const overdue = profiles.overdue((name) => needed.has(name));
  const inContexts = CONTEXTS.flatMap((contextId) => {
    const place = placeOf(ox, wishes, contextId);
    const wrong = [
      ...users.judge(place),
      ...judgeGroups(ox, wishes, place),
      ...judgeDeputies(ox, place, wishes.leftData),
      ...judgeRooms(ox, rooms, contextId),
      ...judgeMailboxes({ ox, people, mailboxes, lost }, place),
    ];
    return wrong.map((complaint) => `context ${contextId}: ${complaint}`);
  });
  return [...inContexts, ...overdue.map((name) => `the access profile ${name} should be gone`)];
}

function placeOf(ox: OxSimulation, { people, orphaned, profiles, isHeardOf }: Wishes, contextId: number): Place {
  const wanted = wantedIn(people, contextId);
  // Whoever comes back under another name, or to another context, is somebody new; whoever has the name now was given the account.
  const given = accountsOf(ox, contextId).flatMap((account): Account[] => {
    if (!isHeardOf({ ...account, kind: 'User' })) return [];
    if (!orphaned.has(account.sourceId) || wanted.some((person) => isHisOwn(account, person))) return [account];
    const heir = wanted.find(({ uid }) => uid === account.name);
    // Who waits for his access profile was not given it yet.
    return heir === undefined || profiles.rightsOf(heir.access) === undefined ? [] : [{ ...account, sourceId: heir.sourceId }];
  });
  return { contextId, accounts: given, wanted };
}

function isHisOwn({ sourceId, name }: Account, person: Person): boolean {
  return person.sourceId === sourceId && person.uid === name;
}

function wantedIn(people: People, contextId: number): Person[] {
  return [...people.persons.values()].filter((person) => person.isOxUser && person.contextId === contextId);
}

class UserJudge {
  private readonly ox: OxSimulation;
  private readonly wishes: Wishes;

  constructor(ox: OxSimulation, wishes: Wishes) {
    this.ox = ox;
    this.wishes = wishes;
  }

  judge({ contextId, accounts, wanted }: Place): string[] {
    const taken = { accounts: accountsOf(this.ox, contextId), mails: mailsIn(this.ox, contextId) };
    return [
      ...accounts.flatMap((account) => this.judgeAccount(account, wanted, taken)),
      ...wanted.flatMap((person) => this.judgePerson(person, wanted, taken)),
    ];
  }

  private judgeAccount(account: Account, wanted: readonly Person[], { accounts, mails }: Taken): string[] {
    const person = wanted.find((candidate) => account.sourceId === candidate.sourceId);
    if (person === undefined) {
      return this.isOnTheWay(account) ? [] : [`user ${account.name} (${account.sourceId}) should not exist`];
    }
    const rights = this.wishes.profiles.rightsOf(person.access);
    const others = accounts.filter((other) => other.id !== account.id);
    if (others.some((other) => other.name === person.uid) || isOthers(mails, person.mail, account.id)) return [];
    if (isSecond(person, wanted) || rights === undefined) return [];
    if (account.name !== person.uid) return [`user ${account.name} should be called ${person.uid}`];
    if (account.version !== person.version) return [`user ${account.name} holds version ${account.version}, not ${person.version}`];
    if (account.givenName !== GIVEN_NAME) return [`user ${account.name} is called ${account.givenName}, not ${GIVEN_NAME}`];
    return [...account.rights].sort().join() === [...rights].sort().join()
      ? []
      : [`user ${account.name} has the rights ${account.rights.join()}`];
  }

  private judgePerson(person: Person, wanted: readonly Person[], { accounts, mails }: Taken): string[] {
    const exists = accounts.some((account) => account.sourceId === person.sourceId) || this.isHeldElsewhere(person);
    const isBlocked =
      accounts.some((account) => account.name === person.uid) ||
      this.isSeeminglyTaken(person, wanted) ||
      isOthers(mails, person.mail, undefined);
    const isWaiting = this.wishes.profiles.rightsOf(person.access) === undefined;
    return exists || isBlocked || isWaiting || isSecond(person, wanted) ? [] : [`${person.uid} (${person.sourceId}) is missing`];
  }

  /**
   * Wanted in another context, where the name that he has or wants belongs to somebody else, or with a profile that there is not: then he
   * stays where he is. So does somebody who is wanted in no context that is known.
   */
  private isOnTheWay(account: Account): boolean {
    const { people, profiles } = this.wishes;
    const person = people.persons.get(account.sourceId);
    if (person === undefined || !person.isOxUser) return false;
    if (person.contextId === undefined || profiles.rightsOf(person.access) === undefined) return true;
    const there = accountsOf(this.ox, person.contextId).filter(({ sourceId }) => sourceId !== account.sourceId);
    return there.some(({ name }) => name === account.name || name === person.uid) || isSecond(person, wantedIn(people, person.contextId));
  }

  /** Who was deleted in OX by hand and cannot be written, for another one has the name he wants, keeps the name that he had. */
  private isSeeminglyTaken(person: Person, wanted: readonly Person[]): boolean {
    const { people, lost } = this.wishes;
    return wanted.some(
      (other) => other !== person && lost.has(other.sourceId) && isSecond(other, wanted) && people.everHad(other, person.uid),
    );
  }

  private isHeldElsewhere(person: Person): boolean {
    const elsewhere = CONTEXTS.filter((contextId) => contextId !== person.contextId).flatMap((contextId) => accountsOf(this.ox, contextId));
    return elsewhere.some((account) => account.sourceId === person.sourceId && this.isOnTheWay(account));
  }
}

interface Taken {
  readonly accounts: readonly Account[];
  /** Guests hold addresses too. */
  readonly mails: readonly (readonly [mail: string, userId: number])[];
}

function mailsIn(ox: OxSimulation, contextId: number): [string, number][] {
  const users = ox.installation.contexts.get(contextId)?.users.values() ?? [];
  return [...users].map((user) => [user.data.primaryEmail ?? '', user.id]);
}

function isOthers(mails: Taken['mails'], mail: string, ownId: number | undefined): boolean {
  return mails.some(([address, userId]) => address === mail && userId !== ownId);
}

/** The first to claim a name keeps it, even while something else keeps the first from having it. */
function isSecond(person: Person, wanted: readonly Person[]): boolean {
  return wanted.some((other) => other.sourceId !== person.sourceId && other.uid === person.uid);
}
