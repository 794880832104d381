import { describe, expect, test } from 'vitest';
import { textLike } from '../support/matchers.ts';
import { functionalAccount, group, user, userDn } from './stage/entries.ts';
import { MASTER, useStage } from './stage/stage.ts';
import { CREATE_USER } from './tables/soap-calls.ts';

const stage = useStage();

let lastId = 100;

function newId(): number {
  lastId += 1;
  return lastId;
}

async function context(id: number) {
  return (await stage.ox.contexts()).find((each) => each.id === id);
}

const CREATE = ['OXContextService.getData', 'OXContextService.create', 'OXUserService.exists'];
const CHANGE = ['OXContextService.change', 'OXUserService.exists'];

describe('an OXContext', () => {
  test('is created in OX with its id, a name and an admin whose password stands in a Secret', async () => {
    const id = newId();
    expect(await stage.apply('OXContext', 'new', { contextId: id })).toEqual(CREATE);
    await stage.ready('OXContext', 'new');
    expect(await context(id)).toMatchObject({ id, name: `context${id}`, maxQuota: -1 });
    const secret = await stage.store.readSecret('new-ox-admin');
    expect(secret).toEqual({ username: 'oxadmin', password: textLike(/^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9]{64}$/) });
    expect(stage.condition('OXContext', 'new', 'AdminReachable')).toBe('True Settled');
  });

  /** The field of the spec, its name in OX, a value and another one with what OX has then, and what OX has without any. */
  test.each([
    ['quotaMB', 'maxQuota', [500, 500], [1000, 1000], -1],
    ['contextName', 'name', ['first-hall', 'first-hall'], ['second-hall', 'second-hall'], undefined],
  ] as const)('has %s set, changed, cleared and set again', async (field, inOx, [first, firstInOx], [second, secondInOx], without) => {
    const id = newId();
    const name = `field-${field.toLowerCase()}`;
    const say = (value?: unknown) => stage.apply('OXContext', name, { contextId: id, ...(value === undefined ? {} : { [field]: value }) });
    const read = async () => Object.entries((await context(id)) ?? {}).find(([key]) => key === inOx)?.[1] as unknown;
    expect([await say(first), await read()]).toEqual([CREATE, firstInOx]);
    expect([await say(second), await read()]).toEqual([CHANGE, secondInOx]);
    expect([await say(), await read()]).toEqual([CHANGE, without ?? `context${id}`]);
    expect([await say(first), await read()]).toEqual([CHANGE, firstInOx]);
  });

  test('has its login mappings sent complete: id and name are always among them', async () => {
    const id = newId();
    const say = (...loginMappings: readonly string[]) =>
      stage.apply('OXContext', 'mapped', { contextId: id, contextName: 'mapped', loginMappings });
    const read = async () => [...((await context(id))?.loginMappings ?? [])].sort();
    for (const mappings of [['a.example'], ['a.example', 'b.example'], ['b.example'], []]) {
      await say(...mappings);
      expect(await read()).toEqual([...mappings, 'mapped', String(id)].sort());
    }
  });

  test('without a limit says so by leaving quotaMB out: 0 is refused with this advice', async () => {
    await stage.apply('OXContext', 'zero', { contextId: newId(), quotaMB: 0 });
    expect([stage.condition('OXContext', 'zero'), stage.message('OXContext', 'zero')]).toEqual([
      'False InvalidSpec',
      expect.stringContaining('leave quotaMB out'),
    ]);
  });

  test('whose id an older one has is told so, and nothing is sent', async () => {
    const id = newId();
    await stage.apply('OXContext', 'older', { contextId: id });
    expect(await stage.apply('OXContext', 'younger', { contextId: id, quotaMB: 5 })).toEqual([]);
    expect(stage.condition('OXContext', 'younger', 'Stalled')).toBe('True ContextIdConflict');
  });

  test('with a login mapping of another context is told what OX says', async () => {
    await stage.apply('OXContext', 'mapping-a', { contextId: newId(), loginMappings: ['taken.example'] });
    await stage.apply('OXContext', 'mapping-b', { contextId: newId(), loginMappings: ['taken.example'] });
    expect(stage.condition('OXContext', 'mapping-b')).toMatch(/^False /);
    expect(stage.message('OXContext', 'mapping-b')).toContain('taken.example');
    await stage.withdraw('OXContext', 'mapping-b');
  });
});

