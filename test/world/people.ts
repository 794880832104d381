import type { DirectoryEntry } from '../../src/model/index.ts';
import type { MemoryDirectory } from './memory-directory.ts';
import type { SeededRandom } from './seeded-random.ts';

/** What a person lets another one do. */
export interface Deputy {
  readonly dn: string;
  readonly mail: string;
  readonly calendar: string;
  readonly onBehalf: 0 | 1;
}

/** What the directory of a world says of one person. */
export interface Person {
  readonly sourceId: string;
  readonly uid: string;
  readonly rdn: string;
  readonly mail: string;
  readonly contextId: number | undefined;
  readonly isOxUser: boolean;
  readonly access: string;
  readonly deputies?: readonly Deputy[];
  /** Counts up with each change: what OX holds must never go back. */
  readonly version: number;
}

export interface Team {
  readonly sourceId: string;
  readonly cn: string;
  readonly isOxGroup: boolean;
  /** DNs of people, of other teams, and of nobody yet. */
  readonly members: readonly string[];
}

export const CONTEXTS = [10, 11, 12];
export const GIVEN_NAME = 'Given';
/** Some come with the product, some with a resource, soon or never. */
const PROFILES = ['webmail', 'premium', 'none', '', 'own-1', 'own-2'];
/** The last one is nothing that OX would keep. */
const PERMISSIONS = ['02220', '12424', '02400', '00000'];

/** The directory of a world: people and teams, changed at random but always known. */
export class People {
  readonly persons = new Map<string, Person>();
  readonly teams = new Map<string, Team>();
  /** Whom the directory did not want in OX at some moment. */
  readonly onceUnwanted = new Set<string>();
  private readonly directory: MemoryDirectory;
  private readonly random: SeededRandom;
  private readonly formerLogins = new Map<string, Set<string>>();
  private readonly formerNames = new Map<string, Set<string>>();
  /** Whether people of inner teams count as members of the outer ones. */
  flattens = false;
  private serial = 0;
  private isInScope: (person: Person) => boolean = () => true;

  constructor(directory: MemoryDirectory, random: SeededRandom) {
    this.directory = directory;
    this.random = random;
  }

  /** Two teams claim this name, or two teams swapped names, which OX cannot do for neither is ever free. */
  isContested(name: string): boolean {
    const teams = [...this.teams.values()].filter((team) => team.isOxGroup);
    const claimants = teams.filter((team) => team.cn === name);
    const hadNameOf = (team: Team, other: Team): boolean => this.formerNames.get(team.sourceId)?.has(other.cn) === true;
    const swapped = claimants.some((team) => teams.some((other) => other !== team && hadNameOf(team, other) && hadNameOf(other, team)));
    return claimants.length > 1 || swapped;
  }

  /** A team that had this name cannot have the one it wants now. */
  isClungTo(name: string): boolean {
    return [...this.teams.values()].some(({ sourceId, cn }) => this.formerNames.get(sourceId)?.has(name) === true && this.isContested(cn));
  }

  /** One random change of the directory. */
  change(): void {
    const moves = [
      () => this.hire(),
      () => this.hire(),
      () => this.hire(),
      () => this.hire(),
      () => this.edit((person) => ({ ...person })),
      () => this.edit((person) => ({ ...person, mail: this.someMail() })),
      () => this.edit((person) => ({ ...person, access: this.random.pick(PROFILES) })),
      () => this.edit((person) => ({ ...person, uid: this.someName('u') })),
      () => this.edit((person) => ({ ...person, rdn: `r${this.next()}` })),
      () => this.edit((person) => ({ ...person, contextId: this.random.pick(CONTEXTS) })),
      () => this.edit((person) => ({ ...person, isOxUser: !person.isOxUser })),
      () => this.edit((person) => ({ ...person, deputies: this.someDeputies(person) })),
      () => this.edit((person) => ({ ...person, deputies: this.someDeputies(person) })),
      () => this.leave(),
      () => this.replace(),
      () => this.found(),
      () => this.shuffle(),
      () => this.shuffle(),
      () => this.renameTeam(),
      () => this.dissolve(),
    ];
    this.random.pick(moves)();
  }

