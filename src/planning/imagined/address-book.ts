import { type ContextAccess, type OxUser, type OxUsers, readInChunks } from '../../ox/index.ts';
import type { Imagination } from './imagination.ts';
import type { Inhabitants } from './inhabitants.ts';

export interface KnownAddress {
  readonly oxId: number;
  readonly address: string;
}

interface AddressBookOptions {
  /** As far as we know, or a look at the whole context saw. Is called once for a context, when the first address there is asked for. */
  readonly known: (contextId: number) => Iterable<KnownAddress>;
  readonly users: Pick<OxUsers, 'getMany' | 'guests'>;
  readonly inhabitants: Inhabitants;
  readonly imagination: Imagination;
}

/** Ids by address, in lower case. */
type Holders = ReadonlyMap<string, number>;

/**
 * Who had which primary mail address before the plan. OX cannot be asked for one: those whom nobody knows are read once in each context where
 * an address is to be given, and so are guests, to whom OX gives addresses by itself.
 */
export class AddressBook {
  private readonly options: AddressBookOptions;
  private readonly holders = new Map<number, Promise<Holders>>();
  private readonly guests = new Map<number, Promise<Set<string>>>();

  constructor(options: AddressBookOptions) {
    this.options = options;
  }

  async holderOf(access: ContextAccess, address: string): Promise<number | undefined> {
    const known = this.holders.get(access.contextId) ?? this.readHolders(access);
    this.holders.set(access.contextId, known);
    return (await known).get(address);
  }

  async isGuests(access: ContextAccess, address: string): Promise<boolean> {
    return (await this.guestsOf(access)).has(address);
  }

  /** There is no such guest any more. */
  async guestBecameUser(access: ContextAccess, address: string): Promise<void> {
    (await this.guestsOf(access)).delete(address);
  }

  private async readHolders(access: ContextAccess): Promise<Holders> {
    const { known, inhabitants, imagination } = this.options;
    const addresses = [...known(access.contextId)];
    const ids = new Set(addresses.map(({ oxId }) => oxId));
    const everybody = await imagination.real(access, () => inhabitants.of(access), new Set<number>());
    const strangers = await this.read(
      access,
      [...everybody].filter((id) => !ids.has(id)),
    );
    return new Map([...addresses, ...strangers].map(({ address, oxId }) => [address.toLowerCase(), oxId]));
  }

  private guestsOf(access: ContextAccess): Promise<Set<string>> {
    const known = this.guests.get(access.contextId) ?? this.readGuests(access);
    this.guests.set(access.contextId, known);
    return known;
  }

  private async readGuests(access: ContextAccess): Promise<Set<string>> {
    const ids = await this.options.imagination.real(access, () => this.options.users.guests(access), []);
    return new Set((await this.read(access, ids)).map(({ address }) => address));
  }

  private async read(access: ContextAccess, ids: readonly number[]): Promise<KnownAddress[]> {
    const found: KnownAddress[] = [];
    for await (const some of readInChunks(ids, (chunk) => this.options.users.getMany(access, chunk))) {
      for (const user of some) if (addressOf(user) !== '') found.push({ oxId: user.id, address: addressOf(user) });
    }
    return found;
  }
}

/** As OX compares it. */
export function addressOf({ fields }: Pick<OxUser, 'fields'>): string {
  return String(fields.primaryEmail ?? '').toLowerCase();
}
