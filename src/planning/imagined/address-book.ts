export interface KnownAddress {
  readonly oxId: number;
  readonly address: string;
}

/** Who had which primary mail address before the plan, as far as we know or a look at the whole context saw: OX cannot be asked for one. */
export class AddressBook {
  private readonly read: (contextId: number) => Iterable<KnownAddress>;
  private readonly holders = new Map<number, ReadonlyMap<string, number>>();

  /** @param read is called once for a context, when the first address there is asked for */
  constructor(read: (contextId: number) => Iterable<KnownAddress>) {
    this.read = read;
  }

  holderOf(contextId: number, address: string): number | undefined {
    const known = this.holders.get(contextId) ?? this.readHolders(contextId);
    return known.get(address.toLowerCase());
  }

  private readHolders(contextId: number): ReadonlyMap<string, number> {
    const holders = new Map([...this.read(contextId)].map(({ address, oxId }) => [address.toLowerCase(), oxId]));
    this.holders.set(contextId, holders);
    return holders;
  }
}
