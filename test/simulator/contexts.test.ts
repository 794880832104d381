import { describe, expect, it } from 'vitest';
import type { ContextData, UserData } from '../../simulator/index.ts';
import { addContext, addUser, inTen, master, person, refusalOf, simulatedOx } from '../support/simulated-ox.ts';

function withContexts() {
  const ox = simulatedOx();
  addContext(ox, 20);
  return {
    ox,
    create: (ctx: ContextData, admin_user: UserData = person('admin')) =>
      refusalOf(() => ox.call('OXContextService', 'create', { ctx, admin_user, auth: master })),
    change: (ctx: ContextData) => refusalOf(() => ox.call('OXContextService', 'change', { ctx, auth: master })),
    get: (id: number) => ox.call('OXContextService', 'getData', { ctx: { id }, auth: master }),
  };
}

const invalid = (text: string) => `InvalidDataException: ${text}`;

describe('OX refuses a new context', () => {
  const refused: readonly [string, ContextData, UserData, string][] = [
    ['without id and quota', { name: 'x' }, person('a'), invalid('Mandatory fields in context not set: [id, maxQuota]')],
    ['whose id is taken', { id: 10, maxQuota: 1 }, person('a'), 'ContextExistsException: Context already exists!'],
    ['whose name is taken', { id: 30, maxQuota: 1, name: 'Context20' }, person('a'), invalid('Context Context20 already exists!')],
    [
      'whose admin lacks fields',
      { id: 30, maxQuota: 1 },
      person('a', { sur_name: '', email1: undefined }),
      invalid('Mandatory fields in admin user not set: [sur_name, email1]'),
    ],
    ['whose admin has no address', { id: 30, maxQuota: 1 }, person('a', { email2: 'nobody' }), invalid('Invalid email address')],
    [
      'with illegal characters in a login mapping',
      { id: 30, maxQuota: 1, loginMappings: ['a@b.org'] },
      person('a'),
      invalid('Illegal chars: "@" in login mapping'),
    ],
    ['whose admin has an illegal name', { id: 30, maxQuota: 1 }, person('a*b'), invalid('Illegal chars: "*"')],
    [
      'whose login mapping is taken',
      { id: 30, maxQuota: 1, loginMappings: ['c20.example.org'] },
      person('a'),
      "StorageException: Cannot map 'c20.example.org' to the newly created context. This mapping is already in use.",
    ],
    [
      'whose name is the login mapping of another',
      { id: 30, maxQuota: 1, name: 'c20.example.org' },
      person('a'),
      "StorageException: Cannot map 'c20.example.org' to the newly created context. This mapping is already in use.",
    ],
    ['in a file storage that is not there', { id: 30, maxQuota: 1, filestoreId: 9 }, person('a'), invalid('No such filestore with id 9')],
  ];
  it.each(refused)('%s', (_, ctx, admin, text) => {
    const { ox, create } = withContexts();
    expect(create(ctx, admin)).toBe(text);
    expect(ox.installation.contexts.size).toBe(2);
  });

  it('without arguments, and before that nobody asks who calls', () => {
    const { ox } = withContexts();
    expect(refusalOf(() => ox.call('OXContextService', 'create', {}))).toBe(invalid('context is null'));
    expect(refusalOf(() => ox.call('OXContextService', 'create', { ctx: { id: 10 }, admin_user: {} }))).toBe(
      'InvalidCredentialsException: Authentication failed',
    );
  });
});

