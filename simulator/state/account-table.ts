import { collationKey } from './names.ts';
import type { AccountData } from './ox-data.ts';

/** A secondary account of one user as stored: never changed, only replaced. */
export interface StoredAccount extends AccountData {
  readonly id: number;
  readonly userId: number;
  readonly primaryAddress: string;
}

/** The secondary accounts of one context, user by user. */
export class AccountTable {
  readonly #byUser = new Map<number, readonly StoredAccount[]>();
  #lastId = 0;

  /** In the order of their ids. */
  all(): readonly StoredAccount[] {
    return [...this.#byUser.values()].flat().sort((left, right) => left.id - right.id);
  }

  of(userId: number): readonly StoredAccount[] {
    return this.#byUser.get(userId) ?? [];
  }

  find(userId: number, primaryAddress: string): StoredAccount | undefined {
    return this.of(userId).find((account) => isOf(account, primaryAddress));
  }

  /** Gives the id: accounts have a sequence of their own. */
  add(userId: number, primaryAddress: string, data: AccountData): number {
    this.#lastId += 1;
    this.#byUser.set(userId, [...this.of(userId), { ...data, id: this.#lastId, userId, primaryAddress }]);
    return this.#lastId;
  }

  replace(account: StoredAccount): void {
    const accounts = this.of(account.userId).map((candidate) => (candidate.id === account.id ? account : candidate));
    this.#byUser.set(account.userId, accounts);
  }

  /** Whether there was such an account. */
  remove(userId: number, primaryAddress: string): boolean {
    const before = this.of(userId);
    const left = before.filter((account) => !isOf(account, primaryAddress));
    if (left.length > 0) this.#byUser.set(userId, left);
    else this.#byUser.delete(userId);
    return left.length < before.length;
  }

  removeUser(userId: number): void {
    this.#byUser.delete(userId);
  }

  clone(): AccountTable {
    const copy = new AccountTable();
    copy.#lastId = this.#lastId;
    for (const [userId, accounts] of this.#byUser) copy.#byUser.set(userId, accounts);
    return copy;
  }
}

function isOf(account: StoredAccount, primaryAddress: string): boolean {
  return collationKey(account.primaryAddress) === collationKey(primaryAddress);
}
