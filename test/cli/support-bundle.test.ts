import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { runCommand } from '../support/command-process.ts';
import { ManifestFolder, manifestOf, secretManifest } from '../support/manifest-folder.ts';
import { apiServer } from './api-server-fixture.ts';
import { EVERYTHING, group, ldif, Provisioning, user } from './provisioning-fixture.ts';

interface Resource {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason: string }[] };
}

/** What somebody finds who unpacks an archive. */
class Bundle {
  readonly files: ReadonlyMap<string, string>;

  constructor(archive: string, into: string) {
    mkdirSync(into);
    execFileSync('tar', ['-xzf', archive, '-C', into]);
    const [folder = ''] = readdirSync(into);
    this.files = new Map(readdirSync(join(into, folder)).map((name) => [name, readFileSync(join(into, folder, name), 'utf8')]));
  }

  text(name: string): string {
    return this.files.get(name) ?? '';
  }

  json(name: string): Readonly<Record<string, unknown>> {
    return JSON.parse(this.text(name)) as Readonly<Record<string, unknown>>;
  }

  get resources(): Resource[] {
    const documents = parseAllDocuments(this.text('resources.yaml'));
    return Array.isArray(documents) ? documents.map((document) => document.toJS() as Resource) : [];
  }

  get log(): Readonly<Record<string, unknown>>[] {
    return this.text('log.jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  }

  setting(name: string): unknown {
    return (this.json('settings.json').settings as { name: string }[]).find((setting) => setting.name === name);
  }
}

async function bundleOf({ folder }: Provisioning, ...args: readonly string[]): Promise<{ bundle: Bundle; out: string }> {
  const archive = folder.at('ticket.tar.gz');
  const place = ['--manifests', folder.at('m'), '--cache', folder.at('cache.db')];
  const { code, out, error } = await runCommand(['support-bundle', '--out', archive, ...place, ...args]);
  expect({ code, error }).toEqual({ code: 0, error: '' });
  return { bundle: new Bundle(archive, folder.at('unpacked')), out };
}

describe('a support bundle', () => {
  it('of a running operator has all of it, told apart by kind, state and reason', async () => {
    const provisioning = await Provisioning.create();
    const people = [user('anna', 10), user('bob', 10).replace('bob@', 'anna@'), user('dora', 20).replace('oxContextIDNum: 20\n', '')];
    await provisioning.folder.write('m/people.ldif', ldif([...people, group('staff', ['anna'])]));
    const operator = provisioning.run();
    await operator.until('parked', async () => (await provisioning.status('OXDirectory', 'people'))?.parked === 1);
    const { bundle, out } = await bundleOf(provisioning);
    expect(out).toMatch(/^\S+ticket\.tar\.gz: 7 files, \d+ KiB, without secrets, names and addresses\. README\.txt in it tells .*\n$/);
    expect(statSync(provisioning.folder.at('ticket.tar.gz')).mode & 0o777).toBe(0o600);
    expect([...bundle.files.keys()].sort()).toEqual([
      ...['README.txt', 'log.jsonl', 'metrics.txt', 'resources.yaml', 'settings.json', 'states.json', 'versions.json'],
    ]);
    expect(bundle.text('README.txt')).toContain('Nothing is missing.');
    expect(bundle.json('versions.json')).toMatchObject({ operator: { node: process.version }, kubernetes: null });
    expect(bundle.setting('OX_MASTER_PASSWORD')).toEqual({ name: 'OX_MASTER_PASSWORD', value: 'set', from: 'environment' });
    expect(bundle.setting('OX_MAX_CONCURRENCY')).toEqual({ name: 'OX_MAX_CONCURRENCY', value: '16', from: 'default' });
    expect(bundle.setting('OX_SOAP_SERVER')).toMatchObject({ value: provisioning.simulator.url });
    expect(bundle.json('states.json')).toMatchObject({ isLeading: true, outage: null, quarantines: [], heldDeletions: [] });
    const { counts } = bundle.json('states.json');
    expect(counts).toContainEqual({ kind: 'User', contextId: 10, state: 'settled', reason: 'Settled', count: 1 });
    expect(counts).toContainEqual({ kind: 'User', contextId: 10, state: 'parked', reason: 'MailAddressTaken', count: 1 });
    expect(bundle.resources.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['OXContext', 'OXDirectory', 'OXSyncError']));
    expect(bundle.text('metrics.txt')).toMatch(/^ox_operator_objects\{kind="User",context="10",state="settled"\} 1$/m);
    expect(bundle.log).toContainEqual(expect.objectContaining({ level: 'warn', kind: 'User', context: 10, reason: 'MailAddressTaken' }));
  });

  it('holds no password, name, address, DN or value, wherever they stood, and tells one person from another all the same', async () => {
    const provisioning = await planted();
    const operator = provisioning.run({ OX_MASTER_ADMIN: MASTER.login, OX_MASTER_PASSWORD: MASTER.password });
    await operator.until('parked', async () => (await provisioning.status('OXDirectory', 'saftladen'))?.parked === 2);
    await provisioning.folder.write('m/people.ldif', plantedPeople('Seidenfaden'));
    await operator.says(/"after":\{"sur_name":"Seidenfaden"/);
    expect(operator.out).toMatch(/Quastenhof/);
    const url = operator.log.find(({ msg }) => msg.startsWith('/ is served'))?.url ?? '';
    const answer = await (await fetch(`${url}api/v1/support`)).text();
    expect(answer).toContain('Quastenhof');
    expect(answer).not.toMatch(/Geheim/);
    const { bundle } = await bundleOf(provisioning);
    for (const [name, text] of bundle.files) {
      for (const secret of PLANTED) expect(text.toLowerCase().includes(secret.toLowerCase()), `${secret} in ${name}`).toBe(false);
    }
    expect(bundle.text('log.jsonl')).not.toMatch(/User mail\b/);
    const error = bundle.resources.find(
      ({ kind, status }) => kind === 'OXSyncError' && JSON.stringify(status).includes('MailAddressTaken'),
    );
    expect(error?.spec).toMatchObject({ objectRef: { name: expect.stringMatching(/^p-[0-9a-f]{10}\.p-[0-9a-f]{10}$/) as string } });
    const { name, directory } = (error?.spec.objectRef ?? {}) as { name?: string; directory?: string };
    expect(bundle.log).toContainEqual(expect.objectContaining({ name, directory, outcome: 'MailAddressTaken' }));
    expect(bundle.text('metrics.txt')).toContain(`directory="${directory}"`);
    expect(bundle.resources.map(({ metadata }) => metadata.name)).toContain(directory);
    const changed = bundle.log.find(({ fields }) => Array.isArray(fields) && fields.includes('sur_name'));
    expect(changed?.before).toEqual({ sur_name: expect.stringMatching(/^p-[0-9a-f]{10}$/) as string });
    const message =
      /^OXUserService\.create in context 10: Primary p-\w+ address "(p-\w+)\.(p-\w+)@p-\w+\.p-\w+" already exists in context 10/;
    expect((error?.status as { message?: string } | undefined)?.message).toMatch(message);
  });

  it('without an operator has resources, counts and settings, and says what is missing', async () => {
    const provisioning = await Provisioning.create();
    const operator = provisioning.run();
    await provisioning.settle(operator, 'Settled', ...EVERYTHING);
    operator.signal('SIGTERM');
    await operator.ended();
    const before = readdirSync(provisioning.folder.path, { recursive: true, encoding: 'utf8' });
    const cache = readFileSync(provisioning.folder.at('cache.db'));
    const { bundle, out } = await bundleOf(provisioning);
    expect(out).toMatch(/\nNot in it:\n {2}log, metrics, outage, quarantines and settings of the operator: no operator runs on /);
    expect([...bundle.files.keys()].sort()).toEqual(['README.txt', 'resources.yaml', 'settings.json', 'states.json', 'versions.json']);
    expect(bundle.text('README.txt')).toMatch(/\nWhat is missing\n {2}- log, metrics, /);
    expect(bundle.json('versions.json')).toMatchObject({ command: { node: process.version }, operator: null });
    expect(bundle.json('states.json').counts).toContainEqual({
      kind: 'User',
      contextId: 10,
      state: 'settled',
      reason: 'Settled',
      count: 2,
    });
    const [directory] = bundle.resources.filter(({ kind }) => kind === 'OXDirectory');
    expect(directory?.status?.conditions).toContainEqual(expect.objectContaining({ type: 'Ready', status: 'True', reason: 'Settled' }));
    expect(bundle.setting('OX_SOAP_SERVER')).toEqual({ name: 'OX_SOAP_SERVER', value: '', from: 'nowhere' });
    expect(readFileSync(provisioning.folder.at('cache.db')).equals(cache)).toBe(true);
    const after = readdirSync(provisioning.folder.path, { recursive: true, encoding: 'utf8' }).filter(
      (path) => !/^(ticket|unpacked)/.test(path),
    );
    expect(new Set(after)).toEqual(new Set(before));
  });

  it('leaves the cache file alone that an operator without a status page has open, and tells of manifests that cannot be read', async () => {
    const provisioning = await Provisioning.create();
    const operator = provisioning.run({ STATUS_ADDRESS: '' });
    await provisioning.settle(operator, 'Settled', ...EVERYTHING);
    await provisioning.folder.write('m/broken.yaml', 'kind: [');
    const { bundle, out } = await bundleOf(provisioning);
    expect(out).toMatch(/\n {2}counts: the cache file \S+cache\.db is in use\n/);
    expect(out).toMatch(/\n {2}custom resources: .*broken\.yaml/);
    expect([...bundle.files.keys()].sort()).toEqual(['README.txt', 'settings.json', 'states.json', 'versions.json']);
  });

  it('in a cluster has the versions of the API server, and asks it for resources when no operator answers', async () => {
    const { kubeconfig } = await apiServer((path) => clusterAnswer(path));
    const archive = join(dirname(kubeconfig), 'ticket.tar.gz');
    const { code, out, error } = await runCommand(['support-bundle', '--kubeconfig', kubeconfig, '--out', archive, '-o', 'json']);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    const missing = (JSON.parse(out) as { missing: string[] }).missing.join('\n');
    expect(missing).toMatch(/settings of the operator: no operator in the namespace mail/);
    expect(missing).toMatch(/^OXSyncError: API server, .*: 403, not for you$/m);
    const bundle = new Bundle(archive, join(dirname(kubeconfig), 'unpacked'));
    expect(bundle.json('versions.json')).toMatchObject({ kubernetes: { version: 'v1.34.2' }, definitions: ['v1alpha1'] });
    expect(bundle.resources).toMatchObject([
      { kind: 'OXContext', metadata: { annotations: ['example.org/note'] }, spec: { contextId: 10 } },
    ]);
    expect(bundle.text('resources.yaml')).not.toMatch(/Rosenkavalier|holzwerk/);
  });
});

it('of several replicas the one that leads is asked, and another one when none does', async () => {
  const facts = {
    ...{ version: '9.9.9', node: 'v24.0.0', platform: 'linux x64', lease: 'ox-operator', settings: [], quarantines: [], counts: [] },
    ...{ heldDeletions: [], commonNames: [], resources: [], metrics: '', log: { lines: ['no JSON: Rosenkavalier'], omitted: 7 } },
    missing: [{ what: 'counts', why: 'the file of Rosenkavalier is broken' }],
  };
  for (const leadsAt of [3, 99]) {
    let answers = 0;
    const { kubeconfig, asked } = await apiServer((path) => {
      if (path.includes('/proxy/api/v1/support')) {
        answers += 1;
        return { status: 200, body: { ...facts, isLeading: answers === leadsAt } };
      }
      const service = { metadata: { name: 'my-ox' }, spec: { ports: [{ name: 'status' }] } };
      return path.includes('/services?') ? { status: 200, body: { items: [service] } } : clusterAnswer(path);
    });
    const archive = join(dirname(kubeconfig), 'ticket.tar.gz');
    const { out } = await runCommand(['support-bundle', '--kubeconfig', kubeconfig, '--out', archive]);
    expect(out).toMatch(/\nNot in it:\n {2}counts: the file of Rosenkavalier is broken\n$/);
    const bundle = new Bundle(archive, join(dirname(kubeconfig), 'unpacked'));
    expect(answers).toBe(Math.min(leadsAt, 10));
    expect(bundle.json('states.json')).toMatchObject({ isLeading: leadsAt === 3, lease: 'ox-operator', logLinesOmitted: 7 });
    expect(bundle.json('versions.json')).toMatchObject({ operator: { version: '9.9.9' }, kubernetes: { version: 'v1.34.2' } });
    expect(bundle.log).toEqual([{ msg: expect.stringMatching(/^no JSON: p-[0-9a-f]{10}$/) as string }]);
    expect(bundle.text('README.txt')).toMatch(/\nWhat is missing\n {2}- counts: the file of p-\w{10} is p-\w{10}\n/);
    expect(asked.filter((path) => path.includes('/oxcontexts'))).toEqual([]);
  }
});

describe('a support bundle is refused', () => {
  it('with one line for everything that cannot be used', async () => {
    const folder = await ManifestFolder.create();
    onTestFinished(() => folder.dispose());
    await folder.write('there.tar.gz', 'precious');
    const refused = async (...args: readonly string[]) => {
      const { code, error } = await runCommand(['support-bundle', ...args]);
      return `${code} ${error.trimEnd()}`;
    };
    const place = ['--manifests', folder.path];
    const taken = folder.at('there.tar.gz');
    expect(await refused(...place, '--out', taken)).toBe(
      `2 --out: found ${JSON.stringify(taken)}, which is there already; expected the name of a new file`,
    );
    expect(await folder.read('there.tar.gz')).toBe('precious');
    expect(await refused(...place, '--out', folder.at('none/x.tar.gz'))).toMatch(
      /^2 --out: found "\S+", whose folder is not there; expected /,
    );
    const out = ['--out', folder.at('new.tar.gz')];
    expect(await refused('--manifests', folder.at('none'), ...out)).toBe(`2 --manifests: found "${folder.at('none')}", expected a folder`);
    expect(await refused('--url', 'nowhere', ...out)).toMatch(/^2 --url: found "nowhere", expected an address such as http:/);
    expect(await refused('--url', 'http://127.0.0.1:9', ...out)).toMatch(/^1 no operator answers at http:\/\/127\.0\.0\.1:9 .*$/);
    expect(await refused(...out)).toMatch(/^2 kubeconfig: found none .*$/);
    expect(await refused('somewhere')).toMatch(/^2 error: too many arguments .*$/);
    expect(readdirSync(folder.path)).toEqual(['there.tar.gz']);
  });
});

const MASTER = { login: 'obermeister', password: 'Meister-Geheim-9' };

/** None of it may be in a bundle, in any case. */
const PLANTED = [
  ...[
    'obermeister',
    'Geheim',
    'Zbigniewa',
    'Quasten',
    'Seidenfaden',
    'Plantage',
    'Baumschule',
    '7654321',
    '765 43 21',
    '1971',
    'Nadelstieg',
  ],
  ...['holzwerk', 'saftladen', 'Trinkhalle', 'Rosenkavalier', 'Hinterzimmer', 'kummerkasten', 'Sorgenfrei', '10.11.12.13', 'Verschluss'],
];

function plantedPeople(name: string): string {
  const zbigniewa = user('z.quasten', 10, [
    ...['telephoneNumber: +49 421 765 43 21', 'univentionBirthday: 1971-08-09', 'street: Nadelstieg 12', 'oxNote: ruft 04217654321 an'],
  ]);
  const people = [
    zbigniewa.replace('Sample', name),
    // The address of somebody else; a name that is a word of ours; a value that cannot be used.
    user('y.quasten', 10).replace('y.quasten@', 'z.quasten@'),
    user('mail', 10, ['univentionBirthday: Quastentag']),
    group('kummerkasten', ['z.quasten', 'mail']),
  ];
  const text = ldif(people)
    .replaceAll('dc=example,dc=org', 'ou=Baumschule,dc=plantage,dc=test')
    .replaceAll('@example.org', '@plantage.test');
  return text.replaceAll('givenName: z.quasten', 'givenName: Zbigniewa').replaceAll('z.quasten Sample', 'Zbigniewa Quastenhof');
}

/** Names, addresses, passwords and DNs in everything that an operator reads. */
async function planted(): Promise<Provisioning> {
  const provisioning = await Provisioning.create({ master: MASTER });
  const { folder } = provisioning;
  const contextRef = { name: 'holzwerk' };
  const annotations = { 'example.org/note': 'Rosenkavalier' };
  const manifests = [
    manifestOf({
      ...{ kind: 'OXContext', name: 'holzwerk', annotations },
      spec: { contextId: 10, contextName: 'holzwerk', loginMappings: ['holzwerk.test'], adminSecretRef: { name: 'verschluss' } },
    }),
    secretManifest('verschluss', { username: 'hinterzimmer-admin', password: 'Kontext-Geheim-1' }),
    manifestOf({
      ...{ kind: 'OXDirectory', name: 'saftladen', annotations },
      spec: { ldif: { file: 'people.ldif' }, pollInterval: '1s', userDefaults: { imapServer: 'imap://10.11.12.13:143' } },
    }),
    manifestOf({
      ...{ kind: 'OXResource', name: 'hinterzimmer' },
      spec: { contextRef, displayName: 'Hinterzimmer', description: 'Schlüssel in der Trinkhalle', email: 'hinterzimmer@plantage.test' },
    }),
    manifestOf({
      ...{ kind: 'OXFunctionalAccount', name: 'sorgenfrei' },
      spec: { contextRef, primaryAddress: 'sorgenfrei@plantage.test', users: ['z.quasten', 'quastenlos'], groups: ['kummerkasten'] },
    }),
  ];
  for (const file of ['m/contexts.yaml', 'm/directory.yaml']) await folder.remove(file);
  await folder.write('m/all.yaml', manifests.join('---\n'));
  await folder.write('m/people.ldif', plantedPeople('Quastenhof'));
  return provisioning;
}

function clusterAnswer(path: string): { status: number; body: object } {
  if (path === '/version') return { status: 200, body: { gitVersion: 'v1.34.2', platform: 'linux/amd64' } };
  if (path === '/apis/ox-operator.dev') return { status: 200, body: { versions: [{ version: 'v1alpha1' }] } };
  if (path.includes('/oxsyncerrors')) return { status: 403, body: { message: 'not for you' } };
  const metadata = { name: 'holzwerk', annotations: { 'example.org/note': 'Rosenkavalier' } };
  const items = path.includes('/oxcontexts') ? [{ metadata, spec: { contextId: 10, contextName: 'holzwerk' } }] : [];
  return { status: 200, body: { metadata: { resourceVersion: '1' }, items } };
}
