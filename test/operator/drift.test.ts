import { beforeEach, describe, expect, test, vi } from 'vitest';
import { applyEdit, type Edit } from '../../simulator/index.ts';
import { driftRoutes } from '../../src/ops/index.ts';
import { accountsOf } from '../world/accounts.ts';
import { type Deputy, dnOf } from '../world/people.ts';
import { person, Stage } from './stage.ts';

const HOUR = 3_600_000;
const WRITE = /\.(create|createByModuleAccess|change|changeByModuleAccess|changeMailAddressPersonal|delete|update)$/;

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

async function follow(driftPolicy: string, driftInterval = '10h'): Promise<void> {
  const users = { contextId: { attribute: 'oxContextIDNum' } };
  await stage.apply('OXDirectory', 'people', { ldif: { configMapRef: { name: 'people' } }, users, driftPolicy, driftInterval });
}

/** Calls while hours pass, how often each. */
async function during(hours: number): Promise<Record<string, number>> {
  stage.calls.length = 0;
  await stage.pass(hours * HOUR);
  const counts: Record<string, number> = {};
  for (const call of stage.calls) counts[call] = (counts[call] ?? 0) + 1;
  return counts;
}

function edit(one: Edit): void {
  applyEdit(stage.world.ox, one);
}

const user = (login: string) => accountsOf(stage.world.ox, 10).find(({ name }) => name === login);
const fieldsOf = (login: string) =>
  [...(stage.world.ox.installation.contexts.get(10)?.users.values() ?? [])].find(({ name }) => name === login)?.data;
const members = (group: string): string[] => {
  const context = stage.world.ox.installation.contexts.get(10);
  return (context?.membersOf(context.groupNamed(group)?.id ?? 0) ?? []).map((id) => context?.users.get(id)?.name ?? '').sort();
};
const setFields = (login: string, fields: Extract<Edit, { kind: 'setUserFields' }>['fields']): void =>
  edit({ kind: 'setUserFields', contextId: 10, user: login, fields });

function setRights(login: string, rights: Readonly<Record<string, boolean>>): void {
  const context = stage.world.ox.installation.contexts.get(10);
  const stored = context?.userNamed(login);
  if (context === undefined || stored === undefined) throw new Error(`there is no ${login}`);
  context.putUser({ ...stored, access: { ...stored.access, ...rights } });
}

const anna = person('anna');
const bob = person('bob');
const carl = person('carl');
const dora = person('dora');

async function populate(): Promise<void> {
  await stage.people(anna, bob, carl, dora);
  await stage.group('team', anna, bob);
  await stage.group('other', carl, dora);
}

function meddle(): void {
  setFields('anna', { note: 'by hand', aliases: ['anna@example.org', 'x@example.org'] });
  edit({ kind: 'deleteUser', contextId: 10, user: 'bob' });
  // What is carl's own.
  setFields('carl', { language: 'fr_FR', timezone: 'Europe/Paris' });
  setRights('dora', { infostore: true });
  edit({ kind: 'setGroup', contextId: 10, group: 'other', displayname: 'Others', members: ['carl', 'anna'] });
  edit({ kind: 'addGuest', contextId: 10, mail: 'guest@elsewhere.example' });
}

const ALL =
  'not in OX as written: User anna (note, aliases); User bob (gone); User dora (rights); Group team (members); Group other (displayname, members)';

