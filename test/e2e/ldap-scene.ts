import { readFile } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { startSimulator } from '../../simulator/index.ts';
import { CommandProcess } from '../support/command-process.ts';
import { eventually } from '../support/eventually.ts';
import { contextManifest, ManifestFolder, manifestOf, secretManifest } from '../support/manifest-folder.ts';
import { Slapd } from '../support/slapd.ts';
import type { SlapdSettings } from '../support/slapd-config.ts';
import { MASTER, operatorEnvironment } from './operator-environment.ts';
import { OxView } from './ox-view.ts';
import { SUFFIX } from './people.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** The status of a resource, as far as these tests read it. */
export interface ResourceStatus {
  readonly conditions?: readonly Condition[];
  readonly parked?: number;
  readonly source?: { readonly changeDetection?: string; readonly server?: string };
}

export const DIRECTORY = 'OXDirectory/people';
export const CITY_HALL = 'OXContext/city-hall';
export const SCHOOLS = 'OXContext/schools';

/** An OpenLDAP server, an OX simulator, and a folder of manifests that ties them together: contexts 10 and 20, one directory. */
export class LdapScene {
  readonly slapd: Slapd;
  readonly ox: OxView;
  readonly folder: ManifestFolder;
  readonly #environment: Record<string, string>;

  private constructor(slapd: Slapd, ox: OxView, folder: ManifestFolder) {
    this.slapd = slapd;
    this.ox = ox;
    this.folder = folder;
    this.#environment = operatorEnvironment(ox.simulator.url, folder.at('cache/cache.db'));
  }

  /** `entries` is LDIF that the server holds from the start. */
  static async open(entries: string, settings: Partial<SlapdSettings> = {}): Promise<LdapScene> {
    const [slapd, simulator, folder] = await Promise.all([
      Slapd.start(settings, entries),
      startSimulator({ master: MASTER }),
      ManifestFolder.create(),
    ]);
    onTestFinished(async () => {
      await Promise.all([slapd.destroy(), simulator.close()]);
      await folder.dispose();
    });
    const scene = new LdapScene(slapd, new OxView(simulator), folder);
    await folder.write('cache/README', 'The cache of the operator is here.\n');
    await folder.write('m/city-hall.yaml', contextManifest('city-hall', { contextId: 10 }));
    await folder.write('m/schools.yaml', contextManifest('schools', { contextId: 20 }));
    await scene.writeBindSecret(slapd.reader.password);
    await scene.writeDirectory();
    return scene;
  }

  async writeBindSecret(password: string): Promise<void> {
    await this.folder.write('m/bind.yaml', secretManifest('ldap-bind', { bindDN: this.slapd.reader.dn, password }));
  }

  /** Only what lies below `ou=users` counts as a user. */
  async writeDirectory(spec: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const ldap = { urls: [this.slapd.url], baseDN: SUFFIX, bindSecretRef: { name: 'ldap-bind' } };
    const users = { base: `ou=users,${SUFFIX}` };
    await this.folder.write(
      'm/people.yaml',
      manifestOf({ kind: 'OXDirectory', name: 'people', spec: { ldap, users, pollInterval: '1s', ...spec } }),
    );
  }

  /** `ox-operator run --manifests`, always with the same cache. */
  run(environment: Readonly<Record<string, string>> = {}): CommandProcess {
    return new CommandProcess(['run', '--manifests', this.folder.at('m')], { ...this.#environment, ...environment });
  }

  /** What stands in the status file of `Kind/name`. */
  async status(resource: string): Promise<ResourceStatus> {
    const text = await readFile(this.folder.at(`m/.ox-operator/status/${resource}.yaml`), 'utf8').catch(() => 'status:');
    return (parse(text) as { status?: ResourceStatus }).status ?? {};
  }

  async condition(resource: string, type = 'Ready'): Promise<Condition | undefined> {
    return (await this.status(resource)).conditions?.find((condition) => condition.type === type);
  }

  /** Waits until Ready of these resources has the reason. */
  async settles(operator: Pick<CommandProcess, 'out' | 'error'>, reason: string, ...resources: readonly string[]): Promise<void> {
    for (const resource of resources) {
      await eventually(async () => {
        const ready = await this.condition(resource);
        if (ready?.reason === reason) return;
        throw new Error(
          `${resource} does not tell ${reason} but ${JSON.stringify(ready)}; the operator said:\n${operator.error}${operator.out}`,
        );
      }, PATIENCE);
    }
  }
}

/** The machine may be busy with other tests. */
const PATIENCE = { within: 60_000 };