describe('a new context', () => {
  it('comes back with its mappings', () => {
    const { create } = withContexts();
    expect(JSON.parse(create({ id: 30, name: 'thirty', maxQuota: 5, loginMappings: ['x.org'] }).replace('accepted: ', ''))).toEqual({
      id: 30,
      name: 'thirty',
      enabled: true,
      maxQuota: 5,
      filestoreId: 3,
      filestore_name: '30_ctx_store',
      loginMappings: ['30', 'x.org', 'thirty'],
    });
  });

  it('has the default group with id 1 and its admin with id 2', () => {
    const { ox } = withContexts();
    expect(ox.call('OXContextService', 'getAdminId', { ctx: { id: 10 }, auth: master })).toBe(2);
    expect(ox.call('OXGroupService', 'listAll', inTen)).toEqual([{ id: 1, name: 'users', displayname: 'Users', members: [2] }]);
    expect(addUser(ox, 'first')).toBe(3);
  });

  it('without a name is named after its id', () => {
    const { create, get } = withContexts();
    create({ id: 30, maxQuota: -1 });
    expect(get(30)).toMatchObject({ name: '30', maxQuota: undefined, loginMappings: [] });
  });

  it('may be made with an access of its own or a named one', () => {
    const { ox } = withContexts();
    const args = (id: number) => ({ ctx: { id, maxQuota: 1 }, admin_user: person('a'), auth: master });
    ox.call('OXContextService', 'createModuleAccess', { ...args(30), access: { tasks: true } });
    ox.call('OXContextService', 'createModuleAccessByName', { ...args(31), access_combination_name: 'pim' });
    const access = (id: number) => ox.call('OXContextService', 'getModuleAccess', { ctx: { id }, auth: master });
    expect([access(30).tasks, access(30).webmail, access(31).webmail]).toEqual([true, false, true]);
    expect(ox.call('OXContextService', 'getAccessCombinationName', { ctx: { id: 31 }, auth: master })).toBe('pim');
    expect(refusalOf(() => ox.call('OXContextService', 'createModuleAccessByName', { ...args(32), access_combination_name: 'x' }))).toBe(
      invalid('No such access combination name "x"'),
    );
  });
});

describe('changing a context', () => {
  it('leaves the mappings that are not sent, replaces them by sent ones and keeps id and name among them', () => {
    const { ox, change, get } = withContexts();
    change({ id: 20, maxQuota: 7 });
    expect(get(20)).toMatchObject({ maxQuota: 7, loginMappings: ['c20.example.org', 'context20'] });
    change({ id: 20, loginMappings: ['new.org'] });
    expect(get(20).loginMappings).toEqual(['new.org', 'context20']);
    expect(ox.installation.contextMappedBy('20')?.id).toBe(20);
    expect(ox.installation.contextMappedBy('c20.example.org')).toBeUndefined();
  });

  it('renames, but not to nothing', () => {
    const { ox, change, get } = withContexts();
    change({ id: 20, name: 'twenty' });
    change({ id: 20, name: '' });
    expect(get(20).name).toBe('twenty');
    expect(ox.call('OXContextService', 'exists', { ctx: { name: 'context20' }, auth: master })).toBe(false);
    expect(change({ id: 20, name: 'twenty' })).toBe('accepted: undefined');
  });

  const refused: readonly [string, ContextData, string][] = [
    ['to a name that is taken', { id: 20, name: 'context10' }, invalid('Context context10 already exists!')],
    [
      'to a mapping that is taken',
      { id: 20, loginMappings: ['c10.example.org'] },
      'StorageException: A mapping with login info "c10.example.org" already exists in the system!',
    ],
    ['to an illegal mapping', { id: 20, loginMappings: ['a b'] }, invalid('Illegal chars: " " in login mapping')],
    ['to a storage that is not there', { id: 20, filestoreId: 8 }, invalid('No such filestore with id 8')],
    ['that is not there', { id: 30 }, 'NoSuchContextException: Context 30 does not exist'],
    ['without id and name', {}, invalid('One contextobject has no contextid or contextname')],
  ];
  it.each(refused)('is refused %s', (_, ctx, text) => expect(withContexts().change(ctx)).toBe(text));

  it('finds it by name when the id is absent or 0', () => {
    const { change, get } = withContexts();
    change({ id: 0, name: 'context20', maxQuota: 3 });
    expect(get(20).maxQuota).toBe(3);
  });
});