describe('the deletion of a context', () => {
  test('leaves it in OX, with everything in it (Orphan, the default)', async () => {
    const id = newId();
    await stage.apply('OXContext', 'orphan', { contextId: id });
    await stage.ready('OXContext', 'orphan');
    await stage.withdraw('OXContext', 'orphan');
    await stage.gone('OXContext', 'orphan');
    expect(await context(id)).toBeDefined();
  });

  test('is refused while a user, a group, a resource or a functional account lives in it, and done when the last has gone', async () => {
    const id = newId();
    await stage.apply('OXContext', 'full', { contextId: id, deletionPolicy: 'Delete' });
    const people = [
      user('full-a', { oxContextIDNum: String(id) }),
      group('full', [userDn('full-a')]),
      functionalAccount('full', [userDn('full-a')]),
    ];
    await stage.say(...people);
    await stage.apply('OXResource', 'full', { contextRef: { name: 'full' }, email: 'full@example.net' });
    await stage.ready('OXResource', 'full');
    await stage.withdraw('OXContext', 'full');
    await stage.ready('OXContext', 'full', 'True DeletionBlocked', 'DeletionBlocked');
    expect(stage.message('OXContext', 'full', 'DeletionBlocked')).toMatch(
      /1 user, 1 group, 1 resource and 1 functional account still live/,
    );
    await stage.remove(...people);
    expect(await context(id)).toBeDefined();
    await stage.withdraw('OXResource', 'full');
    await stage.gone('OXContext', 'full');
    expect([await context(id), await stage.store.readSecret('full-ox-admin')]).toEqual([undefined, undefined]);
  });

  test('is refused while people live in it of whom no directory knows', async () => {
    const id = newId();
    await stage.apply('OXContext', 'stranger', { contextId: id, deletionPolicy: 'Delete' });
    await stage.ready('OXContext', 'stranger');
    const usrdata = {
      name: 'x',
      password: 'x',
      display_name: 'X',
      given_name: 'X',
      sur_name: 'X',
      email1: 'x@x.org',
      primaryEmail: 'x@x.org',
    };
    await stage.ox.call('OXUserService', 'create', { ctx: { id }, usrdata });
    await stage.withdraw('OXContext', 'stranger');
    await stage.until(() => stage.message('OXContext', 'stranger', 'DeletionBlocked') !== undefined);
    expect(await context(id)).toBeDefined();
    await stage.ox.edit({ kind: 'deleteUser', contextId: id, user: 'x' });
    await stage.gone('OXContext', 'stranger');
    expect(await context(id)).toBeUndefined();
  });
});

