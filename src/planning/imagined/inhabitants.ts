import { type ContextAccess, EVERYBODY, type OxGroups } from '../../ox/index.ts';
import { type Imagination, missing } from './imagination.ts';

/** Who lives in a context: OX refuses what is written with somebody whom it does not know any more. Each context is asked about once. */
export class Inhabitants {
  private readonly groups: OxGroups;
  private readonly imagination: Imagination;
  private readonly known = new Map<number, Promise<ReadonlySet<number>>>();

  constructor(groups: OxGroups, imagination: Imagination) {
    this.groups = groups;
    this.imagination = imagination;
  }

  /** Rejects as OX does when one of the users is not there. */
  async mustKnow(access: ContextAccess, userIds: readonly number[], call: { service: string; operation: string }): Promise<void> {
    const { users } = this.imagination.place(access.contextId);
    const others = userIds.filter((id) => users.find({ id }) === undefined);
    const real = others.length === 0 ? new Set<number>() : await this.of(access);
    const isKnown = (id: number): boolean => {
      const imagined = users.find({ id });
      return imagined === undefined ? real.has(id) : imagined.thing !== undefined;
    };
    if (!userIds.every(isKnown)) throw missing('user', { ...call, contextId: access.contextId });
  }

  of(access: ContextAccess): Promise<ReadonlySet<number>> {
    const known = this.known.get(access.contextId) ?? this.read(access);
    this.known.set(access.contextId, known);
    return known;
  }

  private async read(access: ContextAccess): Promise<ReadonlySet<number>> {
    const everybody = await this.imagination.real(access, () => this.groups.get(access, { id: EVERYBODY }), undefined);
    return new Set(everybody?.members);
  }
}
