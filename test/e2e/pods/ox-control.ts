/** The control face of an OX simulator, as an HTTP client sees it. */
export class OxControl {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** Logins of a context without its admin, sorted; none while there is no such context. */
  async logins(contextId: number): Promise<string[]> {
    const contexts = (await this.#get('contexts')) as { id: number; adminId: number }[];
    const context = contexts.find(({ id }) => id === contextId);
    if (context === undefined) return [];
    const users = (await this.#get(`contexts/${contextId}/users`)) as { id: number; name: string }[];
    return users
      .filter(({ id }) => id !== context.adminId)
      .map(({ name }) => name)
      .sort();
  }

  /** Writes by `Service.operation` since the last `forgetCalls`. */
  async writes(): Promise<Record<string, number>> {
    const { operations } = (await this.#get('counters')) as { operations: Record<string, number> };
    return Object.fromEntries(Object.entries(operations).filter(([name]) => !READS.test(name)));
  }

  async forgetCalls(): Promise<void> {
    await this.#ask('counters', 'DELETE');
  }

  async #get(path: string): Promise<unknown> {
    return (await this.#ask(path, 'GET')).json();
  }

  async #ask(path: string, method: string): Promise<Response> {
    const response = await fetch(`${this.#url}/control/${path}`, { method });
    if (!response.ok) throw new Error(`${method} /control/${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}

/** Whatever else an operation is called, it counts as a write. */
const READS = /\.(get|list|exists|check)/;
