import type { OxSimulation } from '../../simulator/index.ts';
import { idsOf } from './judge-groups.ts';
import { labelOf, type Mailboxes, type ResourceMailbox } from './mailboxes.ts';
import type { Place } from './oracle.ts';
import type { People, Person } from './people.ts';
import { isStranger } from './strangers.ts';

interface Judged {
  readonly ox: OxSimulation;
  readonly people: People;
  readonly mailboxes: Mailboxes;
  /** Addresses whose accounts somebody deleted by hand. */
  readonly lost: ReadonlySet<string>;
}

/** Those who share a mailbox have its account, with their own login at it, and nobody else has. */
export function judgeMailboxes({ ox, people, mailboxes, lost }: Judged, place: Place): string[] {
  const table = ox.installation.contexts.get(place.contextId)?.accounts;
  if (table === undefined) return [];
  const contested = (address: string): boolean => mailboxes.isContested(address) || isAmbiguous(mailboxes, people, place, address);
  const is = table
    .all()
    .filter(({ primaryAddress, name }) => !isStranger(name) && !contested(primaryAddress))
    .map(
      ({ userId, primaryAddress, name, login }) => `${primaryAddress} of ${userId}: ${name}, ${loginMeant(login, userId, place, people)}`,
    );
  const should = [...mailboxes.wanted.values()]
    .filter(({ address }) => !contested(address))
    .flatMap((mailbox) => {
      const sharers = mailbox.type === 'entry' ? idsOf(mailbox.members, place) : sharersOf(mailbox, people, place);
      return [...new Set(sharers)].map(
        (id) => `${mailbox.address} of ${id}: ${labelOf(mailbox)}, ${mailboxes.idOf(mailbox)}${loginOf(id, place)}`,
      );
    });
  return [
    ...is.filter((text) => !should.includes(text)).map((text) => `account ${text} should not be`),
    ...should
      .filter((text) => !is.includes(text) && !lost.has(text.slice(0, text.indexOf(' '))))
      .map((text) => `account ${text} is missing`),
  ];
}

/** A resource names its users by login; where two want that, either may have it. */
function isAmbiguous(mailboxes: Mailboxes, people: People, { contextId, wanted }: Place, address: string): boolean {
  const isOften = (login: string): boolean => wanted.filter(({ uid }) => uid === login).length > 1;
  return [...mailboxes.wanted.values()].some(
    (mailbox) =>
      mailbox.address === address &&
      mailbox.type === 'resource' &&
      mailbox.contextId === contextId &&
      (mailbox.users.some(isOften) || mailbox.groups.some((name) => people.isContested(name))),
  );
}

function sharersOf({ contextId, users, groups }: ResourceMailbox, people: People, place: Place): number[] {
  if (contextId !== place.contextId) return [];
  const named = place.wanted.filter(({ uid }) => users.includes(uid)).flatMap(({ sourceId }) => idIn(place, sourceId));
  const teams = [...people.teams.values()].filter((team) => team.isOxGroup && groups.includes(team.cn));
  return [...named, ...teams.flatMap((team) => idsOf(people.membersOf(team), place))];
}

function idIn({ accounts }: Place, sourceId: string): number[] {
  return accounts.filter((account) => account.sourceId === sourceId).map(({ id }) => id);
}

function loginOf(id: number, { accounts, wanted }: Place): string {
  const sourceId = accounts.find((account) => account.id === id)?.sourceId;
  const person: Person | undefined = wanted.find((candidate) => candidate.sourceId === sourceId);
  return person?.uid ?? '';
}

/** While somebody cannot have the name he wants, his login may be made of any that he has, wants or wanted: nothing of him is written until then. */
function loginMeant(login: string | undefined, id: number, place: Place, people: People): string | undefined {
  const account = place.accounts.find((candidate) => candidate.id === id);
  const person = place.wanted.find(({ sourceId }) => sourceId === account?.sourceId);
  if (account === undefined || login === undefined || account.name === person?.uid) return login;
  const former = [account.name, ...people.loginsOf(account.sourceId)].find((name) => login.endsWith(name));
  return former === undefined ? login : `${login.slice(0, -former.length)}${loginOf(id, place)}`;
}
