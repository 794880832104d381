import type { ContextAccess, OxReference, OxResource, OxResourceContent, OxResources } from '../../ox/index.ts';
import { type Image, splitKnown } from './image.ts';
import { type Imagination, missing, refused } from './imagination.ts';

const service = 'OXResourceService';

export class ImaginedResources implements OxResources {
  private readonly real: OxResources;
  private readonly imagination: Imagination;

  constructor(real: OxResources, imagination: Imagination) {
    this.real = real;
    this.imagination = imagination;
  }

  async create(access: ContextAccess, content: OxResourceContent): Promise<number> {
    this.imagination.tally.write(access.contextId);
    await this.mustBeFree(access, content.name, 'create');
    const resource = { id: this.imagination.nextId(), ...content };
    this.mustHaveOwnAddress(access, resource, 'create');
    this.image(access).put(resource);
    return resource.id;
  }

  /** Named by its name it keeps that. */
  async change(access: ContextAccess, reference: OxReference, content: OxResourceContent): Promise<void> {
    const before = await this.write(access, reference, 'change');
    const name = 'id' in reference ? content.name : before.name;
    if (name.toLowerCase() !== before.name.toLowerCase()) await this.mustBeFree(access, name, 'change');
    const changed = { ...content, id: before.id, name };
    this.mustHaveOwnAddress(access, changed, 'change');
    this.image(access).put(changed, before);
  }

  async delete(access: ContextAccess, id: number): Promise<void> {
    this.image(access).remove(await this.write(access, { id }, 'delete'));
  }

  async get(access: ContextAccess, reference: OxReference): Promise<OxResource | undefined> {
    this.imagination.tally.read(access.contextId);
    return await this.find(access, reference);
  }

  async ids(access: ContextAccess): Promise<number[]> {
    this.imagination.tally.read(access.contextId);
    const real = await this.imagination.real(access, () => this.real.ids(access), []);
    const image = this.image(access);
    return [...real.filter((id) => image.find({ id }) === undefined), ...image.all().map(({ id }) => id)];
  }

  async getMany(access: ContextAccess, ids: readonly number[]): Promise<OxResource[]> {
    this.imagination.tally.read(access.contextId);
    const { known, others, isComplete } = splitKnown(this.image(access), ids);
    if (!isComplete) throw missing('resource', { service, operation: 'getMultipleData', contextId: access.contextId });
    return others.length === 0 ? known : [...known, ...(await this.real.getMany(access, others))];
  }

  private async find(access: ContextAccess, reference: OxReference): Promise<OxResource | undefined> {
    const imagined = this.image(access).find(reference);
    if (imagined !== undefined) return imagined.thing;
    const found = await this.imagination.real(access, () => this.real.get(access, reference), undefined);
    return found === undefined ? undefined : (this.image(access).find({ id: found.id }) ?? { thing: found }).thing;
  }

  private async write(access: ContextAccess, reference: OxReference, operation: string): Promise<OxResource> {
    this.imagination.tally.write(access.contextId);
    const resource = await this.find(access, reference);
    if (resource === undefined) throw missing('resource', { service, operation, contextId: access.contextId });
    return resource;
  }

  private async mustBeFree(access: ContextAccess, name: string, operation: string): Promise<void> {
    if ((await this.find(access, { name })) === undefined) return;
    throw refused('NameTaken', `the resource "${name}" exists already`, { service, operation, contextId: access.contextId });
  }

  private mustHaveOwnAddress(access: ContextAccess, { id, email }: OxResource, operation: string): void {
    const isTaken = this.image(access)
      .all()
      .some((other) => other.id !== id && other.email.toLowerCase() === email.toLowerCase());
    if (email === '' || !isTaken) return;
    const message = `Resource with this email address already exists: ${email}`;
    throw refused('MailAddressTaken', message, { service, operation, contextId: access.contextId });
  }

  private image({ contextId }: ContextAccess): Image<OxResource> {
    return this.imagination.place(contextId).resources;
  }
}
