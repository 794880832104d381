import { beforeAll, describe, expect, it } from 'vitest';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { eventually } from '../support/eventually.ts';
import { context, directory, KubeScene, patchOf, people } from './kube-scene.ts';
import { group, SUFFIX, user, users } from './people.ts';
import { polls } from './polls.ts';

beforeAll(() => applyCustomResourceDefinitions(sharedCluster()));

describe('an admin with kubectl', () => {
  it('applies a context and a directory, waits for Ready, reads the columns, and finds people and groups in OX', async () => {
    const scene = await KubeScene.open();
    const { ox } = scene;
    const operator = scene.run();
    const staff = group('staff', 'anna', 'bob', 'carla');
    await scene.apply(people('people', users('anna', 'bob', 'carla'), staff), context('city-hall', { quotaMB: 1000 }), directory('people'));
    await scene.wait('condition=Ready', 'oxctx/city-hall');
    await scene.wait('condition=Ready', 'oxdir/people');

    expect(ox.logins()).toEqual(['anna', 'bob', 'carla']);
    expect(ox.groups()).toEqual({ staff: ['anna', 'bob', 'carla'] });
    expect(ox.takeCalls()).toMatchObject({
      'OXUserService.createByModuleAccess': 3,
      'OXGroupService.create': 1,
      'OXContextService.create': 1,
    });
    const columns = await eventually(async () => {
      const text = await scene.kubectl('get', 'oxctx,oxdir');
      return /city-hall +10 +True +3 +1 /.test(text) && text;
    });
    expect(columns).toMatch(
      /^NAME +ID +READY +USERS +GROUPS +STATUS +AGE\noxcontext\S*\/city-hall +10 +True +3 +1 +in step with OX +\d+s$/m,
    );
    expect(columns).toMatch(
      /^NAME +READY +USERS +GROUPS +PARKED +STATUS +AGE\noxdirectory\S*\/people +True +3 +1 +0 +4 in step with OX +\d+s$/m,
    );

    const admin = await scene.credentials('city-hall-ox-admin');
    const asAdmin = (auth: object): unknown =>
      ox.simulator.control.call('OXUserService', 'exists', { ctx: { id: 10 }, user: { name: 'anna' }, auth });
    expect(asAdmin(admin)).toBe(true);
    expect(() => asAdmin({ ...admin, password: 'another' })).toThrow(/Authentication failed/);

    await polls(operator, 'people');
    expect(ox.takeCalls()).toEqual({});
    expect(await scene.field('oxctx/city-hall', '.metadata.generation')).toBe('1');
    expect(await scene.field('oxdir/people', '.metadata.generation')).toBe('1');
  });

  it('changes a quota and the people of a ConfigMap, and OX follows with one call each', async () => {
    const scene = await KubeScene.open();
    const { ox } = scene;
    const operator = scene.run();
    await scene.apply(people('people', users('anna', 'bob'), group('staff', 'anna', 'bob')), context('city-hall'), directory('people'));
    await scene.wait('condition=Ready', 'oxctx/city-hall', 'oxdir/people');
    const ids = ox.ids();
    ox.takeCalls();

    await scene.kubectl('patch', 'oxctx', 'city-hall', '--type=merge', '-p', patchOf({ quotaMB: 2000 }));
    await scene.wait('condition=Ready', 'oxctx/city-hall');
    expect(ox.simulator.control.contexts()).toMatchObject([{ id: 10, maxQuota: 2000 }]);
    expect(ox.takeCalls()).toEqual({ 'OXContextService.change': 1, 'OXUserService.exists': 1 });

    const anna = user('anna', { lines: ['title: Mayor'] });
    await scene.apply(people('people', anna, users('bob', 'carla'), group('staff', 'anna', 'bob', 'carla')));
    await operator.until('added carla to her group', () => ox.groups().staff?.includes('carla') === true);
    await eventually(() => expect(ox.user('anna')).toMatchObject({ id: ids.get('anna'), title: 'Mayor' }));
    expect(ox.takeCalls()).toEqual({ 'OXUserService.change': 1, 'OXUserService.createByModuleAccess': 1, 'OXGroupService.change': 1 });

    await scene.apply(people('people', anna, users('carla'), group('staff', 'anna', 'carla')));
    await operator.until('deleted bob', () => !ox.logins().includes('bob'));
    await eventually(() => expect(ox.groups()).toEqual({ staff: ['anna', 'carla'] }));
    await polls(operator, 'people');
    expect(ox.takeCalls()).toEqual({ 'OXUserService.getData': 1, 'OXUserService.delete': 1, 'OXGroupService.change': 1 });
    expect(ox.ids().get('anna')).toBe(ids.get('anna'));
    expect(await scene.field('oxctx/city-hall', '.metadata.generation')).toBe('2');
    expect(await scene.field('oxdir/people', '.metadata.generation')).toBe('1');
  });

  it('sees whom OX refused, and why, until it is mended', async () => {
    const scene = await KubeScene.open();
    const { ox } = scene;
    scene.run();
    const rival = user('bob').replace('bob@example.org', 'anna@example.org');
    await scene.apply(people('people', users('anna', 'carla')), context('city-hall'), directory('people'));
    await scene.wait('condition=Ready', 'oxdir/people');
    await scene.apply(people('people', users('anna', 'carla'), rival));
    await scene.wait('condition=Stalled', 'oxdir/people');
    expect(await scene.kubectl('get', 'oxdir')).toMatch(
      /people +False +2 +0 +1 +2 in step, 1 parked, 0 open; first: User bob: .*anna@example\.org/,
    );
    expect(await scene.condition('oxdir/people', 'Ready', 'reason')).toBe('MailAddressTaken');
    expect(await scene.condition('oxctx/city-hall', 'Ready', 'status')).toBe('True');
    expect(ox.logins()).toEqual(['anna', 'carla']);

    await scene.apply(people('people', users('anna', 'bob', 'carla')));
    await scene.wait('condition=Ready', 'oxdir/people');
    expect(await scene.kubectl('get', 'oxdir')).toMatch(/people +True +3 +0 +0 +3 in step with OX/);
    expect(ox.logins()).toEqual(['anna', 'bob', 'carla']);
  });
});

describe('the API server', () => {
  it.each([
    ['a quota of nothing', context('a', { quotaMB: 0 }), 'leave quotaMB out for a context without a limit'],
    [
      'somebody else’s context without credentials',
      context('a', { managementPolicy: 'Observe' }),
      'an observed context needs adminSecretRef',
    ],
    [
      'two sources at once',
      directory('a', { ldap: { urls: ['ldap://a'], baseDN: SUFFIX } }),
      'name exactly one source: either ldap or ldif',
    ],
    ['a misspelt field', context('a', { quota: 5 }), 'unknown field "spec.quota"'],
  ])('refuses %s, in our words', async (_, manifest, words) => {
    const scene = await KubeScene.open();
    await expect(scene.apply(manifest)).rejects.toThrow(words);
    expect(await scene.kubectl('get', 'oxctx,oxdir', '--no-headers', '--ignore-not-found')).toBe('');
  });

  it('keeps the contextId of a context for ever', async () => {
    const scene = await KubeScene.open();
    await scene.apply(context('city-hall'));
    const patch = scene.kubectl('patch', 'oxctx', 'city-hall', '--type=merge', '-p', patchOf({ contextId: 11 }));
    await expect(patch).rejects.toThrow('contextId cannot be changed, OX gives a context its id for ever');
    expect(await scene.field('oxctx/city-hall', '.spec.contextId')).toBe('10');
  });
});
