import { type ContextAccess, EVERYBODY, type OxGroup, type OxGroupContent, type OxGroups, type OxReference } from '../../ox/index.ts';
import type { Image } from './image.ts';
import { type Imagination, missing, refused } from './imagination.ts';
import type { Inhabitants } from './inhabitants.ts';

const service = 'OXGroupService';

/** The admin of a context, the first who is in it. */
const ADMIN_ID = 2;

export class ImaginedGroups implements OxGroups {
  private readonly real: OxGroups;
  private readonly imagination: Imagination;
  private readonly inhabitants: Inhabitants;

  constructor(real: OxGroups, imagination: Imagination, inhabitants: Inhabitants) {
    this.real = real;
    this.inhabitants = inhabitants;
    this.imagination = imagination;
  }

  async create(access: ContextAccess, content: OxGroupContent): Promise<number> {
    this.imagination.tally.write(access.contextId);
    await this.mustBeFree(access, content.name, 'create');
    await this.inhabitants.mustKnow(access, content.members, { service, operation: 'create' });
    const group = { id: this.imagination.nextId(), ...content };
    this.image(access).put(group);
    return group.id;
  }

  async change(access: ContextAccess, id: number, content: OxGroupContent): Promise<void> {
    const before = await this.write(access, id, 'change');
    if (content.name.toLowerCase() !== before.name.toLowerCase()) await this.mustBeFree(access, content.name, 'change');
    await this.inhabitants.mustKnow(access, content.members, { service, operation: 'change' });
    this.imagination.membersBefore.set(`${access.contextId} ${id}`, before.members);
    this.image(access).put({ id, ...content }, before);
  }

  async delete(access: ContextAccess, id: number): Promise<void> {
    this.image(access).remove(await this.write(access, id, 'delete'));
  }

  async get(access: ContextAccess, reference: OxReference): Promise<OxGroup | undefined> {
    this.imagination.tally.read(access.contextId);
    const group = await this.find(access, reference);
    return group === undefined ? undefined : this.withPlanned(access, group);
  }

  async list(access: ContextAccess): Promise<OxGroup[]> {
    this.imagination.tally.read(access.contextId);
    const real = await this.imagination.real(access, () => this.real.list(access), [everybodyOfNew()]);
    const all = [...real.filter(({ id }) => this.image(access).find({ id }) === undefined), ...this.image(access).all()];
    return all.map((group) => this.withPlanned(access, group));
  }

  private async find(access: ContextAccess, reference: OxReference): Promise<OxGroup | undefined> {
    const imagined = this.image(access).find(reference);
    if (imagined !== undefined) return imagined.thing;
    const nobody = 'id' in reference && reference.id === EVERYBODY ? everybodyOfNew() : undefined;
    const found = await this.imagination.real(access, () => this.real.get(access, reference), nobody);
    return found === undefined ? undefined : (this.image(access).find({ id: found.id }) ?? { thing: found }).thing;
  }

  /** Users who came or went in the plan are in no group that the plan did not write but that of everybody. */
  private withPlanned({ contextId }: ContextAccess, group: OxGroup): OxGroup {
    const { users } = this.imagination.place(contextId);
    const gone = users.gone();
    const stay = group.members.filter((id) => !gone.has(id));
    if (group.id !== EVERYBODY) return { ...group, members: stay };
    const planned = users.all().flatMap(({ id }) => (id < 0 ? [id] : []));
    return { ...group, members: [...stay, ...planned] };
  }

  private async write(access: ContextAccess, id: number, operation: string): Promise<OxGroup> {
    this.imagination.tally.write(access.contextId);
    const group = await this.find(access, { id });
    if (group === undefined) throw missing('group', { service, operation, contextId: access.contextId });
    return group;
  }

  private async mustBeFree(access: ContextAccess, name: string, operation: string): Promise<void> {
    if ((await this.find(access, { name })) === undefined) return;
    throw refused('NameTaken', `the group "${name}" exists already`, { service, operation, contextId: access.contextId });
  }

  private image({ contextId }: ContextAccess): Image<OxGroup> {
    return this.imagination.place(contextId).groups;
  }
}

function everybodyOfNew(): OxGroup {
  return { id: EVERYBODY, name: 'users', displayName: 'users', members: [ADMIN_ID] };
}
