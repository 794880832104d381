/** One job after the other for each name, in the order in which they came; names do not wait for each other. */
export class NamedTurns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Resolves or rejects as `job` does. A job that fails does not hold up the next. */
  async take<T>(name: string, job: () => Promise<T>): Promise<T> {
    const before = this.last.get(name) ?? Promise.resolve();
    const turn = before.then(job, job);
    this.last.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.last.get(name) === turn) this.last.delete(name);
    }
  }
}
