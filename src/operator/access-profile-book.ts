import { SHIPPED_ACCESS_PROFILES } from '../mapping/index.ts';

/** What one OXAccessProfile says. */
export interface ProfileClaim {
  readonly profileName: string;
  /** SOAP names of the rights that are on. */
  readonly rights: readonly string[];
  /** Sorts older resources first. */
  readonly age: string;
}

interface Definition {
  readonly rights: readonly string[];
  /** Name of the OXAccessProfile; `undefined`: it comes with the product. */
  readonly holder: string | undefined;
}

/**
 * The access profiles in force: those of resources before those that come with the product; of two with one name the older. In memory. A
 * change of one resource costs as much as there are resources with its profile, not as there are profiles.
 */
export class AccessProfileBook {
  private readonly claims = new Map<string, ProfileClaim>();
  /** Resources that claim a profile, by its name. */
  private readonly claimants = new Map<string, Set<string>>();
  private readonly inForce = shipped();
  private changed = new Set<string>(this.inForce.keys());

  /** The rights of a profile; `undefined` for one that does not exist. An empty name is no rights at all. */
  rightsOf(profile: string): readonly string[] | undefined {
    return profile === '' ? [] : this.inForce.get(profile)?.rights;
  }

  /** The profile in force under a name. */
  definition(profile: string): Definition | undefined {
    return this.inForce.get(profile);
  }

  claimOf(resource: string): ProfileClaim | undefined {
    return this.claims.get(resource);
  }

  /** Whether the profile would exist without this resource. */
  isDefinedWithout(resource: string, profile: string): boolean {
    if (SHIPPED_ACCESS_PROFILES.has(profile)) return true;
    const claimants = this.claimants.get(profile);
    return claimants !== undefined && claimants.size > (claimants.has(resource) ? 1 : 0);
  }

  claim(resource: string, claim: ProfileClaim): void {
    this.leave(resource);
    this.claims.set(resource, claim);
    const claimants = this.claimants.get(claim.profileName) ?? new Set<string>();
    this.claimants.set(claim.profileName, claimants.add(resource));
    this.settle(claim.profileName);
  }

  withdraw(resource: string): void {
    this.leave(resource);
  }

  /** Names of profiles that came, went or may be others since this was asked last. */
  takeChanged(): ReadonlySet<string> {
    const { changed } = this;
    this.changed = new Set();
    return changed;
  }

  private leave(resource: string): void {
    const profileName = this.claims.get(resource)?.profileName;
    if (profileName === undefined) return;
    this.claims.delete(resource);
    const claimants = this.claimants.get(profileName);
    claimants?.delete(resource);
    if (claimants?.size === 0) this.claimants.delete(profileName);
    this.settle(profileName);
  }

  private settle(profile: string): void {
    this.changed.add(profile);
    const [holder] = [...(this.claimants.get(profile) ?? [])].sort((one, other) => (this.ageOf(one) < this.ageOf(other) ? -1 : 1));
    const claim = holder === undefined ? undefined : this.claims.get(holder);
    const rights = claim?.rights ?? SHIPPED_ACCESS_PROFILES.get(profile);
    if (rights === undefined) this.inForce.delete(profile);
    else this.inForce.set(profile, { rights, holder });
  }

  private ageOf(resource: string): string {
    return this.claims.get(resource)?.age ?? '';
  }
}

function shipped(): Map<string, Definition> {
  return new Map([...SHIPPED_ACCESS_PROFILES].map(([name, rights]) => [name, { rights, holder: undefined }]));
}
