/** Who wants a directory read as a whole and not only what changed, by a read that begins after the wish. */
export class WholeReads {
  private readonly wishes = new Map<string, (() => void)[]>();

  /** `whenRead` is called once, after the first whole read that succeeds. */
  ask(directory: string, whenRead: () => void): void {
    this.wishes.set(directory, [...(this.wishes.get(directory) ?? []), whenRead]);
  }

  /** One read of the directory; it rejects when the read does, and the wishes stay. */
  async carryOut<T>(directory: string, read: (isWhole: boolean) => Promise<T>): Promise<T> {
    const wishes = this.wishes.get(directory) ?? [];
    this.wishes.delete(directory);
    try {
      const result = await read(wishes.length > 0);
      for (const whenRead of wishes) whenRead();
      return result;
    } catch (error) {
      for (const whenRead of wishes) this.ask(directory, whenRead);
      throw error;
    }
  }

  forget(directory: string): void {
    this.wishes.delete(directory);
  }
}
