import type { ResourceKind } from '../../src/kube/index.ts';
import { conditionsOf } from '../../src/kube/index.ts';
import type { DirectoryEntry } from '../../src/model/index.ts';
import { accountsOf } from '../world/accounts.ts';
import { dnOf, type Person, personEntry } from '../world/people.ts';
import { World, type WorldVariant } from '../world/world.ts';

const MINUTE = 60_000;

/** The simulated world with what tests of resources do and look at. Contexts 10, 11 and 12 are c10, c11 and c12. */
export class Stage {
  readonly world: World;
  /** Calls that reached OX, reads included, as `operation object`. */
  readonly calls: string[] = [];

  private constructor(world: World) {
    this.world = world;
  }

  static async open(seed = 1, variant: WorldVariant = {}): Promise<Stage> {
    const stage = new Stage(new World(seed));
    const { ox } = stage.world;
    const invoke = ox.invoke.bind(ox);
    ox.invoke = (service, operation, args) => {
      stage.calls.push(`${service}.${operation}`);
      return invoke(service, operation, args);
    };
    await stage.world.begin(variant);
    await stage.pass();
    return stage;
  }

  async pass(ms = MINUTE): Promise<void> {
    await this.world.clock.advance(ms);
  }

  /** What OX was asked while `deed` was done and came to rest. */
  async callsOf(deed: () => void | Promise<void>): Promise<string[]> {
    this.calls.length = 0;
    await deed();
    await this.pass();
    return [...this.calls];
  }

  async people(...persons: readonly Person[]): Promise<void> {
    for (const each of persons) this.world.directory.put(personEntry(each));
    await this.pass();
  }

  async group(cn: string, ...members: readonly Person[]): Promise<void> {
    this.world.directory.put(groupEntry(cn, members));
    await this.pass();
  }

  async leave(sourceId: string): Promise<void> {
    this.world.directory.remove(sourceId);
    await this.pass();
  }

  async apply(kind: ResourceKind, name: string, spec: unknown, annotations: Readonly<Record<string, string>> = {}): Promise<void> {
    this.world.store.put({ kind, name, spec, annotations });
    await this.pass();
  }

  async remove(kind: ResourceKind, name: string): Promise<void> {
    this.world.store.remove({ kind, name });
    await this.pass();
  }

  /** What happens to resources is not heard of any more, until the operator is started again. */
  async goDeaf(): Promise<void> {
    await this.world.store.stop();
  }

  /** Deleted by force: the operator is not asked. */
  async vanish(kind: ResourceKind, name: string): Promise<void> {
    const { store } = this.world;
    await store.removeFinalizer({ kind, name });
    store.remove({ kind, name });
    await this.pass();
  }

  exists(kind: ResourceKind, name: string): boolean {
    return this.world.store.get({ kind, name }) !== undefined;
  }

  status(kind: ResourceKind, name: string): Readonly<Record<string, unknown>> {
    return this.world.store.get({ kind, name })?.status ?? {};
  }

  /** `True Settled`; another condition by its type. */
  condition(kind: ResourceKind, name: string, type = 'Ready'): string | undefined {
    const found = this.conditionOf(kind, name, type);
    return found === undefined ? undefined : `${found.status} ${found.reason}`;
  }

  message(kind: ResourceKind, name: string, type = 'Ready'): string | undefined {
    return this.conditionOf(kind, name, type)?.message;
  }

  rightsOf(login: string, contextId = 10): string | undefined {
    const account = accountsOf(this.world.ox, contextId).find(({ name }) => name === login);
    return account === undefined ? undefined : [...account.rights].sort().join(' ');
  }

  /** Names of the resources of a context. */
  resources(contextId: number): string[] {
    return (this.world.ox.installation.contexts.get(contextId)?.resources.all() ?? []).map(({ name }) => name);
  }

  /** Logins of the users who have an account with this address. */
  usersOf(address: string, contextId = 10): string[] {
    const context = this.world.ox.installation.contexts.get(contextId);
    const ids = (context?.accounts.all() ?? []).filter(({ primaryAddress }) => primaryAddress === address).map(({ userId }) => userId);
    return ids.map((id) => context?.users.get(id)?.name ?? '').sort();
  }

  private conditionOf(kind: ResourceKind, name: string, type: string) {
    return conditionsOf(this.status(kind, name)).find((condition) => condition.type === type);
  }
}

export function person(uid: string, changes: Partial<Person> = {}): Person {
  const mail = `${uid}@example.org`;
  return { sourceId: uid, uid, rdn: uid, mail, contextId: 10, isOxUser: true, access: 'webmail', version: 1, ...changes };
}

export function groupEntry(cn: string, members: readonly Person[]): DirectoryEntry {
  const dns = members.map(dnOf);
  const attributes = new Map([['cn', [cn]], ['isoxgroup', ['OK']], ...(dns.length === 0 ? [] : [['uniquemember', dns] as const])]);
  const sourceId = `group-${cn}`;
  return { sourceId, entryUuid: `uuid-${sourceId}`, dn: `cn=${cn},dc=example,dc=org`, query: 'groups', attributes, binary: new Map() };
}
