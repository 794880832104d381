import { beforeAll, describe, expect, it } from 'vitest';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { manifestOf } from '../support/manifest-folder.ts';
import { context, directory, KubeScene, patchOf, people } from './kube-scene.ts';
import { group, user, users } from './people.ts';

beforeAll(() => applyCustomResourceDefinitions(sharedCluster()));

const KINDS = ['oxctx', 'oxap', 'oxres', 'oxfa', 'oxdir'];

/** One of each kind, with a user whom OX refuses. */
async function furnish(scene: KubeScene, deletionPolicy: 'Delete' | 'Orphan'): Promise<void> {
  const contextRef = { name: 'city-hall' };
  await scene.apply(
    people('people', users('anna', 'bob'), user('carl').replace('carl@example.org', 'anna@example.org'), group('staff', 'anna', 'bob')),
    context('city-hall', { deletionPolicy }),
    directory('people', { deletionPolicy }),
    manifestOf({ kind: 'OXAccessProfile', name: 'groupware', spec: { rights: ['webmail'] } }),
    manifestOf({ kind: 'OXResource', name: 'room-1', spec: { contextRef, email: 'room-1@example.org', deletionPolicy } }),
    manifestOf({
      kind: 'OXFunctionalAccount',
      name: 'info',
      spec: {
        contextRef,
        primaryAddress: 'info@example.org',
        accountName: 'Information',
        personal: 'City Hall',
        users: ['anna'],
        deletionPolicy,
      },
    }),
  );
  await scene.wait('condition=Ready', 'oxctx/city-hall', 'oxap/groupware', 'oxres/room-1', 'oxfa/info');
  await scene.wait('jsonpath={.status.parked}=1', 'oxdir/people');
}

/** What the namespace controller does: nothing can be created any more, and everything is deleted at once, in any order. */
async function deleteNamespace(scene: KubeScene): Promise<void> {
  await sharedCluster().kubectl(['delete', 'namespace', scene.namespace, '--wait=false']);
  await scene.kubectl('delete', '--all', '--wait=false', 'secrets,configmaps,oxerr,leases');
  await scene.kubectl('delete', '--all', '--wait=false', KINDS.join(','));
}

async function expectNothingLeft(scene: KubeScene): Promise<void> {
  for (const kind of KINDS) await scene.kubectl('wait', '--for=delete', '--all', '--timeout=60s', kind);
  expect(await scene.kubectl('get', `${KINDS.join(',')},oxerr,secrets`, '-o', 'name')).toBe('');
}

describe('the deletion of a namespace', () => {
  it('ends with everything deleted in OX where the resources say so', async () => {
    const scene = await KubeScene.open();
    scene.run();
    await furnish(scene, 'Delete');
    await deleteNamespace(scene);
    await expectNothingLeft(scene);
    expect(scene.ox.contextIds()).toEqual([]);
    expect(scene.ox.takeCalls()).toMatchObject({ 'OXUserService.delete': 2, 'OXContextService.delete': 1 });
  });

  it('ends without OX where the resources are orphaned', async () => {
    const scene = await KubeScene.open();
    const operator = scene.run();
    await furnish(scene, 'Orphan');
    scene.ox.simulator.control.addFault({ injection: { kind: 'http502' } });
    await scene.kubectl('patch', 'oxctx/city-hall', '--type=merge', '-p', patchOf({ quotaMB: 77 }));
    await scene.wait('condition=TargetReachable=False', 'oxdir/people');
    await deleteNamespace(scene);
    await expectNothingLeft(scene);
    expect(scene.ox.logins()).toEqual(['anna', 'bob']);
    expect(operator.error).toBe('');
  });
});
