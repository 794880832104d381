import { beforeEach, describe, expect, test } from 'vitest';
import { person, Stage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

const ADDRESS = 'info@example.org';

function account(more: Readonly<Record<string, unknown>> = {}) {
  return { contextRef: { name: 'c10' }, primaryAddress: ADDRESS, ...more };
}

async function applyAccount(more: Readonly<Record<string, unknown>>): Promise<void> {
  await stage.apply('OXFunctionalAccount', 'info', account(more));
}

const ready = (): string | undefined => stage.condition('OXFunctionalAccount', 'info');
const status = (): Readonly<Record<string, unknown>> => stage.status('OXFunctionalAccount', 'info');

describe('members by login', () => {
  test('have the account, whatever the case of their names, and an unchanged account costs no call', async () => {
    await stage.people(person('anna'), person('bob'));
    await applyAccount({ users: ['Anna', 'bob'], accountName: 'Information', personal: 'City Hall' });
    expect([stage.usersOf(ADDRESS), ready(), status().users]).toEqual([['anna', 'bob'], 'True Settled', 2]);
    const [first] = stage.world.ox.installation.contexts.get(10)?.accounts.all() ?? [];
    expect(first).toMatchObject({ name: 'Information', personal: 'City Hall' });
    expect(await stage.callsOf(() => stage.world.crash())).toEqual([]);
  });

  test('who are not there yet are told, and join by themselves', async () => {
    await stage.people(person('anna'));
    await applyAccount({ users: ['anna', 'bob'] });
    expect([stage.usersOf(ADDRESS), ready(), status().missing]).toEqual([['anna'], 'False WaitingForMember', ['bob']]);
    await stage.people(person('bob'));
    expect([stage.usersOf(ADDRESS), ready(), status().missing]).toEqual([['anna', 'bob'], 'True Settled', []]);
  });

  test('none of whom is there cost no call until the first comes', async () => {
    expect(await stage.callsOf(() => applyAccount({ users: ['anna'] }))).toEqual([]);
    expect([ready(), status().missing]).toEqual(['False WaitingForMember', ['anna']]);
    await stage.people(person('anna'));
    expect([stage.usersOf(ADDRESS), ready()]).toEqual([['anna'], 'True Settled']);
  });

  test('who left the spec lose the account, and nobody else is touched', async () => {
    await stage.people(person('anna'), person('bob'));
    await applyAccount({ users: ['anna', 'bob'] });
    const before = stage.world.ox.installation.contexts.get(10)?.accounts.all()[0];
    const calls = await stage.callsOf(() => applyAccount({ users: ['anna'] }));
    expect([calls, stage.usersOf(ADDRESS)]).toEqual([['OXSecondaryAccountService.delete'], ['anna']]);
    expect(stage.world.ox.installation.contexts.get(10)?.accounts.all()).toEqual([before]);
  });

  test('who left the directory are missing, and have the account again when they are back', async () => {
    await stage.people(person('anna'), person('bob'));
    await applyAccount({ users: ['anna', 'bob'] });
    await stage.leave('bob');
    expect([stage.usersOf(ADDRESS), status().missing]).toEqual([['anna'], ['bob']]);
    await stage.people(person('bob', { sourceId: 'bob-2' }));
    expect([stage.usersOf(ADDRESS), ready()]).toEqual([['anna', 'bob'], 'True Settled']);
  });

  test('who took another login are missing, and whoever has the login now has the account', async () => {
    await stage.people(person('anna'), person('bob'));
    await applyAccount({ users: ['anna'] });
    await stage.people(person('anna', { uid: 'annika', version: 2 }));
    expect([stage.usersOf(ADDRESS), status().missing]).toEqual([[], ['anna']]);
    await stage.people(person('bob', { uid: 'anna', version: 2 }));
    expect([stage.usersOf(ADDRESS), ready()]).toEqual([['anna'], 'True Settled']);
  });

  test('who moved to another context lose the account here', async () => {
    await stage.people(person('anna'), person('bob'));
    await applyAccount({ users: ['anna', 'bob'] });
    await stage.people(person('anna', { contextId: 11, version: 2 }));
    expect([stage.usersOf(ADDRESS), status().missing]).toEqual([['bob'], ['anna']]);
  });
});

describe('members by group', () => {
  test('come and go with the group', async () => {
    const [anna, bob, cleo] = [person('anna'), person('bob'), person('cleo')];
    await stage.people(anna, bob, cleo);
    await stage.group('desk', anna);
    await applyAccount({ users: ['bob'], groups: ['Desk'] });
    expect([stage.usersOf(ADDRESS), ready()]).toEqual([['anna', 'bob'], 'True Settled']);
    await stage.group('desk', anna, cleo);
    expect(stage.usersOf(ADDRESS)).toEqual(['anna', 'bob', 'cleo']);
    await stage.group('desk', cleo);
    expect(stage.usersOf(ADDRESS)).toEqual(['bob', 'cleo']);
  });

  test('of a group that is not there yet are told by its name, and join when it comes', async () => {
    const anna = person('anna');
    await stage.people(anna);
    await applyAccount({ groups: ['desk'] });
    expect([stage.usersOf(ADDRESS), ready(), status().missing]).toEqual([[], 'False WaitingForMember', ['desk']]);
    await stage.group('desk', anna);
    expect([stage.usersOf(ADDRESS), ready(), status().missing]).toEqual([['anna'], 'True Settled', []]);
  });

  test('lose the account with the last member of the group', async () => {
    const [anna, bob] = [person('anna'), person('bob')];
    await stage.people(anna, bob);
    await stage.group('desk', anna);
    await applyAccount({ users: ['bob'], groups: ['desk'] });
    await stage.group('desk');
    expect([stage.usersOf(ADDRESS), status().missing]).toEqual([['bob'], ['desk']]);
  });
});

describe('the login at the mail server', () => {
  test('is made of the uid of the resource and the login of the user, and follows a new template without making the account anew', async () => {
    await stage.people(person('anna'));
    await applyAccount({ users: ['anna'] });
    const uid = stage.world.store.get({ kind: 'OXFunctionalAccount', name: 'info' })?.metadata.uid;
    const logins = () => (stage.world.ox.installation.contexts.get(10)?.accounts.all() ?? []).map(({ id, login }) => [id, login]);
    const [[id, login] = []] = logins();
    expect(login).toBe(`${uid}anna`);
    await applyAccount({ users: ['anna'], loginTemplate: '{{fa_email_address}}*{{username}}' });
    expect(logins()).toEqual([[id, `${ADDRESS}*anna`]]);
  });
});

describe('an account', () => {
  test('whose context is not there waits for it and goes on by itself', async () => {
    await stage.people(person('anna', { contextId: 20 }));
    await applyAccount({ contextRef: { name: 'annex' }, users: ['anna'] });
    expect(ready()).toBe('False WaitingForContext');
    await stage.apply('OXContext', 'annex', { contextId: 20 });
    expect([stage.usersOf(ADDRESS, 20), ready()]).toEqual([['anna'], 'True Settled']);
  });

  test('moves with contextRef to the users of that name there', async () => {
    await stage.people(person('anna'), person('bob', { contextId: 11 }));
    await applyAccount({ users: ['anna', 'bob'] });
    await applyAccount({ contextRef: { name: 'c11' }, users: ['bob'] });
    expect([stage.usersOf(ADDRESS, 10), stage.usersOf(ADDRESS, 11), ready()]).toEqual([[], ['bob'], 'True Settled']);
  });

  test('goes from OX with its resource, or stays with deletionPolicy Orphan', async () => {
    await stage.people(person('anna'));
    await applyAccount({ users: ['anna'] });
    await stage.remove('OXFunctionalAccount', 'info');
    expect([stage.usersOf(ADDRESS), stage.exists('OXFunctionalAccount', 'info')]).toEqual([[], false]);
    await applyAccount({ users: ['anna'], deletionPolicy: 'Orphan' });
    await stage.remove('OXFunctionalAccount', 'info');
    expect([stage.usersOf(ADDRESS), stage.exists('OXFunctionalAccount', 'info')]).toEqual([['anna'], false]);
  });

  test('of which two resources speak belongs to the first', async () => {
    await stage.people(person('anna'));
    await applyAccount({ users: ['anna'] });
    await stage.apply('OXFunctionalAccount', 'twin', account({ users: ['anna'] }));
    expect([ready(), stage.condition('OXFunctionalAccount', 'twin')]).toEqual(['True Settled', 'False DuplicateSource']);
    await stage.remove('OXFunctionalAccount', 'info');
    expect([stage.usersOf(ADDRESS), stage.condition('OXFunctionalAccount', 'twin')]).toEqual([['anna'], 'True Settled']);
  });

  test('is counted in what keeps a context from being deleted', async () => {
    await stage.apply('OXContext', 'c10', { contextId: 10, deletionPolicy: 'Delete' });
    await stage.people(person('anna'));
    await applyAccount({ users: ['anna'] });
    await stage.remove('OXContext', 'c10');
    expect(stage.message('OXContext', 'c10', 'DeletionBlocked')).toBe('1 user and 1 functional account still live in context 10');
  });
});
