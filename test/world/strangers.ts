import { ACCESS_OF_GUESTS, type ContextState, type OxSimulation } from '../../simulator/state/index.ts';
import type { Extra } from './extra.ts';
import type { SeededRandom } from './seeded-random.ts';

interface Surroundings {
  readonly ox: OxSimulation;
  readonly random: SeededRandom;
  /** Changes a context of OX behind the operator's back. */
  readonly byHand: (contextId: number, change: (context: ContextState) => void) => void;
}

interface Watched {
  readonly what: string;
  /** What OX stores is never changed, only replaced: the same thing is the same to the last bit. */
  readonly now: () => unknown;
  readonly before: unknown;
}

/** What nobody in the directory has named ever and nobody names: names and addresses next to those that are used. */
const FIRST_SERIAL = 30;
const MARK = 'stranger';

/** What is there without the operator's doing: users, groups, resources and accounts that nobody claims. They stay as they are. */
export class Strangers implements Extra {
  private readonly world: Surroundings;
  private watched: Watched[] = [];
  private readonly known = new Set<number>();
  private serial = FIRST_SERIAL;

  constructor(world: Surroundings) {
    this.world = world;
  }

  /** They are in every context as soon as that is there, and more of them come by hand. */
  happen(): void {
    const { ox, random } = this.world;
    for (const id of ox.installation.contexts.keys()) if (!this.known.has(id) || random.chance(0.03)) this.come(id);
  }

  look(): string[] {
    const wrong = this.watched.filter(({ now, before }) => now() !== before);
    this.watched = this.watched.filter((one) => !wrong.includes(one));
    return wrong.map(({ what }) => `${what} was changed or deleted, although nobody ever asked for it`);
  }

  private come(contextId: number): void {
    this.known.add(contextId);
    this.serial += 1;
    const { serial } = this;
    this.world.byHand(contextId, (context) => settle(context, serial));
    const context = this.world.ox.installation.contexts.get(contextId);
    if (context === undefined) return;
    const userId = context.userNamed(`u${serial}`)?.id ?? 0;
    const groupId = context.groupNamed(`g${serial}`)?.id ?? 0;
    this.watch(`the unmanaged user u${serial}`, () => context.users.get(userId));
    this.watch(`the unmanaged group g${serial}`, () => context.groups.get(groupId));
    this.watch(`the unmanaged group g${serial} (its members)`, () => context.membersOf(groupId).join());
    this.watch(`the unmanaged resource r${serial}`, () => context.resources.named(`r${serial}`));
    this.watch(`the unmanaged account f${serial}`, () => context.accounts.of(userId)[0]);
  }

  private watch(what: string, now: () => unknown): void {
    this.watched.push({ what, now, before: now() });
  }
}

/** Whether something in OX is one of these, by what it is marked with. */
export function isStranger(mark: string | undefined): boolean {
  return mark === MARK;
}

function settle(context: ContextState, serial: number): void {
  const id = context.takeId();
  const name = `u${serial}`;
  const data = { id, name, display_name: 'Given Sur', primaryEmail: `m${serial}@example.org`, note: MARK };
  const nothing = { password: '', capabilities: [], personal: '', guestCreatedBy: 0 };
  context.putUser({ ...nothing, id, name, data, access: ACCESS_OF_GUESTS, dataOf: `${context.id}/${id}` });
  const groupId = context.takeId();
  context.putGroup({ id: groupId, name: `g${serial}`, displayname: MARK });
  context.setMembers(groupId, [id]);
  const resource = { name: `r${serial}`, email: `e${serial}@example.org`, description: undefined, available: true, permissions: [] };
  context.resources.put({ ...resource, id: context.takeId(), displayname: MARK });
  context.accounts.add(id, `f${serial}@example.org`, { name: MARK });
}
