import type { OxSimulation } from '../../simulator/index.ts';
import type { Place } from './oracle.ts';
import { type Deputy, dnOf, type Person } from './people.ts';

/** Exactly what people of a context grant to others of it is granted, and who grants something cannot do so by himself. */
export function judgeDeputies(ox: OxSimulation, place: Place, leftData: ReadonlySet<string>): string[] {
  const table = ox.installation.contexts.get(place.contextId)?.deputies;
  if (table === undefined) return [];
  return place.wanted.flatMap((person) => {
    const account = place.accounts.find(({ sourceId }) => sourceId === person.sourceId);
    const deputies = (person.deputies ?? []).filter(meansSomething);
    // Nobody is his own deputy: nothing of such an entry is believed.
    if (account === undefined || leftData.has(account.dataOf) || deputies.some(({ dn }) => dn === dnOf(person))) return [];
    const should = deputies.flatMap((deputy) => wantedGrant(deputy, place)).sort();
    const is = table.grantedBy(account.id).map((stored) => grantText(stored.userId, stored));
    const wrong =
      is.sort().join(' | ') === should.join(' | ')
        ? []
        : [`user ${account.name} (${account.sourceId}) grants ${is.join(' | ')}, not ${should.join(' | ')}`];
    const isBlocked = table.blocked.has(account.id);
    return isBlocked === deputies.length > 0
      ? wrong
      : [...wrong, `user ${account.name} (${account.sourceId}) may${isBlocked ? ' not' : ''} grant by himself`];
  });
}

const NOTHING = '00000';

function meansSomething({ mail, calendar, onBehalf }: Deputy): boolean {
  return mail !== NOTHING || calendar !== NOTHING || onBehalf === 1;
}

function wantedGrant({ dn, mail, calendar, onBehalf }: Deputy, { wanted, accounts }: Place): string[] {
  const person: Person | undefined = wanted.find((candidate) => dnOf(candidate) === dn);
  const account = accounts.find(({ sourceId }) => sourceId === person?.sourceId);
  // OX keeps no grant without any module.
  if (person === undefined || account === undefined || (mail === NOTHING && calendar === NOTHING)) return [];
  return [`${account.id} mail ${mail} calendar ${calendar} ${onBehalf === 1}`];
}

interface StoredGrant {
  readonly sendOnBehalfOf: boolean;
  readonly modulePermissions: readonly {
    readonly moduleId?: string | undefined;
    readonly admin?: boolean | undefined;
    readonly folderPermission?: number | undefined;
    readonly readPermission?: number | undefined;
    readonly writePermission?: number | undefined;
    readonly deletePermission?: number | undefined;
  }[];
}

function grantText(userId: number, { sendOnBehalfOf, modulePermissions }: StoredGrant): string {
  const digits = (module: string): string => {
    const found = modulePermissions.find(({ moduleId }) => moduleId === module);
    if (found === undefined) return NOTHING;
    return [found.admin === true ? 1 : 0, found.folderPermission, found.readPermission, found.writePermission, found.deletePermission].join(
      '',
    );
  };
  return `${userId} mail ${digits('mail')} calendar ${digits('calendar')} ${sendOnBehalfOf}`;
}