describe('driftPolicy: Report', () => {
  test('only reads, in bulk, and names objects and fields; what belongs to the user in OX is none', async () => {
    await follow('Report');
    await populate();
    await stage.pass(HOUR);
    meddle();
    const calls = await during(10);
    expect(Object.keys(calls).filter((call) => WRITE.test(call))).toEqual([]);
    expect(calls).toMatchObject({ 'OXGroupService.listAll': 1, 'OXUserService.getModuleAccess': 3 });
    expect(calls['OXUserService.getData']).toBeUndefined();
    expect(stage.condition('OXDirectory', 'people', 'DriftDetected')).toBe('True DriftDetected');
    expect(stage.message('OXDirectory', 'people', 'DriftDetected')).toBe(ALL);
    expect(stage.condition('OXDirectory', 'people')).toBe('True Settled');
    expect(stage.world.cache.drift.countsByKind().toSorted((a, b) => a.count - b.count)).toEqual([
      { kind: 'Group', count: 2 },
      { kind: 'User', count: 3 },
    ]);
    const answer = await driftRoutes(stage.world.cache.drift)['/api/v1/drift']?.({ rest: '', query: new URLSearchParams('limit=1') });
    const item = { directory: 'people', kind: 'User', name: 'anna', contextId: 10, fields: ['note', 'aliases'], isGone: false };
    expect(JSON.parse(answer?.body ?? '')).toMatchObject({ total: 5, items: [item] });
  });

  test('says that all is well when it was put right in OX, or at the source', async () => {
    await follow('Report');
    await populate();
    await stage.pass(HOUR);
    setFields('anna', { note: 'by hand' });
    setFields('carl', { note: 'by hand' });
    await stage.pass(10 * HOUR);
    expect(stage.message('OXDirectory', 'people', 'DriftDetected')).toBe('not in OX as written: User anna (note); User carl (note)');
    setFields('carl', { note: 'v1 carl' });
    await stage.people({ ...anna, version: 2 });
    await stage.pass(10 * HOUR);
    expect(stage.condition('OXDirectory', 'people', 'DriftDetected')).toBe('False Settled');
  });

  test('finds nothing where nobody changed anything, with one call for a hundred users and one for the rights of each', async () => {
    await follow('Report');
    await stage.people(...Array.from({ length: 250 }, (_, number) => person(`user-${number}`)));
    await stage.pass(HOUR);
    const calls = await during(11);
    expect(calls).toEqual({ 'OXUserService.getMultipleData': 3, 'OXUserService.getModuleAccess': 250 });
    expect(stage.condition('OXDirectory', 'people', 'DriftDetected')).toBe('False Settled');
  });
});

describe('driftPolicy: Correct', () => {
  test('writes again what was changed or deleted in OX, and nothing else', async () => {
    await follow('Correct');
    await populate();
    await stage.pass(HOUR);
    meddle();
    edit({ kind: 'addResource', contextId: 10, fields: { name: 'stranger', displayname: 'Stranger', email: 's@example.org' } });
    await stage.pass(10 * HOUR);
    expect(fieldsOf('anna')).toMatchObject({ note: 'v1 anna', aliases: ['anna@example.org'] });
    expect(user('bob')).toBeDefined();
    expect(fieldsOf('carl')).toMatchObject({ language: 'fr_FR', timezone: 'Europe/Paris' });
    expect(stage.rightsOf('dora')).not.toContain('infostore');
    expect(members('team')).toEqual(['anna', 'bob']);
    expect(members('other')).toEqual(['carl', 'dora']);
    expect(stage.resources(10)).toEqual(['stranger']);
    const calls = await during(10);
    expect(Object.keys(calls).filter((call) => WRITE.test(call))).toEqual([]);
    expect(stage.condition('OXDirectory', 'people', 'DriftDetected')).toBe('False Settled');
  });
});

describe('a group that lacks a member who cannot be made', () => {
  const erin = person('erin', { mail: 'anna@example.org' });

  beforeEach(async () => {
    await follow('Correct');
    await populate();
    await stage.people(erin);
    await stage.group('team', anna, bob, erin);
    expect(stage.condition('OXDirectory', 'people')).toBe('False MailAddressTaken');
    await stage.pass(HOUR);
  });

  test('is compared and corrected like any other', async () => {
    edit({ kind: 'setGroup', contextId: 10, group: 'team', members: ['anna', 'carl'] });
    await stage.pass(10 * HOUR);
    expect(members('team')).toEqual(['anna', 'bob']);
  });

  test('is no drift by itself', async () => {
    const calls = await during(10);
    expect(Object.keys(calls).filter((call) => WRITE.test(call))).toEqual([]);
    expect(stage.condition('OXDirectory', 'people', 'DriftDetected')).toBe('False Settled');
  });

  test('is reported, and not any more when it was put right', async () => {
    await follow('Report');
    edit({ kind: 'setGroup', contextId: 10, group: 'team', members: ['anna'] });
    await stage.pass(10 * HOUR);
    expect(stage.message('OXDirectory', 'people', 'DriftDetected')).toBe('not in OX as written: Group team (members)');
    edit({ kind: 'setGroup', contextId: 10, group: 'team', members: ['anna', 'bob'] });
    await stage.pass(10 * HOUR);
    expect(stage.condition('OXDirectory', 'people', 'DriftDetected')).toBe('False Settled');
  });
});

