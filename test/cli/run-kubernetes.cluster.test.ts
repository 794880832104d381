import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { startSimulator } from '../../simulator/index.ts';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { CommandProcess } from '../support/command-process.ts';
import { group, ldif, user } from './provisioning-fixture.ts';

const cluster = sharedCluster();

beforeAll(() => applyCustomResourceDefinitions(cluster));

it('runs on an API server: a user applies resources, waits for Ready, sees the columns, and deletes', async () => {
  const namespace = await cluster.createNamespace('run');
  const simulator = await startSimulator();
  const folder = await mkdtemp(join(tmpdir(), 'run-kubernetes-'));
  onTestFinished(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });
  const operator = new CommandProcess(['run', '--kubeconfig', cluster.kubeconfig, '--cache', join(folder, 'cache.db')], {
    ...{ OX_SOAP_SERVER: simulator.url, OX_MASTER_PASSWORD: 'secret', POD_NAMESPACE: namespace },
    ...{ METRICS_ADDRESS: '', HEALTH_ADDRESS: '127.0.0.1:0', STATUS_ADDRESS: '' },
  });
  const kubectl = (...args: string[]): Promise<string> => cluster.kubectl(['-n', namespace, ...args]);
  const apply = (kind: string, name: string, spec: object): Promise<void> =>
    cluster.apply({ apiVersion: 'ox-operator.dev/v1alpha1', kind, metadata: { name, namespace }, spec });

  await apply('OXContext', 'city-hall', { contextId: 10, deletionPolicy: 'Delete' });
  await apply('OXDirectory', 'people', { ldif: { configMapRef: { name: 'people' } }, pollInterval: '1s', deletionPolicy: 'Delete' });
  await kubectl('wait', '--for=condition=Ready', '--timeout=60s', 'oxctx/city-hall');
  await operator.until('misses the ConfigMap', () =>
    operator.log.some(({ msg }) => msg.includes('ConfigMap people: there is no such ConfigMap')),
  );

  const people = { 'people.ldif': ldif([user('anna', 10), user('bob', 10), group('staff', ['anna', 'bob'])]) };
  await cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'people', namespace }, data: people });
  await kubectl('wait', '--for=condition=Ready', '--timeout=60s', 'oxdir/people');
  expect(simulator.control.users(10).map(({ name }) => name)).toEqual(['oxadmin', 'anna', 'bob']);
  await operator.until('tells the numbers of the context', async () =>
    /^NAME +ID +READY +USERS +GROUPS.*\ncity-hall +10 +True +2 +1 /.test(await kubectl('get', 'oxctx')),
  );
  expect(await kubectl('get', 'oxdir')).toMatch(/^NAME +READY +USERS +GROUPS +PARKED.*\npeople +True +2 +1 +0 /);
  expect(await kubectl('get', 'secret', 'city-hall-ox-admin', '-o', 'jsonpath={.data.username}')).toBe(
    Buffer.from('oxadmin').toString('base64'),
  );

  await kubectl('delete', 'oxdir/people', '--timeout=60s');
  expect(simulator.control.users(10).map(({ name }) => name)).toEqual(['oxadmin']);
  await kubectl('delete', 'oxctx/city-hall', '--timeout=60s');
  expect(simulator.control.contexts()).toEqual([]);
  operator.signal('SIGTERM');
  expect(await operator.ended()).toBe(0);
  expect(operator.error).toBe('');
});
