import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { configMapManifest, manifestOf, secretManifest } from '../support/manifest-folder.ts';
import { Slapd } from '../support/slapd.ts';
import { context, directory, KubeScene, patchOf, people } from './kube-scene.ts';
import { MASTER } from './operator-environment.ts';
import { replace, user, userDn, users } from './people.ts';

const cluster = sharedCluster();

beforeAll(() => applyCustomResourceDefinitions(cluster));

describe('without a restart the operator takes', () => {
  it('another bind password and another authority of LDAP from Secret and ConfigMap', async () => {
    const scene = await KubeScene.open();
    const slapd = await Slapd.start({}, user('anna'));
    onTestFinished(() => slapd.destroy());
    const { dn, password } = slapd.reader;
    const ldap = {
      urls: [slapd.ldapsUrl],
      baseDN: slapd.suffix,
      bindSecretRef: { name: 'ldap-bind' },
      caConfigMapRef: { name: 'ldap-ca' },
    };
    const operator = scene.run();
    await scene.apply(
      context('city-hall'),
      configMapManifest('ldap-ca', { 'ca.crt': slapd.ca }),
      secretManifest('ldap-bind', { bindDN: dn, password }),
      manifestOf({ kind: 'OXDirectory', name: 'people', spec: { ldap, pollInterval: '1s' } }),
    );
    await scene.wait('condition=Ready', 'oxdir/people');

    const renewed = await slapd.renewCertificates();
    await slapd.apply(replace(dn, 'userPassword', 'Another-One') + user('bob'));
    await scene.wait('condition=SourceReachable=False', 'oxdir/people');
    await scene.apply(configMapManifest('ldap-ca', { 'ca.crt': renewed }));
    await scene.wait('jsonpath={.status.conditions[?(@.type=="Ready")].reason}=DirectoryAccessDenied', 'oxdir/people');
    await scene.apply(secretManifest('ldap-bind', { bindDN: dn, password: 'Another-One' }));
    await scene.wait('condition=Ready', 'oxdir/people');
    await slapd.apply(replace(userDn('anna'), 'title', 'Mayor'));
    await operator.until('follows again', () => scene.ox.user('anna')?.title === 'Mayor');
    expect(scene.ox.logins()).toEqual(['anna', 'bob']);
  });

  it('another password of the master admin from its file', async () => {
    const scene = await KubeScene.open();
    const folder = await temporaryFolder();
    const file = join(folder, 'password');
    await writeFile(file, 'Yesterdays\n');
    scene.run({ OX_MASTER_PASSWORD: '', OX_MASTER_PASSWORD_FILE: file });
    await scene.apply(context('city-hall'));
    await scene.wait('jsonpath={.status.conditions[?(@.type=="Ready")].reason}=OxAuthenticationFailed', 'oxctx/city-hall');
    await writeFile(file, `${MASTER.password}\n`);
    await scene.wait('condition=Ready', 'oxctx/city-hall');
  });

  it('another token of its service account from the file that a kubelet renews, when the old one is worth nothing any more', async () => {
    const scene = await KubeScene.open();
    const folder = await temporaryFolder();
    const tokenFile = join(folder, 'token');
    const renew = async (): Promise<string> => {
      await scene.kubectl('create', 'serviceaccount', 'operator');
      const token = (await scene.kubectl('create', 'token', 'operator')).trim();
      await writeFile(tokenFile, token);
      return token;
    };
    const old = await renew();
    await scene.kubectl('create', 'rolebinding', 'operator', '--clusterrole=cluster-admin', `--serviceaccount=${scene.namespace}:operator`);
    const operator = scene.run({ KUBECONFIG: await kubeconfigWith(tokenFile, join(folder, 'kubeconfig')) });
    await scene.apply(context('city-hall'), directory('people'), people('people', users('anna')));
    await scene.wait('condition=Ready', 'oxctx/city-hall', 'oxdir/people');

    await scene.kubectl('delete', 'serviceaccount', 'operator');
    await renew();
    await operator.until('is refused with its first token', () => isRefused(old));
    await scene.kubectl('patch', 'oxctx/city-hall', '--type=merge', '-p', patchOf({ quotaMB: 77 }));
    await scene.wait('jsonpath={.status.observedGeneration}=2', 'oxctx/city-hall');
    await scene.wait('condition=Ready', 'oxctx/city-hall');
    expect(operator.out).not.toContain(old);
  });
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rotation-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: object }[];
  readonly contexts: readonly [{ readonly context: object }];
}

/** The way of the admin to the API server, with the token of a file as a Pod has it. */
async function kubeconfigWith(tokenFile: string, path: string): Promise<string> {
  const admin = JSON.parse(await cluster.kubectl(['config', 'view', '--raw', '-o', 'json'])) as Kubeconfig;
  const contexts = [{ name: 'test', context: { ...admin.contexts[0].context, user: 'pod' } }];
  const authProvider = { name: 'tokenFile', config: { tokenFile } };
  const config = { ...admin, users: [{ name: 'pod', user: { 'auth-provider': authProvider } }], contexts, 'current-context': 'test' };
  await writeFile(path, JSON.stringify(config));
  return path;
}

/** The API server remembers for some seconds that a token was good. */
async function isRefused(token: string): Promise<boolean> {
  const admin = JSON.parse(await cluster.kubectl(['config', 'view', '--raw', '-o', 'json'])) as Kubeconfig;
  const path = join(dirname(cluster.kubeconfig), `${Math.random()}.kubeconfig`);
  const contexts = [{ name: 'test', context: { ...admin.contexts[0].context, user: 'old' } }];
  await writeFile(path, JSON.stringify({ ...admin, users: [{ name: 'old', user: { token } }], contexts, 'current-context': 'test' }));
  const said = await cluster.kubectl(['--kubeconfig', path, 'auth', 'whoami']).catch((error: unknown) => String(error));
  await rm(path);
  return said.includes('must be logged in') || said.includes('Unauthorized');
}
