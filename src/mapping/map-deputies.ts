import { type DirectoryEntry, type Fault, normalizeDn } from '../model/index.ts';
import { valuesOf } from './attribute-source.ts';
import type { CompiledMapping } from './compiled-mapping.ts';
import { modulePermissions } from './module-permissions.ts';
import { quoted } from './quoted.ts';

/** What a user lets one deputy do. Five digits a module: admin (0 or 1), folder, read, write, delete. */
export interface DeputyGrant {
  /** Of the deputy, normalised. */
  readonly dn: string;
  readonly mail: string;
  readonly calendar: string;
  readonly sendOnBehalfOf: boolean;
}

/** Nothing of a faulty entry is granted: half of what was meant would be worse than what is there. */
export interface MappedDeputies {
  /** In the order of their DNs, for LDAP keeps none. */
  readonly grants: readonly DeputyGrant[];
  readonly fault?: Fault | undefined;
}

const EXPECTED =
  '<DN> |:$:| <5 digits for mail> |:$:| <5 digits for calendar> |:$:| <0 or 1>, such as uid=bob,dc=example |:$:| 02400 |:$:| 00000 |:$:| 1';

/** Whom an entry makes its deputies; nobody when the OXDirectory does not ask for deputies. Never throws. */
export function mapDeputies(entry: DirectoryEntry, mapping: CompiledMapping): MappedDeputies {
  const source = mapping.users.deputies;
  if (source === undefined) return { grants: [] };
  const problems: string[] = [];
  const grants = new Map<string, DeputyGrant>();
  for (const value of valuesOf(entry, source)) {
    const grant = parseGrant(value);
    const problem = grant === undefined ? `${quoted(value)}, expected ${EXPECTED}` : whyNot(grant, entry, grants);
    if (problem !== undefined) problems.push(`${source.attribute} holds ${problem}`);
    else if (grant !== undefined) grants.set(grant.dn, grant);
  }
  if (problems.length > 0) return { grants: [], fault: { reason: 'InvalidMapping', message: `${entry.dn}: ${problems.join('; ')}` } };
  return { grants: [...grants.values()].filter(grantsSomething).sort((one, other) => (one.dn < other.dn ? -1 : 1)) };
}

function parseGrant(value: string): DeputyGrant | undefined {
  const [dn = '', mail = '', calendar = '', onBehalf, ...rest] = value.split('|:$:|').map((part) => part.trim());
  const sendOnBehalfOf = flags.get(onBehalf?.toLowerCase());
  const isWellFormed = dn.includes('=') && digits.test(mail) && digits.test(calendar) && rest.length === 0;
  return isWellFormed && sendOnBehalfOf !== undefined ? { dn: normalizeDn(dn), mail, calendar, sendOnBehalfOf } : undefined;
}

const digits = /^[01]\d{4}$/;

/** UDM allows a truth value to be empty, which is no. */
const flags: ReadonlyMap<string | undefined, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
  ['', false],
]);

function whyNot({ dn }: DeputyGrant, entry: DirectoryEntry, known: ReadonlyMap<string, DeputyGrant>): string | undefined {
  if (dn === normalizeDn(entry.dn)) return 'the entry itself, expected another user as deputy';
  return known.has(dn) ? `${quoted(dn)} twice, expected each deputy once` : undefined;
}

/** OX keeps no permission that permits nothing. */
function grantsSomething(grant: DeputyGrant): boolean {
  return grant.sendOnBehalfOf || modulePermissions(grant).length > 0;
}