describe('a context that belongs to somebody else (Observe)', () => {
  const admin = { name: 'boss', display_name: 'Boss', given_name: 'B', sur_name: 'B', email1: 'b@b.org', primaryEmail: 'b@b.org' };
  const foreign = async (id: number, password: string): Promise<void> => {
    const ctx = { id, name: `foreign${id}`, maxQuota: 70 };
    await stage.ox.call('OXContextService', 'create', { ctx, admin_user: { ...admin, password }, auth: MASTER });
  };
  const spec = (id: number, name: string) => ({ contextId: id, managementPolicy: 'Observe', adminSecretRef: { name } });

  test('gets users and groups with the credentials of its admin, and is itself never written', async () => {
    const id = newId();
    await foreign(id, 'theirs');
    stage.store.putSecret('foreign', { username: 'boss', password: 'theirs' });
    expect(await stage.apply('OXContext', 'foreign', spec(id, 'foreign'))).toEqual(['OXContextService.getData', 'OXUserService.exists']);
    const entries = [user('foreign-a', { oxContextIDNum: String(id) }), group('foreign', [userDn('foreign-a')])];
    await stage.say(...entries);
    expect(await stage.members('foreign', id)).toEqual(['foreign-a']);
    expect(await context(id)).toMatchObject({ name: `foreign${id}`, maxQuota: 70 });
  });

  test('goes on with a rotated Secret, without a restart', async () => {
    const id = newId();
    await foreign(id, 'first');
    stage.store.putSecret('rotated', { username: 'boss', password: 'first' });
    await stage.apply('OXContext', 'rotated', spec(id, 'rotated'));
    await stage.ready('OXContext', 'rotated');
    await stage.ox.edit({ kind: 'setUserFields', contextId: id, user: 'boss', fields: { password: 'second' } });
    stage.directory('people').put([user('rotated-a', { oxContextIDNum: String(id) })]);
    await stage.ready('OXContext', 'rotated', 'False OxAuthenticationFailed', 'AdminReachable');
    expect(await stage.user('rotated-a', id)).toBeUndefined();
    stage.store.putSecret('rotated', { username: 'boss', password: 'second' });
    await stage.ready('OXContext', 'rotated', 'True Settled', 'AdminReachable');
    await stage.settle();
    expect(await stage.user('rotated-a', id)).toBeDefined();
  });

  test('with wrong credentials lets its people wait and nobody else', async () => {
    const id = newId();
    await foreign(id, 'right');
    stage.store.putSecret('wrong', { username: 'boss', password: 'wrong' });
    stage.store.put({ kind: 'OXContext', name: 'wrong', spec: spec(id, 'wrong') });
    await stage.ready('OXContext', 'wrong', 'False OxAuthenticationFailed');
    stage.directory('people').put([user('wrong-a', { oxContextIDNum: String(id) }), user('wrong-b')]);
    await stage.until(async () => (await stage.user('wrong-b')) !== undefined);
    expect(stage.state('User', 'user-wrong-a')).toMatch(/^waiting Waiting/);
    stage.store.putSecret('wrong', { username: 'boss', password: 'right' });
    await stage.ready('OXContext', 'wrong');
    await stage.settle();
    expect(await stage.user('wrong-a', id)).toBeDefined();
  });

  test('waits for its Secret, and then goes on by itself', async () => {
    const id = newId();
    await foreign(id, 'late');
    await stage.apply('OXContext', 'late', spec(id, 'late'));
    expect(stage.condition('OXContext', 'late')).toBe('False WaitingForCredentials');
    await stage.say(user('late-a', { oxContextIDNum: String(id) }));
    expect(stage.state('User', 'user-late-a')).toMatch(/^waiting Waiting/);
    stage.store.putSecret('late', { username: 'boss', password: 'late' });
    await stage.ready('OXContext', 'late');
    await stage.settle();
    expect(await stage.user('late-a', id)).toBeDefined();
  });

  test('that OX does not have is told, and not created', async () => {
    const id = newId();
    stage.store.putSecret('nowhere', { username: 'boss', password: 'x' });
    await stage.apply('OXContext', 'nowhere', spec(id, 'nowhere'));
    expect([stage.condition('OXContext', 'nowhere'), await context(id)]).toEqual([
      expect.stringMatching(/^False WaitingForContext/),
      undefined,
    ]);
    await stage.withdraw('OXContext', 'nowhere');
  });
});

describe('the people of a context', () => {
  test('wait for it when they come first, and go on by themselves', async () => {
    const id = newId();
    expect(await stage.say(user('first-a', { oxContextIDNum: String(id) }))).toEqual([]);
    expect(stage.state('User', 'user-first-a')).toBe('waiting WaitingForContext');
    expect(await stage.apply('OXContext', 'after', { contextId: id })).toEqual([...CREATE, CREATE_USER]);
    expect(await stage.user('first-a', id)).toBeDefined();
  });
});

test('a wrong master password holds up what the master admin does, and nothing of it is lost', async () => {
  const id = newId();
  stage.master = { ...MASTER, password: 'wrong' };
  stage.store.put({ kind: 'OXContext', name: 'mastered', spec: { contextId: id } });
  await stage.ready('OXContext', 'mastered', 'False OxAuthenticationFailed');
  expect(await stage.user('oxadmin')).toBeDefined();
  stage.master = MASTER;
  await stage.ready('OXContext', 'mastered');
  expect(await context(id)).toBeDefined();
});