describe('contexts', () => {
  it('are gone after a delete, and with them their admins', () => {
    const { ox, create } = withContexts();
    const remove = () => refusalOf(() => ox.call('OXContextService', 'delete', { ctx: { id: 10 }, auth: master }));
    expect([remove(), remove()]).toEqual(['accepted: undefined', 'NoSuchContextException: Context 10 does not exist']);
    expect(refusalOf(() => ox.call('OXUserService', 'listAll', inTen))).toBe('InvalidCredentialsException: Authentication failed');
    expect(create({ id: 10, maxQuota: 1, name: 'context10' })).toContain('accepted');
  });

  it('exist by id, else by name', () => {
    const { ox } = withContexts();
    const exists = (ctx: ContextData | undefined) => refusalOf(() => ox.call('OXContextService', 'exists', { ctx, auth: master }));
    expect([
      exists({ id: 10 }),
      exists({ id: 11, name: 'context10' }),
      exists({ name: 'CONTEXT10' }),
      exists({}),
      exists(undefined),
    ]).toEqual([
      'accepted: true',
      'accepted: false',
      'accepted: true',
      invalid('Given context is invalid'),
      invalid('Given context is invalid'),
    ]);
  });

  it('are listed by id, name or mapping, whole or in pages', () => {
    const { ox } = withContexts();
    const ids = (contexts: readonly ContextData[]) => contexts.map(({ id }) => id);
    const list = (search_pattern: string) => ids(ox.call('OXContextService', 'list', { search_pattern, auth: master }));
    expect([list('*'), list('2*'), list('context10'), list('c20.*'), list('x')]).toEqual([[10, 20], [20], [10], [20], []]);
    expect(ids(ox.call('OXContextService', 'listAll', { auth: master }))).toEqual([10, 20]);
    expect(ids(ox.call('OXContextService', 'listPageAll', { offset: '1', length: '5', auth: master }))).toEqual([20]);
    expect(ids(ox.call('OXContextService', 'listPage', { search_pattern: '*', offset: '0', length: '1', auth: master }))).toEqual([10]);
    expect(refusalOf(() => ox.call('OXContextService', 'list', { auth: master }))).toBe(invalid('Search pattern is null'));
  });

  it('are for the master admin alone', () => {
    const { ox } = withContexts();
    const auth = inTen.auth;
    const denied = 'InvalidCredentialsException: Authentication failed';
    expect(refusalOf(() => ox.call('OXContextService', 'exists', { ctx: { id: 10 }, auth }))).toBe(denied);
    expect(refusalOf(() => ox.call('OXContextService', 'getData', { ctx: { id: 99 }, auth: { ...master, password: 'x' } }))).toBe(denied);
    expect(refusalOf(() => ox.call('OXContextService', 'listAll', {}))).toBe(denied);
    expect(refusalOf(() => ox.call('OXContextService', 'getData', {}))).toBe(invalid('Context is null'));
  });

  it('are switched off and on, and can still be provisioned', () => {
    const { ox, get } = withContexts();
    ox.call('OXContextService', 'disable', { ctx: { id: 10 }, auth: master });
    expect([get(10).enabled, get(20).enabled]).toEqual([false, true]);
    expect(addUser(ox, 'jane')).toBe(3);
    ox.call('OXContextService', 'disableAll', { auth: master });
    ox.call('OXContextService', 'enable', { ctx: { id: 20 }, auth: master });
    expect([get(10).enabled, get(20).enabled]).toEqual([false, true]);
    ox.call('OXContextService', 'enableAll', { auth: master });
    expect(get(10).enabled).toBe(true);
  });

  it('have quotas for modules', () => {
    const { ox } = withContexts();
    const change = (module?: string, quotaValue?: string) =>
      refusalOf(() => ox.call('OXContextService', 'changeQuota', { ctx: { id: 10 }, module, quotaValue, auth: master }));
    expect([change('task'), change(undefined, '5'), change('task', 'many'), change('nothing', '5'), change('task,contact', '5')]).toEqual([
      invalid('Missing quota value.'),
      invalid('Missing quota module.'),
      invalid('Invalid quota value.'),
      invalid('No valid module specified.'),
      'accepted: undefined',
    ]);
    expect(ox.call('OXContextService', 'listQuota', { ctx: { id: 10 }, auth: master })).toEqual([
      { module: 'task', limit: 5 },
      { module: 'contact', limit: 5 },
    ]);
  });
});
