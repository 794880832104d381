import type { OxSimulation } from '../../simulator/index.ts';
import type { Place, Wishes } from './oracle.ts';
import { dnOf, type People } from './people.ts';
import { isStranger } from './strangers.ts';

/** Every team is a group in each context of its members, and there are no others. */
export function judgeGroups(ox: OxSimulation, { people, isHeardOf }: Wishes, place: Place): string[] {
  const { contextId } = place;
  const context = ox.installation.contexts.get(contextId);
  if (context === undefined) return [];
  const claims = claimsIn(people, place);
  const groups = [...context.groups.values()].filter((group) => group.id > 1 && !isStranger(group.displayname));
  const strangers = groups.filter((group) => {
    const members = asText(context.membersOf(group.id));
    if (people.isClungTo(group.name) || !isHeardOf({ kind: 'Group', contextId, name: group.name })) return false;
    // A team whose new name belongs to another one stays as it is until that is free.
    return !claims.some((claim) => people.isContested(claim.name) || (claim.members === members && claim.name === group.name));
  });
  const missing = claims.filter((claim) => !people.isContested(claim.name) && !groups.some((group) => group.name === claim.name));
  return [
    ...strangers.map((group) => `group ${group.name} has the members ${[...context.membersOf(group.id)].join()}`),
    ...missing.map((claim) => `group ${claim.name} is missing`),
  ];
}

/** With whom teams should be in a context; without those of whom nobody is there. */
function claimsIn(people: People, place: Place): { name: string; members: string }[] {
  return [...people.teams.values()]
    .filter((team) => team.isOxGroup)
    .map((team) => ({ name: team.cn, members: asText(idsOf(people.membersOf(team), place)) }))
    .filter((claim) => claim.members !== '');
}

/** Ids in OX of those of the people with these DNs who are wanted in a context and there. */
export function idsOf(dns: Iterable<string>, { wanted, accounts }: Place): number[] {
  return [...dns].flatMap((dn) => {
    const person = wanted.find((candidate) => dnOf(candidate) === dn);
    const account = person === undefined ? undefined : accounts.find((candidate) => candidate.sourceId === person.sourceId);
    return account === undefined ? [] : [account.id];
  });
}

function asText(ids: readonly number[]): string {
  return [...ids].sort((one, other) => one - other).join();
}
