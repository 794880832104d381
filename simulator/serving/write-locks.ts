/** One lock per context: OX writes to a context one call at a time. */
export class WriteLocks {
  readonly #tails = new Map<number, Promise<void>>();

  /** Runs `task` when every earlier task of the context has ended. */
  async run<Result>(contextId: number, task: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(contextId) ?? Promise.resolve();
    const { promise: tail, resolve: release } = Promise.withResolvers<void>();
    this.#tails.set(contextId, tail);
    await before;
    try {
      return await task();
    } finally {
      release();
      if (this.#tails.get(contextId) === tail) this.#tails.delete(contextId);
    }
  }
}