describe('driftPolicy: Ignore', () => {
  test('does not look, and forgets what was found before', async () => {
    await follow('Report');
    await populate();
    await stage.pass(HOUR);
    setFields('anna', { note: 'by hand' });
    await stage.pass(10 * HOUR);
    await follow('Ignore');
    // Contexts are a matter of the operator, not of the directory.
    expect(Object.keys(await during(30)).filter((call) => !call.startsWith('OXContextService.'))).toEqual([]);
    expect(stage.world.cache.drift.count('people')).toBe(0);
  });
});

describe('deputies', () => {
  const given = (...uids: string[]): Deputy[] =>
    uids.map((uid) => ({ dn: dnOf(person(uid)), mail: '02440', calendar: '00000', onBehalf: 0 }));
  /** What anna grants, as `bob 4`: who may write mail how far. */
  const grants = (): string[] => {
    const context = stage.world.ox.installation.contexts.get(10);
    return (context?.deputies.grantedBy(context.userNamed('anna')?.id ?? 0) ?? [])
      .map(({ userId, modulePermissions }) => `${context?.users.get(userId)?.name} ${modulePermissions[0]?.writePermission}`)
      .sort();
  };
  const put = (deputy: string, grantor = 'anna'): void =>
    edit({
      kind: 'putDeputy',
      contextId: 10,
      ...{ grantor, deputy, sendOnBehalfOf: false },
      modulePermissions: [
        { moduleId: 'mail', admin: false, folderPermission: 2, readPermission: 2, writePermission: 0, deletePermission: 0 },
      ],
    });

  async function grant(driftPolicy: string): Promise<void> {
    const users = { contextId: { attribute: 'oxContextIDNum' } };
    const spec = { ldif: { configMapRef: { name: 'people' } }, users, driftPolicy, driftInterval: '10h', deputyPermissions: 'Enabled' };
    await stage.apply('OXDirectory', 'people', spec);
    await stage.people({ ...anna, deputies: given('bob', 'carl') }, bob, carl, { ...dora, deputies: given('bob') });
    await stage.pass(HOUR);
    expect(grants()).toEqual(['bob 4', 'carl 4']);
  }

  test("are compared in one call for the whole context; grants that are not the directory's are none of its business", async () => {
    await grant('Report');
    edit({ kind: 'deleteDeputy', contextId: 10, grantor: 'anna', deputy: 'bob' });
    put('dora');
    put('bob', 'carl');
    put('carl', 'dora');
    const calls = await during(10);
    expect(calls['OXDeputyPermissionsService.list']).toBe(1);
    expect(stage.message('OXDirectory', 'people', 'DriftDetected')).toBe('not in OX as written: DeputyPermission anna (grants)');
    expect(grants()).toEqual(['carl 4', 'dora 0']);
  });

  test('whose grant was changed or deleted in OX have it again', async () => {
    await grant('Correct');
    edit({ kind: 'deleteDeputy', contextId: 10, grantor: 'anna', deputy: 'bob' });
    put('carl');
    put('bob', 'carl');
    const calls = await during(10);
    expect(grants()).toEqual(['bob 4', 'carl 4']);
    expect(calls).toMatchObject({ 'OXDeputyPermissionsService.grant': 1, 'OXDeputyPermissionsService.update': 1 });
    expect(calls['OXDeputyPermissionsService.revoke']).toBeUndefined();
    expect(stage.world.ox.installation.contexts.get(10)?.deputies.all()).toHaveLength(4);
  });

  test('are not asked for where nobody has any', async () => {
    await follow('Report');
    await populate();
    expect(Object.keys(await during(11)).filter((call) => call.startsWith('OXDeputy'))).toEqual([]);
  });

  test('keep nothing else from being compared when OX lost their service', async () => {
    await grant('Report');
    setFields('carl', { note: 'by hand' });
    const left = stage.world.ox.services.filter((name) => name !== 'OXDeputyPermissionsService');
    vi.spyOn(stage.world.ox, 'services', 'get').mockReturnValue(left);
    await stage.pass(10 * HOUR);
    expect(stage.message('OXDirectory', 'people', 'DriftDetected')).toBe('not in OX as written: User carl (note)');
  });
});

