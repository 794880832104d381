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

/** The access profiles in force: those of resources before those that come with the product; of two with one name the older. In memory. */
export class AccessProfileBook {
  private readonly claims = new Map<string, ProfileClaim>();
  private inForce = shipped();

  /** The rights of a profile; `undefined` for one that does not exist. An empty name is no rights at all. */
  rightsOf(profile: string): readonly string[] | undefined {
    return profile === '' ? [] : this.inForce.get(profile)?.rights;
  }

  /** Every profile in force, with its rights. */
  definitions(): ReadonlyMap<string, Definition> {
    return this.inForce;
  }

  claimOf(resource: string): ProfileClaim | undefined {
    return this.claims.get(resource);
  }

  /** Whether the profile would exist without this resource. */
  isDefinedWithout(resource: string, profile: string): boolean {
    if (SHIPPED_ACCESS_PROFILES.has(profile)) return true;
    return [...this.claims].some(([other, { profileName }]) => other !== resource && profileName === profile);
  }

  claim(resource: string, claim: ProfileClaim): void {
    this.claims.set(resource, claim);
    this.settle();
  }

  withdraw(resource: string): void {
    if (this.claims.delete(resource)) this.settle();
  }

  private settle(): void {
    this.inForce = shipped();
    const youngestFirst = [...this.claims].sort(([, one], [, other]) => (one.age < other.age ? 1 : -1));
    for (const [holder, { profileName, rights }] of youngestFirst) this.inForce.set(profileName, { rights, holder });
  }
}

function shipped(): Map<string, Definition> {
  return new Map([...SHIPPED_ACCESS_PROFILES].map(([name, rights]) => [name, { rights, holder: undefined }]));
}
