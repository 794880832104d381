/** Jobs about one object come one after the other, in the order in which they came; those about all objects come alone. */
export class FolderTurns {
  private last: Promise<unknown> = Promise.resolve();
  /** The last job about each object since the last one about all. */
  private readonly lastAbout = new Map<string, Promise<unknown>>();

  /** Resolves or rejects as `job` does. A job that fails does not hold up the next. */
  takeAlone<T>(job: () => Promise<T>): Promise<T> {
    const turn = Promise.allSettled([this.last, ...this.lastAbout.values()]).then(job);
    this.last = turn;
    this.lastAbout.clear();
    return turn;
  }

  /** The same beside jobs about other objects: each waits for the disk, and none has to wait for another's. */
  takeFor<T>(object: string, job: () => Promise<T>): Promise<T> {
    const before = this.lastAbout.get(object) ?? this.last;
    const turn = before.then(job, job);
    this.lastAbout.set(object, turn);
    return turn;
  }
}
