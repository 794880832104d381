import { beforeAll, describe, expect, it } from 'vitest';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { context, directory, KubeScene, people } from './kube-scene.ts';
import { group, users } from './people.ts';
import { polls } from './polls.ts';

beforeAll(() => applyCustomResourceDefinitions(sharedCluster()));

describe('deleting an OXContext', () => {
  it('with deletionPolicy Delete is blocked while people live in it, says so, and ends when they are gone', async () => {
    const scene = await KubeScene.open();
    const { ox } = scene;
    scene.run();
    const policy = { deletionPolicy: 'Delete' };
    await scene.apply(
      people('people', users('anna', 'bob'), group('staff', 'anna', 'bob')),
      context('city-hall', policy),
      directory('people'),
    );
    await scene.wait('condition=Ready', 'oxctx/city-hall', 'oxdir/people');
    ox.takeCalls();

    await scene.kubectl('delete', 'oxctx/city-hall', '--wait=false');
    await scene.wait('condition=DeletionBlocked', 'oxctx/city-hall');
    expect(await scene.condition('oxctx/city-hall', 'DeletionBlocked', 'message')).toContain(
      '2 users and 1 group still live in context 10',
    );
    expect(await scene.condition('oxctx/city-hall', 'Ready', 'reason')).toBe('DeletionBlocked');
    expect(ox.logins()).toEqual(['anna', 'bob']);
    expect(ox.takeCalls()).toEqual({});

    await scene.apply(people('people'));
    await scene.wait('delete', 'oxctx/city-hall');
    expect(ox.contextIds()).toEqual([]);
    await scene.wait('delete', 'secret/city-hall-ox-admin');
    await scene.wait('condition=Ready', 'oxdir/people');
  });

  it('with deletionPolicy Orphan leaves OX and its Secret as they are, and the context can be taken on again', async () => {
    const scene = await KubeScene.open();
    const { ox } = scene;
    const operator = scene.run();
    await scene.apply(people('people', users('anna')), context('city-hall'), directory('people'));
    await scene.wait('condition=Ready', 'oxctx/city-hall', 'oxdir/people');
    const admin = await scene.credentials('city-hall-ox-admin');
    ox.takeCalls();

    await scene.kubectl('delete', 'oxctx/city-hall', '--timeout=60s');
    await polls(operator, 'people');
    expect(ox.takeCalls()).toEqual({});
    expect(ox.logins()).toEqual(['anna']);
    expect(await scene.credentials('city-hall-ox-admin')).toEqual(admin);

    await scene.apply(context('town-hall', { adminSecretRef: { name: 'city-hall-ox-admin' }, contextName: 'context10' }));
    await scene.wait('condition=Ready', 'oxctx/town-hall', 'oxdir/people');
    await scene.apply(people('people', users('anna', 'bob')));
    await operator.until('feeds people again', () => ox.logins().includes('bob'));
    expect(Object.keys(ox.takeCalls())).not.toContain('OXContextService.create');
  });

  it('that had a rival for its contextId hands the context over to it', async () => {
    const scene = await KubeScene.open();
    const { ox } = scene;
    scene.run();
    await scene.apply(context('older'));
    await scene.wait('condition=Ready', 'oxctx/older');
    await scene.apply(context('younger', { adminSecretRef: { name: 'older-ox-admin' }, quotaMB: 500 }));
    await scene.wait('condition=Stalled', 'oxctx/younger');
    expect(await scene.condition('oxctx/younger', 'Stalled', 'reason')).toBe('ContextIdConflict');
    expect(await scene.condition('oxctx/younger', 'Ready', 'message')).toContain('the contextId 10 belongs to the older OXContext "older"');
    expect(ox.simulator.control.contexts()).toMatchObject([{ maxQuota: -1 }]);

    await scene.kubectl('delete', 'oxctx/older', '--timeout=60s');
    await scene.wait('condition=Ready', 'oxctx/younger');
    expect(ox.simulator.control.contexts()).toMatchObject([{ id: 10, maxQuota: 500 }]);
  });
});
