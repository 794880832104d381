/** Jobs of one name come one after the other, in the order in which they came; names do not wait for each other, but for those that come alone. */
export class NamedTurns {
  private readonly last = new Map<string, Promise<unknown>>();
  private lastAlone: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as `job` does. A job that fails does not hold up the next. */
  async take<T>(name: string, job: () => Promise<T>): Promise<T> {
    const before = this.last.get(name) ?? this.lastAlone;
    const turn = before.then(job, job);
    this.last.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.last.get(name) === turn) this.last.delete(name);
    }
  }

  /** The same after everybody before it, and before everybody after it. */
  takeAlone<T>(job: () => Promise<T>): Promise<T> {
    const turn = Promise.allSettled([this.lastAlone, ...this.last.values()]).then(job);
    this.lastAlone = turn;
    this.last.clear();
    return turn;
  }
}
