import type { ModulePermissionData } from './ox-data.ts';

/** What one user has granted to one deputy: never changed, only replaced. */
export interface StoredDeputy {
  readonly deputyId: string;
  readonly grantorId: number;
  /** The deputy. */
  readonly userId: number;
  readonly sendOnBehalfOf: boolean;
  readonly modulePermissions: readonly ModulePermissionData[];
}

/** The deputy permissions of one context, and who may not grant by himself. */
export class DeputyTable {
  readonly #permissions = new Map<string, StoredDeputy>();
  readonly #byUser = new Map<number, Set<string>>();
  readonly #blocked = new Set<number>();
  #lastNumber = 0;

  /** The users who may not grant in the web interface. */
  get blocked(): ReadonlySet<number> {
    return this.#blocked;
  }

  all(): readonly StoredDeputy[] {
    return [...this.#permissions.values()];
  }

  get(deputyId: string): StoredDeputy | undefined {
    return this.#permissions.get(deputyId);
  }

  grantedBy(grantorId: number): readonly StoredDeputy[] {
    return this.#of(grantorId).filter((permission) => permission.grantorId === grantorId);
  }

  /** A number that no permission of the context has had. */
  takeNumber(): number {
    this.#lastNumber += 1;
    return this.#lastNumber;
  }

  /** Adds a permission, or replaces the one with this id. */
  put(permission: StoredDeputy): void {
    this.#permissions.set(permission.deputyId, permission);
    this.#index(permission);
  }

  remove({ deputyId, grantorId, userId }: StoredDeputy): void {
    this.#permissions.delete(deputyId);
    this.#byUser.get(grantorId)?.delete(deputyId);
    this.#byUser.get(userId)?.delete(deputyId);
  }

  block(userId: number): void {
    this.#blocked.add(userId);
  }

  unblock(userId: number): void {
    this.#blocked.delete(userId);
  }

  /** Removes what the user has granted and what was granted to him. */
  removeUser(userId: number): void {
    for (const permission of this.#of(userId)) this.remove(permission);
    this.#byUser.delete(userId);
    this.#blocked.delete(userId);
  }

  clone(): DeputyTable {
    const copy = new DeputyTable();
    copy.#lastNumber = this.#lastNumber;
    for (const permission of this.#permissions.values()) copy.put(permission);
    for (const userId of this.#blocked) copy.block(userId);
    return copy;
  }

  #of(userId: number): readonly StoredDeputy[] {
    return [...(this.#byUser.get(userId) ?? [])].flatMap((deputyId) => this.#permissions.get(deputyId) ?? []);
  }

  #index({ deputyId, grantorId, userId }: StoredDeputy): void {
    for (const id of [grantorId, userId]) {
      const known = this.#byUser.get(id);
      if (known === undefined) this.#byUser.set(id, new Set([deputyId]));
      else known.add(deputyId);
    }
  }
}
