import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHART, helm } from '../../chart/helm.ts';
import { eventually } from '../../support/eventually.ts';
import { manifestOf, secretManifest } from '../../support/manifest-folder.ts';
import { READER_PASSWORD, readerDn } from '../../support/slapd-config.ts';
import { context } from '../kube-scene.ts';
import { MASTER } from '../operator-environment.ts';
import { SUFFIX, users } from '../people.ts';
import { OxControl } from './ox-control.ts';
import { startSurroundings } from './start-surroundings.ts';
import type { Surroundings } from './surroundings.ts';

const NAMESPACE = 'ox';
const POD = 'pod/ox-operator-0';
const PATIENCE = { within: 60_000, every: 100 };
/** It looks at mounted ConfigMaps every minute or so. */
const KUBELET = { within: 180_000, every: 1_000 };

let place: Surroundings;
let ox: OxControl;

beforeAll(async () => {
  place = await startSurroundings();
  ox = new OxControl(place.oxControl);
}, 1_800_000);
afterAll(() => place?.close(), 120_000);

function kubectl(...args: readonly string[]): Promise<string> {
  return place.cluster.kubectl(['--namespace', NAMESPACE, ...args]);
}

function apply(...manifests: readonly string[]): Promise<string> {
  return place.cluster.kubectl(['--namespace', NAMESPACE, 'apply', '-f', '-'], manifests.join('---\n'));
}

function release(command: 'install' | 'upgrade', more: object = {}): Promise<string> {
  const values = { image: place.image, ox: { soapServer: place.oxServer, masterSecretRef: { name: 'ox-master' } }, ...more };
  const args = [command, 'ox-operator', CHART, '--namespace', NAMESPACE, '--wait', '--timeout', '180s', '--values', '-'];
  return helm(args, JSON.stringify(values), place.cluster.kubeconfig).catch(explain);
}

/** Why it did not work stands in the Pods. */
async function explain(error: unknown): Promise<never> {
  const views = [
    kubectl('get', 'pods,pvc,jobs,ox', '-o', 'wide'),
    kubectl('get', 'events', '--sort-by=.metadata.creationTimestamp'),
    kubectl('logs', POD, '--tail=20'),
  ];
  const texts = await Promise.all(views.map((view) => view.catch(String)));
  throw new Error([String(error), ...texts].join('\n'));
}

async function podUid(): Promise<string> {
  return kubectl('get', POD, '-o', 'jsonpath={.metadata.uid}');
}

/** Brings a user into the directory and waits until OX has him: then whoever works has read the whole directory. */
async function hire(login: string): Promise<void> {
  await place.applyLdif(users(login));
  await eventually(async () => expect(await ox.logins(10)).toContain(login), PATIENCE).catch(explain);
}

/** What a single new user costs. */
const ONE_USER = { 'OXUserService.createByModuleAccess': 1 };

describe('the operator in a cluster', () => {
  it('is installed by Helm into a namespace that takes restricted Pods only, and gets ready', async () => {
    await place.cluster.kubectl(['create', 'namespace', NAMESPACE]);
    await place.cluster.kubectl(['label', 'namespace', NAMESPACE, 'pod-security.kubernetes.io/enforce=restricted']);
    await apply(secretManifest('ox-master', { username: MASTER.login, password: MASTER.password }));
    await release('install');
    await kubectl('wait', '--for=condition=Ready', POD, '--timeout=10s');
    expect(await kubectl('get', 'oxap', '-o', 'name')).toContain('oxaccessprofile.ox-operator.dev/groupware');
    expect(await kubectl('get', 'pvc', '-o', 'jsonpath={.items[*].status.phase}')).toBe('Bound');
  });

  it('creates the context that kubectl applies, and the people of the directory', async () => {
    await place.applyLdif(users('anna', 'bob'));
    const ldap = { urls: [place.ldapServer], baseDN: SUFFIX, bindSecretRef: { name: 'ldap-bind' } };
    const spec = { ldap, users: { base: `ou=users,${SUFFIX}` }, pollInterval: '1s' };
    await apply(
      secretManifest('ldap-bind', { bindDN: readerDn(SUFFIX), password: READER_PASSWORD }),
      context('city-hall'),
      manifestOf({ kind: 'OXDirectory', name: 'people', spec }),
    );
    await kubectl('wait', '--for=condition=Ready', 'oxctx/city-hall', 'oxdir/people', '--timeout=60s').catch(explain);
    expect(await ox.logins(10)).toEqual(['anna', 'bob']);
  });

  it('follows the directory', async () => {
    await ox.forgetCalls();
    await hire('carla');
    expect(await ox.writes()).toEqual(ONE_USER);
  });

  it('logs a line of JSON for whatever happens, and no password', async () => {
    const text = await kubectl('logs', POD);
    const lines = text.trimEnd().split('\n');
    for (const line of lines) {
      const { level, msg } = JSON.parse(line) as { level?: unknown; msg?: unknown };
      expect([typeof level, typeof msg]).toEqual(['string', 'string']);
    }
    expect(text).toContain('carla');
    for (const password of [MASTER.password, READER_PASSWORD]) expect(text).not.toContain(password);
  });

  it('goes on after a rolling restart, and writes nothing again', async () => {
    const before = await podUid();
    await ox.forgetCalls();
    await kubectl('rollout', 'restart', 'statefulset/ox-operator');
    await kubectl('rollout', 'status', 'statefulset/ox-operator', '--timeout=120s').catch(explain);
    expect(await podUid()).not.toBe(before);
    await hire('dora');
    expect(await ox.writes()).toEqual(ONE_USER);
  });

  it('turns its log up when the chart says so, without a restart', async () => {
    const before = await podUid();
    await release('upgrade', { logLevel: 'debug' });
    await eventually(async () => expect(await kubectl('logs', POD)).toContain('the log level is debug from now on'), KUBELET).catch(
      explain,
    );
    expect(await podUid()).toBe(before);
  });

  it('is upgraded by Helm while its objects live, and writes nothing again', async () => {
    const before = await podUid();
    await ox.forgetCalls();
    await release('upgrade', { logLevel: 'debug', podAnnotations: { 'example.org/upgraded': 'yes' } });
    expect(await podUid()).not.toBe(before);
    await hire('emil');
    expect(await ox.writes()).toEqual(ONE_USER);
    await kubectl('wait', '--for=condition=Ready', 'oxctx/city-hall', 'oxdir/people', '--timeout=60s').catch(explain);
  });

  it('leaves definitions, custom resources and OX as they are when it is uninstalled', async () => {
    const resources = await kubectl('get', 'ox', '-o', 'name');
    await ox.forgetCalls();
    await helm(['uninstall', 'ox-operator', '--namespace', NAMESPACE, '--wait'], '', place.cluster.kubeconfig);
    await kubectl('wait', '--for=delete', POD, '--timeout=60s');
    expect(await kubectl('get', 'ox', '-o', 'name')).toBe(resources);
    expect(resources).toContain('oxdirectory.ox-operator.dev/people');
    expect((await kubectl('get', 'crd', '-o', 'name')).match(/ox-operator\.dev$/gm)).toHaveLength(6);
    expect(await ox.logins(10)).toEqual(['anna', 'bob', 'carla', 'dora', 'emil']);
    expect(await ox.writes()).toEqual({});
  });
});
