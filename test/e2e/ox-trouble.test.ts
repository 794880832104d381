import { describe, expect, it, onTestFinished } from 'vitest';
import { CuttableProxy } from '../support/cuttable-proxy.ts';
import { eventually } from '../support/eventually.ts';
import { contextManifest } from '../support/manifest-folder.ts';
import { CITY_HALL, DIRECTORY, LdapScene, SCHOOLS } from './ldap-scene.ts';
import { MASTER } from './operator-environment.ts';
import { startInProcess } from './operator-in-process.ts';
import { group, groupDn, replace, user, userDn, users } from './people.ts';
import { polls } from './polls.ts';

describe('a wrong password of the master admin', () => {
  it('is told of every context, puts nothing aside, keeps nobody in the contexts from being followed, and heals', async () => {
    const scene = await LdapScene.open(users('anna'));
    const { folder, slapd, ox } = scene;
    await folder.write('password', `${MASTER.password}\n`);
    const operator = scene.run({ OX_MASTER_PASSWORD: '', OX_MASTER_PASSWORD_FILE: folder.at('password') });
    await scene.settles(operator, 'Settled', CITY_HALL, SCHOOLS, DIRECTORY);

    await folder.write('password', 'Not-The-One\n');
    // The file is looked at once a second.
    await polls(operator, 'people');
    await folder.write('m/schools.yaml', contextManifest('schools', { contextId: 20, quotaMB: 77 }));
    await scene.settles(operator, 'OxAuthenticationFailed', CITY_HALL, SCHOOLS);
    await slapd.apply(user('bob') + replace(userDn('anna'), 'title', 'Mayor'));
    await eventually(() => expect([ox.logins(), ox.user('anna')?.title]).toEqual([['anna', 'bob'], 'Mayor']));
    expect((await scene.status(DIRECTORY)).parked).toBe(0);

    expect(ox.simulator.control.contexts().map(({ maxQuota }) => maxQuota)).toEqual([-1, -1]);

    await folder.write('password', `${MASTER.password}\n`);
    await scene.settles(operator, 'Settled', CITY_HALL, SCHOOLS, DIRECTORY);
    expect(ox.simulator.control.contexts().find(({ id }) => id === 20)).toMatchObject({ maxQuota: 77 });
  });
});

describe('an OX that is out of order', () => {
  // Each with an operator of its own: a status that changes again and again is told ever more seldom.
  it.each([
    { what: 'is cut off', words: /the connection was (reset|closed)/, injection: undefined },
    { what: 'answers with 502', words: /502/, injection: 'http502' as const },
    { what: 'answers with nonsense', words: /answer/, injection: 'malformedXml' as const },
  ])('and $what is told as unreachable in words that fit, and in the end everybody is brought up to date', async ({ words, injection }) => {
    const scene = await LdapScene.open(users('anna', 'bob') + group('staff', 'anna'));
    const { slapd, ox } = scene;
    const { control } = ox.simulator;
    const network = await CuttableProxy.start(Number(new URL(ox.simulator.url).port));
    onTestFinished(() => network.stop());
    const operator = scene.run({ OX_SOAP_SERVER: `http://127.0.0.1:${network.port}` });
    await scene.settles(operator, 'Settled', DIRECTORY);

    if (injection === undefined) network.cut();
    else control.addFault({ injection: { kind: injection } });
    await slapd.apply(replace(userDn('anna'), 'title', 'Mayor'));
    await scene.settles(operator, 'OxUnreachable', DIRECTORY);
    expect((await scene.condition(DIRECTORY))?.message).toMatch(words);
    expect(await scene.condition(DIRECTORY, 'TargetReachable')).toMatchObject({ status: 'False', reason: 'OxUnreachable' });
    network.mend();
    control.clearFaults();
    await scene.settles(operator, 'Settled', DIRECTORY);
    expect(ox.user('anna')).toMatchObject({ title: 'Mayor' });
    expect(await scene.status(DIRECTORY)).toMatchObject({ parked: 0 });
    expect(ox.logins()).toEqual(['anna', 'bob']);
  });

  it('cuts the line after it created a user and a group, and both exist once', async () => {
    const scene = await LdapScene.open(users('anna'));
    const { slapd, ox } = scene;
    const { control } = ox.simulator;
    const operator = scene.run();
    await scene.settles(operator, 'Settled', DIRECTORY);

    control.addFault({ match: { operation: 'createByModuleAccess' }, count: 1, injection: { kind: 'reset', when: 'after' } });
    control.addFault({ match: { service: 'OXGroupService', operation: 'create' }, count: 1, injection: { kind: 'reset', when: 'after' } });
    await slapd.apply(user('bob') + group('staff', 'anna', 'bob'));
    await eventually(() => expect(ox.groups()).toEqual({ staff: ['anna', 'bob'] }));
    await scene.settles(operator, 'Settled', DIRECTORY);
    await slapd.apply(replace(userDn('bob'), 'title', 'Mayor') + replace(groupDn('staff'), 'uniqueMember', userDn('bob')));
    await eventually(() => expect([ox.user('bob')?.title, ox.groups()]).toEqual(['Mayor', { staff: ['bob'] }]));
    const creations = control.log().filter(({ operation }) => operation.startsWith('create'));
    expect(creations.map(({ object, outcome }) => `${object}: ${outcome.kind}`).sort()).toEqual([
      ...['anna: ok', 'bob: injected', 'context10: ok', 'context20: ok', 'staff: injected'],
    ]);
  });

  it('never answers, and after the time limit it is asked whether it did what it was told', async () => {
    const scene = await LdapScene.open(users('anna'));
    const { slapd, ox } = scene;
    const { control } = ox.simulator;
    const operator = await startInProcess(scene, 1_000);
    await scene.settles(operator, 'Settled', DIRECTORY);

    control.addFault({ match: { operation: 'createByModuleAccess' }, count: 1, injection: { kind: 'hang', when: 'after' } });
    await slapd.apply(user('bob'));
    await eventually(() => expect(ox.logins()).toEqual(['anna', 'bob']));
    const bobsId = ox.ids().get('bob');
    control.addFault({ injection: { kind: 'hang' } });
    await slapd.apply(replace(userDn('bob'), 'title', 'Mayor'));
    await scene.settles(operator, 'OxUnreachable', DIRECTORY);
    expect((await scene.condition(DIRECTORY))?.message).toContain('gave no answer within 1 s');

    control.clearFaults();
    await scene.settles(operator, 'Settled', DIRECTORY);
    await eventually(() => expect(ox.user('bob')).toMatchObject({ id: bobsId, title: 'Mayor' }));
    expect(control.log().filter(({ object, operation }) => object === 'bob' && operation === 'createByModuleAccess')).toHaveLength(1);
    expect(await scene.status(DIRECTORY)).toMatchObject({ parked: 0 });
  });
});
