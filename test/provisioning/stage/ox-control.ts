import type { ContextReport, DeputyReport, Edit, FaultRule, LoggedCall, StaleReadsRule, UserReport } from '../../../simulator/index.ts';

/** A group with the ids of its members. */
export interface GroupReport {
  readonly id: number;
  readonly name: string;
  readonly displayname: string;
  readonly members: readonly number[];
}

export interface ResourceReport {
  readonly id: number;
  readonly name: string;
  readonly displayname: string;
  readonly email: string;
  readonly description?: string;
  readonly available: boolean;
}

export interface AccountReport {
  readonly id: number;
  readonly userId: number;
  readonly primaryAddress: string;
  readonly name: string;
  readonly personal?: string;
  readonly login?: string;
}

/** The control face of the OX simulator, over HTTP. */
export class OxControl {
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  contexts = (): Promise<ContextReport[]> => this.get('contexts');
  users = (contextId: number): Promise<UserReport[]> => this.get(`contexts/${contextId}/users`);
  groups = (contextId: number): Promise<GroupReport[]> => this.get(`contexts/${contextId}/groups`);
  resources = (contextId: number): Promise<ResourceReport[]> => this.get(`contexts/${contextId}/resources`);
  accounts = (contextId: number): Promise<AccountReport[]> => this.get(`contexts/${contextId}/accounts`);
  deputies = (contextId: number): Promise<DeputyReport> => this.get(`contexts/${contextId}/deputies`);
  log = (after: number): Promise<LoggedCall[]> => this.get(`log?after=${after}`);

  /** Makes OX or the way to it fail; gives the id of the rule. */
  fault = async (rule: FaultRule): Promise<number> => (await this.send<{ id: number }>('POST', 'faults', rule)).id;
  faults = (): Promise<readonly unknown[]> => this.get('faults');
  unfault = (rule: number): Promise<unknown> => this.send('DELETE', `faults/${rule}`);
  clearFaults = (): Promise<unknown> => this.send('DELETE', 'faults');
  staleReads = (rule: StaleReadsRule): Promise<unknown> => this.send('PUT', 'stale-reads', rule);
  freshReads = (): Promise<unknown> => this.send('DELETE', 'stale-reads');

  /** Changes OX behind the operator's back; gives the id of what was changed. */
  edit = async (edit: Edit): Promise<number> => (await this.send<{ id: number }>('POST', 'edits', edit)).id;

  /** A call as the right admin, outside of the log. */
  call = async (service: string, operation: string, args: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const answer = await this.send<{ result?: unknown; fault?: unknown }>('POST', 'calls', { service, operation, args });
    if (answer.fault !== undefined) throw new Error(`${service}.${operation}: ${JSON.stringify(answer.fault)}`);
    return answer.result;
  };

  private get<T>(path: string): Promise<T> {
    return this.send('GET', path);
  }

  private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.url}/control/${path}`, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} /control/${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }
}
