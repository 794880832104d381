import type { ContextAccess, NewOxUser, OxReference, OxUser, OxUserChange, OxUsers } from '../../ox/index.ts';
import type { AddressBook } from './address-book.ts';
import { type Imagination, type ImaginedUser, refused } from './imagination.ts';
import { ImaginedThings } from './imagined-things.ts';

/** As many users as one call may ask for. */
const MOST_AT_ONCE = 100;

export class ImaginedUsers implements OxUsers {
  private readonly real: OxUsers;
  private readonly imagination: Imagination;
  private readonly addresses: AddressBook;
  private readonly things: ImaginedThings<ImaginedUser>;
  private readonly guestAddresses = new Map<number, Promise<ReadonlySet<string>>>();

  constructor(real: OxUsers, imagination: Imagination, addresses: AddressBook) {
    this.real = real;
    this.addresses = addresses;
    this.imagination = imagination;
    this.things = new ImaginedThings<ImaginedUser>({
      ...{ service: 'OXUserService', what: 'user', imagination },
      imageIn: ({ users }) => users,
      ask: (access, reference) => real.get(access, reference),
    });
  }

  async create(access: ContextAccess, user: NewOxUser): Promise<number> {
    return await this.add(access, user, 'createByModuleAccess');
  }

  /** Whether a guest has the address only OX can say: here it is somebody whom the plan made or changed. */
  async createFromGuest(access: ContextAccess, user: NewOxUser): Promise<number> {
    return await this.add(access, user, 'create');
  }

  async change(access: ContextAccess, reference: OxReference, { name, fields }: OxUserChange): Promise<void> {
    const before = await this.things.toWrite(access, reference, 'change');
    if (name !== undefined && name.toLowerCase() !== before.name.toLowerCase()) await this.mustBeFree(access, name, 'change');
    const changed = { ...before, name: name ?? before.name, fields: { ...before.fields, ...fields } };
    // Who keeps his address is not asked: somebody may have been given it who was not known to be refused it.
    if (addressOf(changed) !== addressOf(before)) {
      await this.mustHaveOwnAddress(access, changed, 'change');
      await this.mustBeNoGuests(access, addressOf(changed));
    }
    this.things.image(access).put(changed, before);
  }

  async changeRights(access: ContextAccess, reference: OxReference, rights: readonly string[]): Promise<void> {
    const before = await this.things.toWrite(access, reference, 'changeByModuleAccess');
    this.things.image(access).put({ ...before, rights }, before);
  }

  /** Nobody reads it. */
  async changePersonal(access: ContextAccess, reference: OxReference): Promise<void> {
    await this.things.toWrite(access, reference, 'changeMailAddressPersonal');
  }

  async delete(access: ContextAccess, id: number): Promise<void> {
    const user = await this.things.toWrite(access, { id }, 'delete');
    this.imagination.namesOfGone.set(`${access.contextId} ${id}`, user.name);
    this.things.image(access).remove(user);
  }

  async exists(access: ContextAccess, reference: OxReference): Promise<boolean> {
    this.imagination.tally.read(access.contextId);
    return await this.isThere(access, reference);
  }

  async get(access: ContextAccess, reference: OxReference): Promise<OxUser | undefined> {
    this.imagination.tally.read(access.contextId);
    return await this.things.find(access, reference);
  }

  async getMany(access: ContextAccess, ids: readonly number[]): Promise<OxUser[]> {
    return await this.things.getMany(access, ids, (others) => this.real.getMany(access, others));
  }

  async guests(access: ContextAccess): Promise<number[]> {
    this.imagination.tally.read(access.contextId);
    return await this.imagination.real(access, () => this.real.guests(access), []);
  }

  async rights(access: ContextAccess, reference: OxReference): Promise<string[]> {
    this.imagination.tally.read(access.contextId);
    const imagined = this.things.image(access).find(reference)?.thing;
    if (imagined?.rights !== undefined) return [...imagined.rights];
    return await this.real.rights(access, reference);
  }

  /** A new context has its admin, whom nobody plans. */
  async isThere(access: ContextAccess, reference: OxReference): Promise<boolean> {
    const imagined = this.things.image(access).find(reference);
    if (imagined !== undefined) return imagined.thing !== undefined;
    const isAdmin = 'name' in reference && reference.name === access.admin.login;
    return await this.imagination.real(access, () => this.real.exists(access, reference), isAdmin);
  }

  private async add(access: ContextAccess, { name, fields, rights }: NewOxUser, operation: string): Promise<number> {
    this.imagination.tally.write(access.contextId);
    await this.mustBeFree(access, name, operation);
    const user = { id: this.imagination.nextId(), name, fields, rights };
    await this.mustHaveOwnAddress(access, user, operation);
    this.things.image(access).put(user);
    return user.id;
  }

  private async mustBeFree(access: ContextAccess, name: string, operation: string): Promise<void> {
    if (await this.isThere(access, { name })) throw this.things.nameTaken(access, name, operation);
  }

  private async mustHaveOwnAddress(access: ContextAccess, user: ImaginedUser, operation: string): Promise<void> {
    const address = addressOf(user);
    const holder = address === '' ? undefined : await this.holderOf(access, address);
    if (holder === undefined || holder.id === user.id) return;
    const message = `Primary mail address ${address} already exists: it is that of "${holder.name}"`;
    throw refused('MailAddressTaken', message, this.things.call(access, operation));
  }

  /** A guest who has the address becomes a new user, but gives it up to nobody who is there. */
  private async mustBeNoGuests(access: ContextAccess, address: string): Promise<void> {
    const { contextId } = access;
    const known = this.guestAddresses.get(contextId) ?? this.readGuests(access);
    this.guestAddresses.set(contextId, known);
    if (!(await known).has(address)) return;
    const message = `Primary mail address ${address} already exists: it is that of a guest`;
    throw refused('MailAddressTaken', message, this.things.call(access, 'change'));
  }

  private async readGuests(access: ContextAccess): Promise<ReadonlySet<string>> {
    const ids = await this.imagination.real(access, () => this.real.guests(access), []);
    const addresses = new Set<string>();
    for (let start = 0; start < ids.length; start += MOST_AT_ONCE) {
      for (const guest of await this.real.getMany(access, ids.slice(start, start + MOST_AT_ONCE))) addresses.add(addressOf(guest));
    }
    return addresses;
  }

  /** Whom the plan gave the address, or who had it and has it still. */
  private async holderOf(access: ContextAccess, address: string): Promise<ImaginedUser | undefined> {
    const imagined = this.things
      .image(access)
      .all()
      .find((user) => addressOf(user) === address);
    const known = imagined === undefined ? this.addresses.holderOf(access.contextId, address) : undefined;
    if (known === undefined) return imagined;
    const holder = await this.things.find(access, { id: known });
    return holder !== undefined && addressOf(holder) === address ? holder : undefined;
  }
}

function addressOf({ fields }: ImaginedUser): string {
  return String(fields.primaryEmail ?? '').toLowerCase();
}
