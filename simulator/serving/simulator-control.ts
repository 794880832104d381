import { describeCall } from '../call-description.ts';
import { applyEdit, type Edit } from '../edits/edit.ts';
import type { ActiveFaultRule, FaultRule } from '../faults.ts';
import type { StaleReadsRule } from '../stale-reads.ts';
import {
  type AccountData,
  type ContextState,
  type ExceptionIdCounter,
  type GroupData,
  isMasterService,
  type OxSimulation,
  type StoredResource,
} from '../state/index.ts';
import type { CounterReport } from './call-counters.ts';
import type { LoggedCall } from './call-log.ts';
import type { CallRunner, Timing } from './call-runner.ts';
import {
  type ContextReport,
  type DeputyReport,
  reportAccounts,
  reportContexts,
  reportDeputies,
  reportGroups,
  reportUsers,
  type UserReport,
} from './state-report.ts';

/** Everything that can be seen of a running simulator and done to it, beside the calls of its clients. */
export class SimulatorControl {
  readonly #runner: CallRunner;
  readonly #exceptionIds: ExceptionIdCounter;

  constructor(runner: CallRunner, exceptionIds: ExceptionIdCounter) {
    this.#runner = runner;
    this.#exceptionIds = exceptionIds;
  }

  /** The OX itself. */
  get ox(): OxSimulation {
    return this.#runner.ox;
  }

  contexts(): readonly ContextReport[] {
    return reportContexts(this.ox);
  }

  /** With guests; without passwords. Throws an `Error` for an unknown context. */
  users(contextId: number): readonly UserReport[] {
    return reportUsers(this.#context(contextId));
  }

  groups(contextId: number): readonly GroupData[] {
    return reportGroups(this.#context(contextId));
  }

  resources(contextId: number): readonly StoredResource[] {
    return this.#context(contextId).resources.all();
  }

  /** The secondary accounts of all users; without passwords. */
  accounts(contextId: number): readonly AccountData[] {
    return reportAccounts(this.#context(contextId));
  }

  deputies(contextId: number): DeputyReport {
    return reportDeputies(this.#context(contextId));
  }

  /** The calls that ended, in that order, after a sequence number. */
  log(after?: number): readonly LoggedCall[] {
    return this.#runner.log.list(after);
  }

  clearLog(): void {
    this.#runner.log.clear();
  }

  counters(): CounterReport {
    return this.#runner.counters.report();
  }

  clearCounters(): void {
    this.#runner.counters.clear();
  }

  timing(): Readonly<Timing> {
    return { ...this.#runner.timing };
  }

  setTiming(timing: Partial<Timing>): void {
    Object.assign(this.#runner.timing, timing);
  }

  /** Gives the id of the rule. */
  addFault(rule: FaultRule): number {
    return this.#runner.faults.add(rule);
  }

  faults(): readonly ActiveFaultRule[] {
    return this.#runner.faults.list();
  }

  removeFault(id: number): boolean {
    return this.#runner.faults.remove(id);
  }

  clearFaults(): void {
    this.#runner.faults.clear();
  }

  staleReads(): StaleReadsRule | undefined {
    return this.#runner.stale.rule;
  }

  startStaleReads(rule: StaleReadsRule): void {
    this.#runner.stale.start(rule);
  }

  stopStaleReads(): void {
    this.#runner.stale.stop();
  }

  /** Changes something behind the clients' back, past every check, and gives the id of what was changed. */
  edit(edit: Edit): number {
    const id = applyEdit(this.ox, edit);
    this.#runner.stale.changed(edit.contextId, (replica) => applyEdit(replica, edit), this.#runner.clock.now());
    return id;
  }

  /**
   * A call without latency, faults and log; without `auth` in its arguments it is made as the right admin.
   * Throws an `OxFault` when OX refuses.
   */
  call(service: string, operation: string, args: Readonly<Record<string, unknown>>): unknown {
    const call = describeCall(service, operation, args);
    return this.#runner.callDirectly(call, { auth: this.#adminFor(service, call.contextId), ...args });
  }

  /** What a restart of OX does to its exception ids. */
  restart(process = 1170523632): void {
    this.#exceptionIds.restart(process);
  }

  #adminFor(service: string, contextId: number | undefined) {
    const context = contextId === undefined ? undefined : this.ox.installation.contexts.get(contextId);
    if (isMasterService(service) || context === undefined) return this.ox.installation.master;
    return { login: context.admin.name, password: context.admin.password };
  }

  #context(id: number): ContextState {
    const context = this.ox.installation.contexts.get(id);
    if (context === undefined) throw new Error(`there is no context ${id}`);
    return context;
  }
}
