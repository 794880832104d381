import {
  type ContextAccess,
  type OxReference,
  type OxResource,
  type OxResourceContent,
  type OxResources,
  readInChunks,
} from '../../ox/index.ts';
import { type Imagination, refused } from './imagination.ts';
import { ImaginedThings } from './imagined-things.ts';

/** Ids by address, in lower case: by hand, or long ago, two were given the same. */
type Holders = ReadonlyMap<string, readonly number[]>;

export class ImaginedResources implements OxResources {
  private readonly real: OxResources;
  private readonly imagination: Imagination;
  private readonly things: ImaginedThings<OxResource>;
  private readonly addresses = new Map<number, Promise<Holders>>();

  constructor(real: OxResources, imagination: Imagination) {
    this.real = real;
    this.imagination = imagination;
    this.things = new ImaginedThings({
      ...{ service: 'OXResourceService', what: 'resource', imagination },
      imageIn: ({ resources }) => resources,
      ask: (access, reference) => real.get(access, reference),
    });
  }

  async create(access: ContextAccess, content: OxResourceContent): Promise<number> {
    this.imagination.tally.write(access.contextId, 'OXResourceService.create');
    await this.things.mustBeFree(access, content.name, 'create');
    const holders = await this.holdersIn(access);
    const resource = { id: this.imagination.nextId(), ...content };
    this.mustHaveOwnAddress(access, resource, holders, 'create');
    this.things.image(access).put(resource);
    return resource.id;
  }

  /** Named by its name it keeps that. */
  async change(access: ContextAccess, reference: OxReference, content: OxResourceContent): Promise<void> {
    const before = await this.things.toWrite(access, reference, 'change');
    const name = 'id' in reference ? content.name : before.name;
    if (name.toLowerCase() !== before.name.toLowerCase()) await this.things.mustBeFree(access, name, 'change');
    const changed = { ...content, id: before.id, name };
    const holders = await this.holdersIn(access);
    this.mustHaveOwnAddress(access, changed, holders, 'change');
    this.things.image(access).put(changed, before);
  }

  async delete(access: ContextAccess, id: number): Promise<void> {
    this.things.image(access).remove(await this.things.toWrite(access, { id }, 'delete'));
  }

  async get(access: ContextAccess, reference: OxReference): Promise<OxResource | undefined> {
    this.imagination.tally.read(access.contextId, 'OXResourceService.getData');
    return await this.things.find(access, reference);
  }

  async ids(access: ContextAccess): Promise<number[]> {
    this.imagination.tally.read(access.contextId, 'OXResourceService.listAll');
    const real = await this.imagination.real(access, () => this.real.ids(access), []);
    const image = this.things.image(access);
    return [...real.filter((id) => image.find({ id }) === undefined), ...image.all().map(({ id }) => id)];
  }

  async getMany(access: ContextAccess, ids: readonly number[]): Promise<OxResource[]> {
    return await this.things.getMany(access, ids, (others) => this.real.getMany(access, others));
  }

  /** Waits for nothing, so that nobody comes between the check and its write. */
  private mustHaveOwnAddress(access: ContextAccess, { id, email }: OxResource, holders: Holders, operation: string): void {
    const address = email.toLowerCase();
    if (address === '') return;
    const image = this.things.image(access);
    const real = holders.get(address) ?? [];
    const isTaken =
      image.all().some((other) => other.id !== id && other.email.toLowerCase() === address) ||
      real.some((other) => other !== id && image.find({ id: other }) === undefined);
    if (!isTaken) return;
    const message = `Resource with this email address already exists: ${email}`;
    throw refused('MailAddressTaken', message, this.things.call(access, operation));
  }

  /** Ids by address, without the plan: all of a context are read once, for it has few. */
  private holdersIn(access: ContextAccess): Promise<Holders> {
    const known = this.addresses.get(access.contextId) ?? this.readAddresses(access);
    this.addresses.set(access.contextId, known);
    return known;
  }

  private async readAddresses(access: ContextAccess): Promise<Holders> {
    const ids = await this.imagination.real(access, () => this.real.ids(access), []);
    const addresses = new Map<string, number[]>();
    for await (const some of readInChunks(ids, (chunk) => this.real.getMany(access, chunk))) {
      for (const { id, email } of some) addresses.set(email.toLowerCase(), [...(addresses.get(email.toLowerCase()) ?? []), id]);
    }
    return addresses;
  }
}