  private hire(): void {
    const contextId = this.random.chance(0.05) ? undefined : this.random.pick(CONTEXTS);
    const person: Person = {
      sourceId: `id-${this.next()}`,
      uid: this.someName('u'),
      rdn: `r${this.next()}`,
      mail: this.someMail(),
      contextId,
      isOxUser: this.random.chance(0.9),
      access: this.random.pick(PROFILES),
      deputies: [],
      version: 1,
    };
    this.comes(person);
  }

  /** Few names and addresses, so that people often claim the same. */
  private someName(prefix: string): string {
    return `${prefix}${this.random.below(20)}`;
  }

  private someMail(): string {
    return `m${this.random.below(24)}@example.org`;
  }

  private edit(change: (person: Person) => Person): void {
    const person = this.somebody();
    if (person !== undefined) this.comes({ ...change(person), version: person.version + 1 });
  }

  private leave(): void {
    const person = this.somebody();
    if (person !== undefined) this.leaves(person);
  }

  /** Deleted and made again under the same name: somebody else. */
  private replace(): void {
    const person = this.somebody();
    if (person === undefined) return;
    this.leaves(person);
    this.comes({ ...person, sourceId: `id-${this.next()}`, version: 1 });
  }

  leaves(person: Person): void {
    this.onceUnwanted.add(person.sourceId);
    this.persons.delete(person.sourceId);
    this.directory.remove(person.sourceId);
  }

  private found(): void {
    this.putTeam({
      sourceId: `team-${this.next()}`,
      cn: this.someName('g'),
      isOxGroup: this.random.chance(0.9),
      members: this.someTeamMembers(),
    });
  }

  private shuffle(): void {
    const team = this.someTeam();
    if (team !== undefined) this.putTeam({ ...team, members: this.someTeamMembers() });
  }

  private renameTeam(): void {
    const team = this.someTeam();
    if (team !== undefined) this.putTeam({ ...team, cn: this.someName('g') });
  }

  private dissolve(): void {
    const team = this.someTeam();
    if (team === undefined) return;
    this.teams.delete(team.sourceId);
    this.directory.remove(team.sourceId);
  }

  private someTeamMembers(): string[] {
    const inner = [...this.teams.values()].filter(() => this.random.chance(0.1)).map((team) => teamDn(team));
    return [...this.someDns(0.4), ...inner];
  }

  /** Of people, and now and then of somebody who may come later. */
  someDns(share: number): string[] {
    const known = [...this.persons.values()].filter(() => this.random.chance(share)).map((person) => dnOf(person));
    return this.random.chance(0.3) ? [...known, this.futureDn()] : known;
  }

  private futureDn(): string {
    return `uid=r${this.serial + 1 + this.random.below(12)},dc=example,dc=org`;
  }

  private someDeputies(grantor: Person): Deputy[] {
    const own = dnOf(grantor);
    const dns = this.someDns(0.1).filter((dn) => dn !== own);
    return [...new Set(dns)].map((dn) => ({
      dn,
      mail: this.random.pick(PERMISSIONS),
      calendar: this.random.pick(PERMISSIONS),
      onBehalf: this.random.chance(0.5) ? 1 : 0,
    }));
  }

  /** Something of this person changes, so that the operator has to look. */
  touch(sourceId: string): void {
    const person = this.persons.get(sourceId);
    if (person !== undefined) this.comes({ ...person, version: person.version + 1 });
  }

  /** The same for what he grants. */
  touchDeputies(sourceId: string): void {
    const person = this.persons.get(sourceId);
    if (person === undefined) return;
    const deputies = (person.deputies ?? []).map((deputy): Deputy => ({ ...deputy, onBehalf: deputy.onBehalf === 1 ? 0 : 1 }));
    this.comes({ ...person, deputies, version: person.version + 1 });
  }

  /** The same for a team: it gets a name that no other has. */
  touchTeam(sourceId: string): void {
    const team = this.teams.get(sourceId);
    if (team !== undefined) this.putTeam({ ...team, cn: `g-${this.next()}` });
  }

