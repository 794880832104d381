import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { peopleLdif } from '../support/people-ldif.ts';

/** Who is to be provisioned. Users are spread evenly over the contexts. */
export interface Organisation {
  readonly users: number;
  readonly contexts: number;
  /** Groups of `TEAM_SIZE` people of one context each, beside the one group that everybody is in. */
  readonly teams: number;
}

/** The `ldap` or `ldif` of an OXDirectory, with the objects that it refers to. */
export interface Source {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly objects?: readonly object[];
}

export const SUFFIX = 'dc=example,dc=org';
export const DIRECTORY = 'people';
const FIRST_CONTEXT = 10;
const TEAM_SIZE = 25;

/** The directory as LDIF text: only what lies below `ou=users` and `ou=groups`. */
export function organisationLdif(organisation: Organisation): string {
  const { users, contexts, teams } = organisation;
  const groups = [
    groupLdif('everyone', range(users)),
    ...range(teams).map((team) => groupLdif(`team${team}`, membersOf(team, organisation))),
  ];
  return [peopleLdif({ suffix: SUFFIX, count: users, contexts }), ...groups].join('\n');
}

/** How many groups OX holds in the end: it knows groups only within a context. */
export function groupsInOx({ contexts, teams }: Organisation): number {
  return contexts + teams;
}

export function contextIds({ contexts }: Organisation): number[] {
  return range(contexts).map((index) => FIRST_CONTEXT + index);
}

/** Writes the folder of manifests that the operator is started with. */
export async function writeManifests(folder: string, organisation: Organisation, source: Source): Promise<void> {
  await mkdir(folder, { recursive: true });
  const contexts = contextIds(organisation).map((contextId) => manifest('OXContext', `context${contextId}`, { contextId }));
  const directory = manifest('OXDirectory', DIRECTORY, { ...source.spec, pollInterval: '1s' });
  // JSON is YAML.
  const documents = [...contexts, directory, ...(source.objects ?? [])].map((document) => JSON.stringify(document));
  await writeFile(join(folder, 'all.yaml'), documents.join('\n---\n'));
}

function manifest(kind: string, name: string, spec: object): object {
  return { apiVersion: 'ox-operator.dev/v1alpha1', kind, metadata: { name }, spec };
}

/** All of one context: every so manieth user lives in the same one. */
function membersOf(team: number, { users, contexts }: Organisation): number[] {
  const perContext = Math.floor(users / contexts);
  const first = Math.floor(team / contexts) * TEAM_SIZE;
  return range(TEAM_SIZE).map((index) => (team % contexts) + contexts * ((first + index) % perContext));
}

function groupLdif(name: string, members: readonly number[]): string {
  const lines = members.map((index) => `uniqueMember: uid=user${String(index).padStart(6, '0')},ou=users,${SUFFIX}`);
  return `dn: cn=${name},ou=groups,${SUFFIX}
objectClass: posixGroup
objectClass: univentionGroup
objectClass: oxGroup
cn: ${name}
gidNumber: 5000
isOxGroup: OK
${[...new Set(lines)].join('\n')}
`;
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
