import type { RunningSimulator } from '../../simulator/index.ts';

/** What OX holds, as far as these tests look at it: logins with ids, groups with the logins of their members. */
export class OxView {
  readonly simulator: RunningSimulator;

  constructor(simulator: RunningSimulator) {
    this.simulator = simulator;
  }

  /** Logins of a context without its admin, sorted. */
  logins(contextId = 10): string[] {
    return [...this.ids(contextId).keys()].sort();
  }

  /** Ids by login, without the admin of the context. */
  ids(contextId = 10): ReadonlyMap<string, number> {
    const admin = this.simulator.control.contexts().find(({ id }) => id === contextId)?.adminId;
    const users = this.simulator.control.users(contextId).filter(({ id }) => id !== admin);
    return new Map(users.map(({ id, name }) => [String(name), Number(id)]));
  }

  user(login: string, contextId = 10) {
    return this.simulator.control.users(contextId).find(({ name }) => name === login);
  }

  /** Sorted logins of the members by group; the groups of OX itself are left out. */
  groups(contextId = 10): Record<string, string[]> {
    const names = new Map(this.simulator.control.users(contextId).map(({ id, name }) => [id, String(name)]));
    const ours = this.simulator.control.groups(contextId).filter(({ id }) => Number(id) > LAST_OWN_GROUP);
    return Object.fromEntries(
      ours.map(({ name, members = [] }) => [String(name), members.map((id) => names.get(id) ?? `id ${id}`).sort()]),
    );
  }

  contextIds(): number[] {
    return this.simulator.control.contexts().map(({ id }) => id);
  }

  /** Calls by `Service.operation` since the last look or start. */
  takeCalls(): Readonly<Record<string, number>> {
    const { operations } = this.simulator.control.counters();
    this.simulator.control.clearCounters();
    return operations;
  }
}

const LAST_OWN_GROUP = 1;