describe('the interval', () => {
  test('is kept over a restart', async () => {
    await follow('Report');
    await populate();
    setFields('anna', { note: 'by hand' });
    await stage.pass(6 * HOUR);
    await stage.world.crash();
    expect(Object.keys(await during(3))).not.toContain('OXUserService.getMultipleData');
    expect(await during(2)).toMatchObject({ 'OXUserService.getMultipleData': 1 });
  });

  test('need not be waited for when an admin asks', async () => {
    await follow('Report');
    await populate();
    setFields('anna', { note: 'by hand' });
    const spec = stage.world.store.get({ kind: 'OXDirectory', name: 'people' })?.spec;
    await stage.apply('OXDirectory', 'people', spec, { 'ox-operator.dev/reconcile-requested-at': 'now' });
    expect(stage.message('OXDirectory', 'people', 'DriftDetected')).toBe('not in OX as written: User anna (note)');
  });
});

describe('contexts, resources and shared mailboxes of custom resources', () => {
  beforeEach(async () => {
    await stage.people(anna, bob);
    const contextRef = { name: 'c10' };
    await stage.apply('OXResource', 'room', { contextRef, resourceName: 'room', displayName: 'Room', email: 'room@example.org' });
    await stage.apply('OXResource', 'hall', { contextRef, resourceName: 'hall', displayName: 'Hall', email: 'hall@example.org' });
    const account = { contextRef, primaryAddress: 'info@example.org', accountName: 'Info', personal: 'Info', users: ['anna', 'bob'] };
    await stage.apply('OXFunctionalAccount', 'info', account);
    await stage.pass();
    edit({ kind: 'setResourceFields', contextId: 10, resource: 'room', fields: { displayname: 'Mine' } });
    edit({ kind: 'deleteResource', contextId: 10, resource: 'hall' });
    edit({ kind: 'deleteAccount', contextId: 10, user: 'bob', primaryAddress: 'info@example.org' });
    const { ox } = stage.world;
    const ctx = { id: 11, name: 'context11', maxQuota: 5, loginMappings: ['11', 'context11', 'else'] };
    ox.call('OXContextService', 'change', { ctx, auth: ox.installation.master });
  });

  test('are reported once a day when nothing else is said', async () => {
    const calls = await during(25);
    expect(Object.keys(calls).filter((call) => WRITE.test(call))).toEqual([]);
    expect(stage.message('OXResource', 'room', 'DriftDetected')).toBe('not in OX as written: Resource room (displayname)');
    expect(stage.message('OXResource', 'hall', 'DriftDetected')).toBe('not in OX as written: Resource hall (gone)');
    expect(stage.message('OXFunctionalAccount', 'info', 'DriftDetected')).toBe(
      'not in OX as written: FunctionalAccount info@example.org (users)',
    );
    expect(stage.message('OXContext', 'c11', 'DriftDetected')).toBe('not in OX as written: Context context11 (quotaMB, loginMappings)');
    expect(stage.condition('OXContext', 'c10', 'DriftDetected')).toBe('False Settled');
  });

  test('of which one user sees something else than the others is reported as well', async () => {
    await stage.pass(25 * HOUR);
    edit({ kind: 'addAccount', contextId: 10, user: 'bob', primaryAddress: 'info@example.org', fields: { name: 'Mine' } });
    await stage.pass(25 * HOUR);
    expect(stage.message('OXFunctionalAccount', 'info', 'DriftDetected')).toContain('(accountName, personal');
  });

  test('are written again when the operator is told to correct them', async () => {
    stage.world.drift = { policy: 'Correct', intervalMs: HOUR };
    await stage.world.crash();
    await stage.pass(2 * HOUR);
    const context = stage.world.ox.installation.contexts.get(10);
    expect(context?.resources.named('room')?.displayname).toBe('Room');
    expect(stage.resources(10).toSorted()).toEqual(['hall', 'room']);
    expect(stage.usersOf('info@example.org')).toEqual(['anna', 'bob']);
    const { ox } = stage.world;
    const read = ox.call('OXContextService', 'getData', { ctx: { id: 11 }, auth: ox.installation.master });
    expect(read.maxQuota).toBeUndefined();
    expect(read.loginMappings).not.toContain('else');
  });
});
