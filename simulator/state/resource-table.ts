import { collationKey } from './names.ts';
import type { ResourcePermissionData } from './ox-data.ts';

/** A resource as stored: never changed, only replaced. */
export interface StoredResource {
  readonly id: number;
  readonly name: string;
  readonly displayname: string;
  readonly email: string;
  readonly description: string | undefined;
  readonly available: boolean;
  readonly permissions: readonly ResourcePermissionData[];
}

/** The resources of one context, found by id, name and mail address. */
export class ResourceTable {
  readonly #byId = new Map<number, StoredResource>();
  readonly #byName = new Map<string, number>();
  readonly #byMail = new Map<string, number>();

  get size(): number {
    return this.#byId.size;
  }

  get(id: number): StoredResource | undefined {
    return this.#byId.get(id);
  }

  /** In the order of their ids. */
  all(): readonly StoredResource[] {
    return [...this.#byId.values()].sort((left, right) => left.id - right.id);
  }

  named(name: string): StoredResource | undefined {
    return this.#byId.get(this.#byName.get(collationKey(name)) ?? 0);
  }

  withMail(address: string): StoredResource | undefined {
    return this.#byId.get(this.#byMail.get(collationKey(address)) ?? 0);
  }

  /** Adds a resource, or replaces the one with this id. */
  put(resource: StoredResource): void {
    this.remove(resource.id);
    this.#byId.set(resource.id, resource);
    this.#byName.set(collationKey(resource.name), resource.id);
    if (resource.email !== '') this.#byMail.set(collationKey(resource.email), resource.id);
  }

  remove(id: number): void {
    const resource = this.#byId.get(id);
    if (resource === undefined) return;
    this.#byId.delete(id);
    if (this.named(resource.name) === undefined) this.#byName.delete(collationKey(resource.name));
    if (this.withMail(resource.email) === undefined) this.#byMail.delete(collationKey(resource.email));
  }

  clone(): ResourceTable {
    const copy = new ResourceTable();
    for (const resource of this.#byId.values()) copy.put(resource);
    return copy;
  }
}
