import { resolve } from 'node:path';
import type { DirectorySpec } from '../crds/index.ts';
import { type DirectoryQuery, type DirectorySource, LdapDirectory, LdifDirectory, ldifFile } from '../directory/index.ts';
import type { ResourceStore } from '../kube/index.ts';
import { attributesNeeded, binaryAttributes, type CompiledMapping, defaultFilter, type QueryKind } from '../mapping/index.ts';
import { type Clock, OperatorError } from '../model/index.ts';
import type { SourceFactory } from './directory-reconciler.ts';
import { ObservedSource, type PollObserver } from './observed-source.ts';

interface SourceFactoryOptions {
  readonly store: ResourceStore;
  readonly clock: Clock;
  /** Where the paths of LDIF files begin; `undefined`: there is no folder of manifests. */
  readonly folder: string | undefined;
  readonly observer: PollObserver;
}

const LDIF_KEY = 'people.ldif';

/** Makes the sources that OXDirectories describe. Secrets and ConfigMaps are read through the store. */
export function sourceFactory(options: SourceFactoryOptions): SourceFactory {
  return async (spec, mapping, name) => {
    const maker = new SourceMaker(options, spec, queriesOf(spec, mapping));
    return new ObservedSource(await maker.make(), name, options.clock, options.observer);
  };
}

/** What is searched for, whatever the source; functional accounts only where the family of directories has any. */
export function queriesOf(spec: DirectorySpec, mapping: CompiledMapping): DirectoryQuery[] {
  const accounts = mapping.functionalAccounts;
  const { functionalAccounts } = spec;
  const searches: Search[] = [
    { kind: 'users', base: spec.users.base, filter: spec.users.filter || defaultFilter('users', spec.preset) },
    { kind: 'groups', base: spec.groups.base, filter: spec.groups.filter || defaultFilter('groups', spec.preset) },
    ...(accounts === undefined
      ? []
      : [{ kind: 'functionalAccounts', base: functionalAccounts.base, filter: functionalAccounts.filter || accounts.filter } as const]),
  ];
  return searches.map(({ kind, base, filter }) => ({
    name: kind,
    base: base || (spec.ldap?.baseDN ?? ''),
    filter,
    attributes: attributesNeeded(mapping, kind),
    binaryAttributes: binaryAttributes(mapping, kind),
  }));
}

interface Search {
  readonly kind: QueryKind;
  /** Empty: the base of the whole directory. */
  readonly base: string;
  readonly filter: string;
}

class SourceMaker {
  private readonly options: SourceFactoryOptions;
  private readonly spec: DirectorySpec;
  private readonly queries: readonly DirectoryQuery[];

  constructor(options: SourceFactoryOptions, spec: DirectorySpec, queries: readonly DirectoryQuery[]) {
    this.options = options;
    this.spec = spec;
    this.queries = queries;
  }

  async make(): Promise<DirectorySource> {
    const { ldap, ldif } = this.spec;
    if (ldap !== undefined) return await this.makeLdap(ldap);
    if (ldif !== undefined) return this.makeLdif(ldif);
    throw new OperatorError('InvalidSpec', 'spec: found neither ldap nor ldif, expected one of them');
  }

  private makeLdif({ configMapRef, file }: NonNullable<DirectorySpec['ldif']>): DirectorySource {
    const { queries } = this;
    if (configMapRef !== undefined) {
      const name = `ConfigMap ${configMapRef.name}`;
      return new LdifDirectory({ name, read: () => this.ldifOf(configMapRef.name), queries, acceptsEmpty });
    }
    const { folder } = this.options;
    if (folder === undefined || file === undefined) {
      throw new OperatorError('InvalidSpec', 'spec.ldif.file: can be used with a folder of manifests only, expected configMapRef here');
    }
    const path = resolve(folder, file);
    return new LdifDirectory({ name: path, read: ldifFile(path), queries, acceptsEmpty });
  }

  private async ldifOf(configMap: string): Promise<string> {
    const data = await this.options.store.readConfigMap(configMap);
    const text = data?.[LDIF_KEY];
    if (text !== undefined) return text;
    const found = data === undefined ? 'there is no such ConfigMap' : `it lacks the key ${LDIF_KEY}`;
    throw new OperatorError('DirectoryUnreachable', `ConfigMap ${configMap}: ${found}, expected LDIF text in ${LDIF_KEY}`);
  }

  private async makeLdap(ldap: NonNullable<DirectorySpec['ldap']>): Promise<DirectorySource> {
    const ca = await this.certificates(ldap);
    return new LdapDirectory({
      urls: ldap.urls,
      bind: () => this.credentials(ldap.bindSecretRef?.name),
      ...(ca === undefined ? {} : { ca }),
      startTLS: ldap.startTLS,
      queries: this.queries,
      changeDetection: this.spec.changeDetection,
      clock: this.options.clock,
      acceptsEmpty,
    });
  }

  private async credentials(secretName: string | undefined): Promise<{ dn: string; password: string } | undefined> {
    if (secretName === undefined) return undefined;
    const secret = await this.options.store.readSecret(secretName);
    const dn = secret?.bindDN ?? '';
    const password = secret?.password ?? '';
    // A DN with an empty password would be an anonymous bind that looks like a good one (RFC 4513, 5.1.2).
    if (dn !== '' && password !== '') return { dn, password };
    const found = secret === undefined ? 'there is no such Secret' : `it lacks ${dn === '' ? 'bindDN' : 'password'}`;
    throw new OperatorError('DirectoryAccessDenied', `Secret ${secretName}: ${found}, expected the keys bindDN and password`);
  }

  private async certificates({ caConfigMapRef, caSecretRef }: NonNullable<DirectorySpec['ldap']>): Promise<string | undefined> {
    const { store } = this.options;
    if (caConfigMapRef !== undefined) {
      return certificatesIn(await store.readConfigMap(caConfigMapRef.name), 'ConfigMap', caConfigMapRef.name);
    }
    if (caSecretRef === undefined) return undefined;
    return certificatesIn(await store.readSecret(caSecretRef.name), 'Secret', caSecretRef.name);
  }
}

/** An answer that is empty all of a sudden is held by the deletion guard, where a person can say that it is meant. */
const acceptsEmpty = (): boolean => true;

function certificatesIn(data: Readonly<Record<string, string>> | undefined, kind: 'ConfigMap' | 'Secret', name: string): string {
  const pem = data?.['ca.crt'];
  if (pem?.includes('-----BEGIN CERTIFICATE-----') === true) return pem;
  const lacking = pem === undefined ? 'the key ca.crt is missing' : 'the key ca.crt holds no certificate';
  const found = data === undefined ? `there is no such ${kind}` : lacking;
  throw new OperatorError('InvalidSpec', `${kind} ${name}: ${found}, expected certificates in PEM in ca.crt`);
}
