import { readFile } from 'node:fs/promises';
import { onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { type RunningSimulator, type SimulatorOptions, startSimulator } from '../../simulator/index.ts';
import { CommandProcess } from '../support/command-process.ts';
import { contextManifest, ManifestFolder, manifestOf } from '../support/manifest-folder.ts';

/** The condition Ready of a resource. */
export interface Ready {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** Settings of an operator that has nobody to talk to: there is no OX at that address, and it listens on none. */
export const LONELY_SETTINGS = {
  OX_SOAP_SERVER: 'http://127.0.0.1:9',
  OX_MASTER_PASSWORD: 'Hidden-1',
  METRICS_ADDRESS: '',
  HEALTH_ADDRESS: '',
  STATUS_ADDRESS: '',
};

/** A folder of manifests with a directory in LDIF, and an OX simulator that an operator is to bring in step with it. */
export class Provisioning {
  readonly folder: ManifestFolder;
  simulator: RunningSimulator;

  private constructor(folder: ManifestFolder, simulator: RunningSimulator) {
    this.folder = folder;
    this.simulator = simulator;
  }

  static async create(options: SimulatorOptions = {}): Promise<Provisioning> {
    const folder = await ManifestFolder.create();
    const provisioning = new Provisioning(folder, await startSimulator(options));
    onTestFinished(async () => {
      await provisioning.simulator.close();
      await folder.dispose();
    });
    await folder.write(
      'm/contexts.yaml',
      `${contextManifest('city-hall', { contextId: 10 })}---\n${contextManifest('schools', { contextId: 20 })}`,
    );
    await folder.write(
      'm/directory.yaml',
      manifestOf({ kind: 'OXDirectory', name: 'people', spec: { ldif: { file: 'people.ldif' }, pollInterval: '1s' } }),
    );
    await folder.write('m/people.ldif', ldif([user('anna', 10), user('bob', 10), user('carla', 20), group('staff', ['anna', 'bob'])]));
    return provisioning;
  }

  /** The operator, on free ports. */
  run(environment: Readonly<Record<string, string>> = {}): CommandProcess {
    return new CommandProcess(['run', '--manifests', this.folder.at('m'), '--cache', this.folder.at('cache.db')], {
      OX_SOAP_SERVER: this.simulator.url,
      OX_MASTER_PASSWORD: 'secret',
      METRICS_ADDRESS: '127.0.0.1:0',
      HEALTH_ADDRESS: '127.0.0.1:0',
      STATUS_ADDRESS: '127.0.0.1:0',
      ...environment,
    });
  }

  /** What stands in the status file; `undefined` while there is none. */
  async ready(kind: 'OXContext' | 'OXDirectory', name: string): Promise<Ready | undefined> {
    const status = await this.status(kind, name);
    return status?.conditions?.find(({ type }) => type === 'Ready');
  }

  async status(kind: string, name: string): Promise<{ conditions?: (Ready & { type: string })[]; parked?: number } | undefined> {
    const text = await readFile(this.folder.at(`m/.ox-operator/status/${kind}/${name}.yaml`), 'utf8').catch(() => 'status:');
    return (parse(text) as { status?: { conditions?: (Ready & { type: string })[]; parked?: number } }).status ?? undefined;
  }

  /** Waits for the reason of Ready of all these resources. */
  async settle(
    operator: CommandProcess,
    reason: string,
    ...resources: readonly (readonly ['OXContext' | 'OXDirectory', string])[]
  ): Promise<void> {
    for (const [kind, name] of resources) {
      await operator.until(`told ${reason} of ${kind} ${name}`, async () => (await this.ready(kind, name))?.reason === reason);
    }
  }

  /** Alphabetically: several are created at once. */
  logins(contextId: number): string[] {
    return this.simulator.control
      .users(contextId)
      .map(({ name }) => String(name))
      .sort((one, other) => one.localeCompare(other));
  }
}

export const EVERYTHING = [
  ['OXContext', 'city-hall'],
  ['OXContext', 'schools'],
  ['OXDirectory', 'people'],
] as const;

export function ldif(entries: readonly string[]): string {
  return `version: 1\n\n${entries.join('\n')}`;
}

export function user(login: string, contextId: number, more: readonly string[] = []): string {
  const lines = [
    ...[`dn: uid=${login},dc=example,dc=org`, 'objectClass: inetOrgPerson', 'objectClass: oxUserObject', `entryUUID: user-${login}`],
    ...[`uid: ${login}`, `givenName: ${login}`, `sn: Sample`, `oxDisplayName: ${login} Sample`, `mailPrimaryAddress: ${login}@example.org`],
    ...['isOxUser: OK', 'oxAccess: groupware', `oxContextIDNum: ${contextId}`, ...more],
  ];
  return `${lines.join('\n')}\n`;
}

export function group(name: string, members: readonly string[]): string {
  const lines = [
    ...[`dn: cn=${name},dc=example,dc=org`, 'objectClass: oxGroup', `entryUUID: group-${name}`, `cn: ${name}`, 'isOxGroup: OK'],
    ...members.map((login) => `uniqueMember: uid=${login},dc=example,dc=org`),
  ];
  return `${lines.join('\n')}\n`;
}
