import { createHmac } from 'node:crypto';

/** Enough to tell everybody of a large installation apart. */
const DIGITS = 10;

/**
 * Names that stand for words. One word has the same one throughout a bundle, in any case; who does not have the key, which nobody keeps,
 * cannot find out what it stands for by trying.
 */
export class Pseudonyms {
  private readonly key: string;
  private readonly given = new Map<string, string>();

  constructor(key: string) {
    this.key = key;
  }

  of(word: string): string {
    const plain = word.normalize('NFKC').toLowerCase();
    const known = this.given.get(plain);
    if (known !== undefined) return known;
    const pseudonym = `p-${createHmac('sha256', this.key).update(plain).digest('hex').slice(0, DIGITS)}`;
    this.given.set(plain, pseudonym);
    return pseudonym;
  }

  /** How many words were replaced. */
  get count(): number {
    return this.given.size;
  }
}
