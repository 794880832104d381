import type { CachedObject } from '../cache/index.ts';

type MemberKind = 'User' | 'Group';

/** Leads from a user or group to the functional accounts that name it, whether it is there or not. */
export class MemberIndex {
  private readonly accounts = new Map<string, Set<string>>();
  private readonly keys = new Map<string, readonly string[]>();

  /** From now on an account is concerned by these `keys` only. */
  set(account: string, keys: readonly string[]): void {
    for (const key of this.keys.get(account) ?? []) this.remove(key, account);
    if (keys.length === 0) this.keys.delete(account);
    else this.keys.set(account, keys);
    for (const key of keys) this.accounts.set(key, (this.accounts.get(key) ?? new Set()).add(account));
  }

  /** Accounts that an outcome of this object concerns: by what it is called, was called, or as a member it is known to be. */
  concernedBy(object: CachedObject): Set<string> {
    const keys = this.accounts.size === 0 ? [] : keysOf(object);
    return new Set(keys.flatMap((key) => [...(this.accounts.get(key) ?? [])]));
  }

  private remove(key: string, account: string): void {
    const accounts = this.accounts.get(key);
    accounts?.delete(account);
    if (accounts?.size === 0) this.accounts.delete(key);
  }
}

function keysOf({ kind, id, name, contextId, applied }: CachedObject): string[] {
  if (kind !== 'User' && kind !== 'Group') return [];
  const places = new Set([contextId, applied?.contextId ?? contextId]);
  const names = new Set([name, applied?.name ?? name]);
  return [rowKey(id), ...[...places].flatMap((place) => [...names].map((each) => nameKey(kind, place, each)))];
}

export function nameKey(kind: MemberKind, contextId: number, name: string): string {
  return `${kind}/${contextId}/${name.toLowerCase()}`;
}

export function rowKey(id: number): string {
  return `#${id}`;
}
