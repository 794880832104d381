import { SHIPPED_ACCESS_PROFILES } from '../../src/mapping/index.ts';
import { USER_RIGHTS } from '../../src/model/index.ts';
import type { MemoryResourceStore } from '../support/memory-resource-store.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Two resources may define one profile, and one that comes with the product. */
const DEFINITIONS: readonly (readonly [name: string, profileName: string])[] = [
  ['own-1', 'own-1'],
  ['own-2', 'own-2'],
  ['second', 'own-1'],
  ['webmail', 'webmail'],
];

/** Any of these go together. */
const HARMLESS = USER_RIGHTS.filter((right) => right !== 'globalAddressBookDisabled');

/** The OXAccessProfiles of a world. */
export class Profiles {
  private readonly store: MemoryResourceStore;
  private readonly random: SeededRandom;

  constructor(store: MemoryResourceStore, random: SeededRandom) {
    this.store = store;
    this.random = random;
  }

  change(): void {
    const [name, profileName] = this.random.pick(DEFINITIONS);
    if (this.random.chance(0.3)) this.store.remove({ kind: 'OXAccessProfile', name });
    else this.define(name, profileName);
  }

  /** Nobody waits any more. */
  defineAll(): void {
    for (const [name, profileName] of DEFINITIONS) if (this.rightsOf(profileName) === undefined) this.define(name, profileName);
  }

  /** The older of two resources, and either before the product; `undefined`: there is no such profile. */
  rightsOf(profileName: string): readonly string[] | undefined {
    if (profileName === '') return [];
    const [oldest] = this.definitionsOf(profileName);
    return oldest?.rights ?? SHIPPED_ACCESS_PROFILES.get(profileName);
  }

  /** Names of resources that are to be deleted and are needed no more. */
  overdue(isNeeded: (profileName: string) => boolean): string[] {
    return this.store.list('OXAccessProfile').flatMap(({ metadata, spec }) => {
      if (metadata.deletionTimestamp === undefined) return [];
      const { profileName } = spec as Spec;
      const isDefinedElsewhere = SHIPPED_ACCESS_PROFILES.has(profileName) || this.definitionsOf(profileName).length > 1;
      return isDefinedElsewhere || !isNeeded(profileName) ? [metadata.name] : [];
    });
  }

  private define(name: string, profileName: string): void {
    const rights = HARMLESS.filter(() => this.random.chance(0.3));
    this.store.put({ kind: 'OXAccessProfile', name, spec: { profileName, rights } });
  }

  private definitionsOf(profileName: string): Spec[] {
    return this.store
      .list('OXAccessProfile')
      .filter(({ spec }) => (spec as Spec).profileName === profileName)
      .sort((one, other) => (ageOf(one) < ageOf(other) ? -1 : 1))
      .map(({ spec }) => spec as Spec);
  }
}

/** As this file wrote it. */
interface Spec {
  readonly profileName: string;
  readonly rights: readonly string[];
}

function ageOf({ metadata }: { readonly metadata: { readonly creationTimestamp: string; readonly name: string } }): string {
  return `${metadata.creationTimestamp} ${metadata.name}`;
}
