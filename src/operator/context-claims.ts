import { parseSpec } from '../crds/index.ts';
import type { Resource } from '../kube/index.ts';

/** What an OXContext says that matters to others. */
export interface ContextClaim {
  readonly name: string;
  readonly uid: string;
  /** Missing while its spec is invalid, like the name of its Secret. */
  readonly contextId?: number | undefined;
  readonly secretName?: string | undefined;
  /** Sorts the older one first; of equally old ones the first by name. */
  readonly age: string;
}

/** Which OXContexts claim an id, a Secret, a uid: an index, for with thousands of them nobody can read all for each. */
export class ContextClaims {
  private readonly claims = new Map<string, ContextClaim>();
  private readonly names = { contextId: new Map<number, Set<string>>(), secretName: new Map<string, Set<string>>() };
  private readonly nameByUid = new Map<string, string>();
  private lost: ContextClaim[] = [];

  /** The resource under `name` is this now; `undefined`: it is gone. */
  note(name: string, resource: Resource | undefined): void {
    const before = this.claims.get(name);
    if (before !== undefined) this.withdraw(before);
    if (before !== undefined && before.uid !== resource?.metadata.uid) this.lost.push(before);
    if (resource !== undefined) this.enter(claimOf(resource));
  }

  /** Resources that went, or were made anew under their name, since this was asked last. */
  takeLost(): readonly ContextClaim[] {
    const { lost } = this;
    this.lost = [];
    return lost;
  }

  nameOf(uid: string): string | undefined {
    return this.nameByUid.get(uid);
  }

  namesWithId(contextId: number | undefined): readonly string[] {
    return contextId === undefined ? [] : [...(this.names.contextId.get(contextId) ?? [])];
  }

  namesWithSecret(secretName: string): readonly string[] {
    return [...(this.names.secretName.get(secretName) ?? [])];
  }

  /** Who has an older claim to an id than the resource `name`. */
  olderRival(name: string, contextId: number): string | undefined {
    const age = this.claims.get(name)?.age ?? '';
    return this.namesWithId(contextId).find((other) => other !== name && (this.claims.get(other)?.age ?? '') < age);
  }

  private enter(claim: ContextClaim): void {
    this.claims.set(claim.name, claim);
    this.nameByUid.set(claim.uid, claim.name);
    addTo(this.names.contextId, claim.contextId, claim.name);
    addTo(this.names.secretName, claim.secretName, claim.name);
  }

  private withdraw({ name, uid, contextId, secretName }: ContextClaim): void {
    this.claims.delete(name);
    this.nameByUid.delete(uid);
    removeFrom(this.names.contextId, contextId, name);
    removeFrom(this.names.secretName, secretName, name);
  }
}

/** Where the credentials of the admin are, by what the resource says. */
export function secretNameOf(name: string, adminSecretRef: { readonly name: string } | undefined): string {
  return adminSecretRef?.name ?? `${name}-ox-admin`;
}

function claimOf({ metadata: { name, uid, creationTimestamp }, spec }: Resource): ContextClaim {
  const parsed = parseSpec('OXContext', spec);
  const age = `${creationTimestamp} ${name}`;
  if (!parsed.ok) return { name, uid, age };
  return { name, uid, age, contextId: parsed.spec.contextId, secretName: secretNameOf(name, parsed.spec.adminSecretRef) };
}

function addTo<K>(index: Map<K, Set<string>>, key: K | undefined, name: string): void {
  if (key === undefined) return;
  const names = index.get(key) ?? new Set<string>();
  index.set(key, names.add(name));
}

function removeFrom<K>(index: Map<K, Set<string>>, key: K | undefined, name: string): void {
  if (key === undefined) return;
  const names = index.get(key);
  names?.delete(name);
  if (names?.size === 0) index.delete(key);
}
