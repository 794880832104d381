import type { Edit, OxSimulation } from '../../simulator/index.ts';
import { accountsOf } from './accounts.ts';
import { roomNameOf } from './judge-rooms.ts';
import type { Wishes } from './oracle.ts';
import { CONTEXTS } from './people.ts';
import type { SeededRandom } from './seeded-random.ts';
import { isStranger } from './strangers.ts';

interface MeddlerOptions {
  readonly ox: OxSimulation;
  readonly wishes: Wishes;
  readonly random: SeededRandom;
  /** Carries an edit out. */
  readonly edit: (edit: Edit) => void;
}

/**
 * Somebody who edits OX by hand. What he did is noticed when the operator has a reason to look, so that everything he laid hands on
 * changes at its source, at once or later.
 */
export class Meddler {
  private readonly options: MeddlerOptions;
  /** Nothing changes at the source: what he did is noticed by itself, or is to be left as it is. */
  touchesNothing = false;
  private readonly touches = new Set<() => void>();

  constructor(options: MeddlerOptions) {
    this.options = options;
  }

  meddle(): void {
    const contextId = this.options.random.pick(CONTEXTS);
    if (!this.options.ox.installation.contexts.has(contextId)) return;
    const deeds = [
      () => this.deleteUser(contextId),
      () => this.deleteUser(contextId),
      () => this.disturbGroup(contextId),
      () => this.deleteRoom(contextId),
      () => this.deleteAccount(contextId),
      () => this.deleteDeputy(contextId),
      () => this.inviteGuest(contextId),
      () => this.inviteGuest(contextId),
    ];
    this.options.random.pick(deeds)();
  }

  /** One of those deeds that the operator notices by comparing OX with what it wrote. */
  makeDrift(): void {
    const contextId = this.options.random.pick(CONTEXTS);
    if (!this.options.ox.installation.contexts.has(contextId)) return;
    const deeds = [
      () => this.deleteUser(contextId),
      () => this.disturbGroup(contextId),
      () => this.deleteRoom(contextId),
      () => this.deleteAccount(contextId),
    ];
    this.options.random.pick(deeds)();
  }

  /** Everything he laid hands on changes at its source. */
  touchAll(): void {
    for (const touch of this.touches) touch();
    this.touches.clear();
  }

  private deleteUser(contextId: number): void {
    const account = this.some(accountsOf(this.options.ox, contextId));
    if (account === undefined) return;
    this.options.wishes.lost.add(account.sourceId);
    this.options.edit({ kind: 'deleteUser', contextId, user: account.id });
    this.willTouch(() => this.options.wishes.people.touch(account.sourceId));
  }

  private disturbGroup(contextId: number): void {
    const { people } = this.options.wishes;
    const group = this.some(
      [...this.context(contextId).groups.values()].filter(({ id, displayname }) => id > 1 && !isStranger(displayname)),
    );
    if (group === undefined) return;
    if (this.options.random.chance(0.5)) this.options.edit({ kind: 'deleteGroup', contextId, group: group.id });
    else this.options.edit({ kind: 'setGroup', contextId, group: group.id, members: [] });
    // Whose group it is nobody can tell.
    for (const { sourceId } of people.teams.values()) this.willTouch(() => people.touchTeam(sourceId));
  }

  private deleteRoom(contextId: number): void {
    const resource = this.some(
      this.context(contextId)
        .resources.all()
        .filter(({ displayname }) => !isStranger(displayname)),
    );
    if (resource === undefined) return;
    this.options.wishes.lost.add(roomNameOf(resource));
    this.options.edit({ kind: 'deleteResource', contextId, resource: resource.id });
    this.willTouch(() => this.options.wishes.rooms.touch(roomNameOf(resource)));
  }

  private deleteAccount(contextId: number): void {
    const { mailboxes } = this.options.wishes;
    const account = this.some(
      this.context(contextId)
        .accounts.all()
        .filter(({ name }) => !isStranger(name)),
    );
    if (account === undefined) return;
    // While one of several users has it still, nobody would notice, so that it may stay away.
    this.options.wishes.lost.add(account.primaryAddress);
    for (const { userId, primaryAddress } of this.context(contextId).accounts.all()) {
      if (primaryAddress === account.primaryAddress) this.options.edit({ kind: 'deleteAccount', contextId, user: userId, primaryAddress });
    }
    for (const { name, address } of mailboxes.wanted.values()) {
      if (address === account.primaryAddress) this.willTouch(() => mailboxes.touch(name));
    }
  }

  private deleteDeputy(contextId: number): void {
    const stored = this.some(this.context(contextId).deputies.all());
    if (stored === undefined) return;
    const grantor = accountsOf(this.options.ox, contextId).find(({ id }) => id === stored.grantorId);
    this.options.edit({ kind: 'deleteDeputy', contextId, grantor: stored.grantorId, deputy: stored.userId });
    if (grantor === undefined) return;
    const touch = (): void => this.options.wishes.people.touchDeputies(grantor.sourceId);
    // Nobody looks for deputies that drifted.
    if (this.touchesNothing) this.touches.add(touch);
    this.willTouch(touch);
  }

  /** He holds the address until somebody with it comes. */
  private inviteGuest(contextId: number): void {
    const mail = `m${this.options.random.below(24)}@example.org`;
    if (this.context(contextId).userWithMail(mail) === undefined) this.options.edit({ kind: 'addGuest', contextId, mail });
  }

  willTouch(touch: () => void): void {
    const isTouchedNow = this.options.random.chance(0.5);
    if (this.touchesNothing) return;
    this.touches.add(touch);
    if (isTouchedNow) touch();
  }

  private context(contextId: number) {
    const context = this.options.ox.installation.contexts.get(contextId);
    if (context === undefined) throw new Error(`there is no context ${contextId}`);
    return context;
  }

  private some<T>(items: readonly T[]): T | undefined {
    return items.length === 0 ? undefined : this.options.random.pick(items);
  }
}
