import { type ContextAccess, EVERYBODY, type OxGroup, type OxGroupContent, type OxGroups, type OxReference } from '../../ox/index.ts';
import type { Imagination } from './imagination.ts';
import { ImaginedThings } from './imagined-things.ts';
import type { Inhabitants } from './inhabitants.ts';

/** The admin of a context, the first who is in it. */
const ADMIN_ID = 2;

export class ImaginedGroups implements OxGroups {
  private readonly real: OxGroups;
  private readonly imagination: Imagination;
  private readonly inhabitants: Inhabitants;
  private readonly things: ImaginedThings<OxGroup>;

  constructor(real: OxGroups, imagination: Imagination, inhabitants: Inhabitants) {
    this.real = real;
    this.inhabitants = inhabitants;
    this.imagination = imagination;
    this.things = new ImaginedThings({
      ...{ service: 'OXGroupService', what: 'group', imagination },
      imageIn: ({ groups }) => groups,
      ask: (access, reference) => real.get(access, reference),
      bornWith: (reference) => ('id' in reference && reference.id === EVERYBODY ? everybodyOfNew() : undefined),
    });
  }

  async create(access: ContextAccess, content: OxGroupContent): Promise<number> {
    this.imagination.tally.write(access.contextId, 'OXGroupService.create');
    await this.things.mustBeFree(access, content.name, 'create');
    await this.inhabitants.mustKnow(access, content.members, this.things.call(access, 'create'));
    const group = { id: this.imagination.nextId(), ...content };
    this.things.image(access).put(group);
    return group.id;
  }

  async change(access: ContextAccess, id: number, content: OxGroupContent): Promise<void> {
    const before = await this.things.toWrite(access, { id }, 'change');
    if (content.name.toLowerCase() !== before.name.toLowerCase()) await this.things.mustBeFree(access, content.name, 'change');
    await this.inhabitants.mustKnow(access, content.members, this.things.call(access, 'change'));
    this.imagination.membersBefore.set(`${access.contextId} ${id}`, before.members);
    this.things.image(access).put({ id, ...content }, before);
  }

  async delete(access: ContextAccess, id: number): Promise<void> {
    this.things.image(access).remove(await this.things.toWrite(access, { id }, 'delete'));
  }

  async get(access: ContextAccess, reference: OxReference): Promise<OxGroup | undefined> {
    this.imagination.tally.read(access.contextId, 'OXGroupService.getData');
    const group = await this.things.find(access, reference);
    return group === undefined ? undefined : this.withPlanned(access, group);
  }

  async list(access: ContextAccess): Promise<OxGroup[]> {
    this.imagination.tally.read(access.contextId, 'OXGroupService.listAll');
    const real = await this.imagination.real(access, () => this.real.list(access), [everybodyOfNew()]);
    const all = [...real.filter(({ id }) => this.things.image(access).find({ id }) === undefined), ...this.things.image(access).all()];
    return all.map((group) => this.withPlanned(access, group));
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
}

function everybodyOfNew(): OxGroup {
  return { id: EVERYBODY, name: 'users', displayName: 'users', members: [ADMIN_ID] };
}
