import type { ContextAccess, NewOxUser, OxReference, OxUser, OxUserChange, OxUsers } from '../../ox/index.ts';
import { type AddressBook, addressOf } from './address-book.ts';
import { type Imagination, type ImaginedUser, refused } from './imagination.ts';
import { ImaginedThings } from './imagined-things.ts';

/** Said where a plan cannot know. */
const RIVALS = ', to whom this plan gives it; of these two OX takes whoever comes first';

export class ImaginedUsers implements OxUsers {
  private readonly real: OxUsers;
  private readonly imagination: Imagination;
  private readonly addresses: AddressBook;
  private readonly things: ImaginedThings<ImaginedUser>;
  /** Ids of those whom the plan gave an address, by context and address. */
  private readonly given = new Map<string, number>();

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

  /** A guest who has the address becomes the user. */
  async createFromGuest(access: ContextAccess, user: NewOxUser): Promise<number> {
    const id = await this.add(access, user, 'create');
    await this.addresses.guestBecameUser(access, addressOf(user));
    return id;
  }

  async change(access: ContextAccess, reference: OxReference, { name, fields }: OxUserChange): Promise<void> {
    this.imagination.tally.write(access.contextId, 'OXUserService.change');
    const real = await this.claimsOn(access, name, addressOf({ fields }));
    const before = await this.things.mustFind(access, reference, 'change');
    const changed = { ...before, name: name ?? before.name, fields: { ...before.fields, ...fields } };
    if (changed.name.toLowerCase() !== before.name.toLowerCase()) this.mustBeFree(access, changed.name, real, 'change');
    // Who keeps his address is not asked: he has it in OX.
    if (addressOf(changed) !== addressOf(before)) this.mustHaveOwnAddress(access, changed, real, 'change');
    this.put(access, changed, before);
  }

  async changeRights(access: ContextAccess, reference: OxReference, rights: readonly string[]): Promise<void> {
    const before = await this.things.toWrite(access, reference, 'changeByModuleAccess');
    this.put(access, { ...before, rights }, before);
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
    this.imagination.tally.read(access.contextId, 'OXUserService.exists');
    return await this.isThere(access, reference);
  }

  async get(access: ContextAccess, reference: OxReference): Promise<OxUser | undefined> {
    this.imagination.tally.read(access.contextId, 'OXUserService.getData');
    return await this.things.find(access, reference);
  }

  async getMany(access: ContextAccess, ids: readonly number[]): Promise<OxUser[]> {
    return await this.things.getMany(access, ids, (others) => this.real.getMany(access, others));
  }

  async guests(access: ContextAccess): Promise<number[]> {
    this.imagination.tally.read(access.contextId, 'OXUserService.list');
    return await this.imagination.real(access, () => this.real.guests(access), []);
  }

  async rights(access: ContextAccess, reference: OxReference): Promise<string[]> {
    this.imagination.tally.read(access.contextId, 'OXUserService.getModuleAccess');
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

  private async add(
    access: ContextAccess,
    { name, fields, rights }: NewOxUser,
    operation: 'create' | 'createByModuleAccess',
  ): Promise<number> {
    this.imagination.tally.write(access.contextId, `OXUserService.${operation}`);
    const real = await this.claimsOn(access, name, addressOf({ fields }));
    const user = { id: this.imagination.nextId(), name, fields, rights };
    this.mustBeFree(access, name, real, operation);
    this.mustHaveOwnAddress(access, user, real, operation);
    this.put(access, user);
    return user.id;
  }

  /** What OX says without the plan. What comes after it waits for nothing, so that nobody comes between a check and its write. */
  private async claimsOn(access: ContextAccess, name: string | undefined, address: string): Promise<Claims> {
    const [isNameTaken, holder, isGuests] = await Promise.all([
      name === undefined ? false : this.isThere(access, { name }),
      address === '' ? undefined : this.realHolderOf(access, address),
      address === '' ? false : this.addresses.isGuests(access, address),
    ]);
    return { isNameTaken, holder, isGuests };
  }

  /** What is known of him may be out of date. */
  private async realHolderOf(access: ContextAccess, address: string): Promise<ImaginedUser | undefined> {
    const id = await this.addresses.holderOf(access, address);
    const holder = id === undefined ? undefined : await this.things.find(access, { id });
    return holder !== undefined && addressOf(holder) === address ? holder : undefined;
  }

  private mustBeFree(access: ContextAccess, name: string, { isNameTaken }: Claims, operation: string): void {
    const imagined = this.things.image(access).find({ name });
    if (imagined === undefined ? isNameTaken : imagined.thing !== undefined) throw this.things.nameTaken(access, name, operation);
  }

  /** A guest gives his up to a new user only, who is made of him. */
  private mustHaveOwnAddress(access: ContextAccess, user: ImaginedUser, real: Claims, operation: string): void {
    const address = addressOf(user);
    const other = this.otherWith(access, user, real);
    if (other !== undefined) throw this.addressTaken(access, address, other, operation);
    if (real.isGuests && operation !== 'create') throw this.addressTaken(access, address, 'a guest', operation);
  }

  /** Whom the plan gave the address, or who had it before; and has it still. In words. */
  private otherWith(access: ContextAccess, user: ImaginedUser, { holder }: Claims): string | undefined {
    const address = addressOf(user);
    const ids = [this.given.get(keyOf(access, address)), holder?.id];
    const other = ids.find((id) => id !== undefined && id !== user.id && this.hasNow(access, id, address, holder));
    if (other === undefined) return undefined;
    if (other === holder?.id) return `"${holder.name}"`;
    return `"${this.things.image(access).find({ id: other })?.thing?.name ?? ''}"${RIVALS}`;
  }

  private addressTaken(access: ContextAccess, address: string, whose: string, operation: string): Error {
    const message = `Primary mail address ${address} already exists: it is that of ${whose}`;
    return refused('MailAddressTaken', message, this.things.call(access, operation));
  }

  private hasNow(access: ContextAccess, id: number, address: string, holder: ImaginedUser | undefined): boolean {
    const imagined = this.things.image(access).find({ id });
    if (imagined === undefined) return holder?.id === id;
    return imagined.thing !== undefined && addressOf(imagined.thing) === address;
  }

  private put(access: ContextAccess, user: ImaginedUser, before?: ImaginedUser): void {
    if (before === undefined || addressOf(before) !== addressOf(user)) this.given.set(keyOf(access, addressOf(user)), user.id);
    this.things.image(access).put(user, before);
  }
}

/** Who has, without the plan, what somebody is to get. */
interface Claims {
  readonly isNameTaken: boolean;
  readonly holder: ImaginedUser | undefined;
  readonly isGuests: boolean;
}

function keyOf({ contextId }: ContextAccess, address: string): string {
  return `${contextId} ${address}`;
}
