import type { MemoryResourceStore } from '../support/memory-resource-store.ts';
import type { MemoryDirectory } from './memory-directory.ts';
import { CONTEXTS, entryOf, type People } from './people.ts';
import type { SeededRandom } from './seeded-random.ts';

interface Mailbox {
  /** Source id of the entry, or `metadata.name`. */
  readonly name: string;
  readonly address: string;
  /** Counts up with each change; what its users see tells it. */
  readonly version: number;
}

/** A functional account of the directory. */
export interface EntryMailbox extends Mailbox {
  readonly type: 'entry';
  readonly members: readonly string[];
}

/** An OXFunctionalAccount. */
export interface ResourceMailbox extends Mailbox {
  readonly type: 'resource';
  readonly contextId: number;
  readonly users: readonly string[];
  readonly groups: readonly string[];
}

type AnyMailbox = EntryMailbox | ResourceMailbox;

interface Surroundings {
  readonly store: MemoryResourceStore;
  readonly directory: MemoryDirectory;
  readonly people: People;
  readonly random: SeededRandom;
}

/** The shared mailboxes of a world, of both sources, changed at random but always known. */
export class Mailboxes {
  readonly wanted = new Map<string, AnyMailbox>();
  /** Addresses that an OXFunctionalAccount had at some time. */
  readonly everOfResource = new Set<string>();
  private readonly formerAddresses = new Map<string, Set<string>>();
  private readonly world: Surroundings;
  private serial = 0;

  constructor(world: Surroundings) {
    this.world = world;
  }

  change(): void {
    const moves = [
      () => this.openEntry(),
      () => this.openResource(),
      () => this.edit((mailbox) => mailbox),
      () => this.edit((mailbox) => this.shuffled(mailbox)),
      () => this.edit((mailbox) => this.shuffled(mailbox)),
      () => this.edit((mailbox) => this.moved(mailbox)),
      () => this.close(),
    ];
    this.world.random.pick(moves)();
  }

  touch(name: string): void {
    const mailbox = this.wanted.get(name);
    if (mailbox !== undefined) this.put({ ...mailbox, version: mailbox.version + 1 });
  }

  /** Two mailboxes ask for this address, or one that has it cannot have another one that it asks for. */
  isContested(address: string): boolean {
    return this.isWantedTwice(address) || [...this.wanted.values()].some((mailbox) => this.clingsTo(mailbox, address));
  }

  private clingsTo({ name, address }: AnyMailbox, former: string): boolean {
    return this.isWantedTwice(address) && this.formerAddresses.get(name)?.has(former) === true;
  }

  private isWantedTwice(address: string): boolean {
    return [...this.wanted.values()].filter((mailbox) => mailbox.address === address).length > 1;
  }

  /** What `fa_entry_uuid` stands for. */
  idOf({ type, name }: AnyMailbox): string {
    return type === 'entry' ? name : (this.world.store.get({ kind: 'OXFunctionalAccount', name })?.metadata.uid ?? '');
  }

  private openEntry(): void {
    this.put({ type: 'entry', name: this.nextName('box'), address: this.someAddress(), version: 1, members: this.someMembers() });
  }

  private openResource(): void {
    const { random } = this.world;
    const contextId = random.pick(CONTEXTS);
    const place = { name: this.nextName('fa'), address: this.someAddress(), contextId };
    this.put({ type: 'resource', ...place, version: 1, users: this.someLogins(), groups: this.someGroups() });
  }

  private edit(change: (mailbox: AnyMailbox) => AnyMailbox): void {
    const mailbox = this.someMailbox();
    if (mailbox !== undefined) this.put({ ...change(mailbox), version: mailbox.version + 1 });
  }

  private shuffled(mailbox: AnyMailbox): AnyMailbox {
    if (mailbox.type === 'entry') return { ...mailbox, members: this.someMembers() };
    return { ...mailbox, users: this.someLogins(), groups: this.someGroups() };
  }

  /** The address of a resource is fixed, an entry has no context. */
  private moved(mailbox: AnyMailbox): AnyMailbox {
    if (mailbox.type === 'entry') return { ...mailbox, address: this.someAddress() };
    return { ...mailbox, contextId: this.world.random.pick(CONTEXTS) };
  }

  private close(): void {
    const mailbox = this.someMailbox();
    if (mailbox === undefined) return;
    this.wanted.delete(mailbox.name);
    if (mailbox.type === 'entry') this.world.directory.remove(mailbox.name);
    else this.world.store.remove({ kind: 'OXFunctionalAccount', name: mailbox.name });
  }

  private someMailbox(): AnyMailbox | undefined {
    const all = [...this.wanted.values()];
    return all.length === 0 ? undefined : this.world.random.pick(all);
  }

  private someMembers(): string[] {
    return this.world.people.someDns(0.3);
  }

  /** As people are called now, or will be. */
  private someLogins(): string[] {
    const { random } = this.world;
    const logins = Array.from({ length: random.below(6) }, () => `u${random.below(20)}`);
    return [...new Set(logins)];
  }

  private someGroups(): string[] {
    const { random } = this.world;
    return random.chance(0.5) ? [] : [`g${random.below(20)}`];
  }

  private someAddress(): string {
    return `f${this.world.random.below(14)}@example.org`;
  }

  private nextName(prefix: string): string {
    this.serial += 1;
    return `${prefix}-${this.serial}`;
  }

  private put(mailbox: AnyMailbox): void {
    this.wanted.set(mailbox.name, mailbox);
    const { name, address } = mailbox;
    this.formerAddresses.set(name, (this.formerAddresses.get(name) ?? new Set()).add(address));
    if (mailbox.type === 'resource') this.everOfResource.add(address);
    if (mailbox.type === 'entry') {
      const attributes = { cn: [labelOf(mailbox)], mailprimaryaddress: [address], oxpersonal: [], uniquemember: mailbox.members };
      this.world.directory.put(entryOf('functionalAccounts', name, `cn=${name},dc=example,dc=org`, attributes));
      return;
    }
    const { contextId, users, groups } = mailbox;
    const spec = { contextRef: { name: `c${contextId}` }, primaryAddress: address, accountName: labelOf(mailbox), users, groups };
    this.world.store.put({ kind: 'OXFunctionalAccount', name, spec });
  }
}

/** What its users see. */
export function labelOf({ name, version }: Mailbox): string {
  return `${name} v${version}`;
}