  /** Everybody in a team, by DN; with those of inner teams where these count. */
  membersOf(team: Team, seen = new Set<string>()): Set<string> {
    const dns = new Set(team.members);
    if (!this.flattens) return dns;
    seen.add(team.sourceId);
    for (const inner of this.teams.values()) {
      if (seen.has(inner.sourceId) || !team.members.includes(teamDn(inner))) continue;
      for (const dn of this.membersOf(inner, seen)) dns.add(dn);
    }
    return dns;
  }

  isWanted(sourceId: string): boolean {
    const person = this.persons.get(sourceId);
    return person?.isOxUser === true && this.isInScope(person);
  }

  /** Ids of all whom the directory does not want in OX now, and did want once or may want yet. */
  unwanted(): string[] {
    return [...this.formerLogins.keys()].filter((sourceId) => !this.isWanted(sourceId));
  }

  /** Whoever has this login in OX is taken over. */
  isClaimed(uid: string | undefined): boolean {
    return [...this.persons.values()].some((person) => person.uid === uid && this.isWanted(person.sourceId));
  }

  /** Of whom a search finds anything. */
  setScope(isInScope: (person: Person) => boolean): void {
    this.isInScope = isInScope;
    for (const person of this.persons.values()) if (!isInScope(person)) this.onceUnwanted.add(person.sourceId);
  }

  private somebody(): Person | undefined {
    const all = [...this.persons.values()];
    return all.length === 0 ? undefined : this.random.pick(all);
  }

  private someTeam(): Team | undefined {
    const all = [...this.teams.values()];
    return all.length === 0 ? undefined : this.random.pick(all);
  }

  /** How many there have been until now. */
  get countEver(): number {
    return this.formerLogins.size;
  }

  /** All that he has had until now. */
  loginsOf(sourceId: string): readonly string[] {
    return [...(this.formerLogins.get(sourceId) ?? [])];
  }

  everHad({ sourceId }: Person, uid: string): boolean {
    return this.formerLogins.get(sourceId)?.has(uid) === true;
  }

  comes(person: Person): void {
    const former = this.formerLogins.get(person.sourceId) ?? new Set();
    this.formerLogins.set(person.sourceId, former.add(person.uid));
    this.persons.set(person.sourceId, person);
    if (!person.isOxUser || !this.isInScope(person)) this.onceUnwanted.add(person.sourceId);
    this.directory.put(personEntry(person));
  }

  private putTeam(team: Team): void {
    const former = this.formerNames.get(team.sourceId) ?? new Set();
    this.formerNames.set(team.sourceId, former.add(team.cn));
    this.teams.set(team.sourceId, team);
    this.directory.put(teamEntry(team));
  }

  private next(): number {
    this.serial += 1;
    return this.serial;
  }
}

export function dnOf(person: Person): string {
  return `uid=${person.rdn},dc=example,dc=org`;
}

function teamDn(team: Team): string {
  return `cn=${team.sourceId},dc=example,dc=org`;
}

export function personEntry(person: Person): DirectoryEntry {
  const attributes = {
    uid: [person.uid],
    isoxuser: [person.isOxUser ? 'OK' : 'Not'],
    oxdisplayname: [`Person ${person.sourceId}`],
    givenname: [GIVEN_NAME],
    sn: ['Sur'],
    mailprimaryaddress: [person.mail],
    oxnote: [`v${person.version} ${person.sourceId}`],
    oxaccess: [person.access],
    oxdeputypermissiongivento: (person.deputies ?? []).map(({ dn, mail, calendar, onBehalf }) =>
      [dn, mail, calendar, onBehalf].join(' |:$:| '),
    ),
    ...(person.contextId === undefined ? {} : { oxcontextidnum: [String(person.contextId)] }),
  };
  return entryOf('users', person.sourceId, dnOf(person), attributes);
}

function teamEntry(team: Team): DirectoryEntry {
  const attributes = { cn: [team.cn], isoxgroup: [team.isOxGroup ? 'OK' : 'Not'], uniquemember: team.members };
  return entryOf('groups', team.sourceId, teamDn(team), attributes);
}

export function entryOf(query: string, sourceId: string, dn: string, attributes: Record<string, readonly string[]>): DirectoryEntry {
  const filled = Object.entries(attributes).filter(([, values]) => values.length > 0 && values[0] !== '');
  return { sourceId, entryUuid: `uuid-${sourceId}`, dn, query, attributes: new Map(filled), binary: new Map() };
}
