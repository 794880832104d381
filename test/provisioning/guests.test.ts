import { describe, expect, test } from 'vitest';
import { user } from './stage/entries.ts';
import { rightsWith } from './stage/rights-with.ts';
import { useStage } from './stage/stage.ts';

describe('a guest who holds the address of a new user', () => {
  const stage = useStage();

  test('becomes this user, with the rights of his profile', async () => {
    await stage.ox.edit({ kind: 'addGuest', contextId: 10, mail: 'guest-anna@example.org' });
    const calls = await stage.say(user('guest-anna', { oxAccess: 'pim' }));
    expect(calls).toEqual(['OXUserService.createByModuleAccess', 'OXUserService.create', 'OXUserService.changeByModuleAccess']);
    expect(await stage.user('guest-anna')).toMatchObject({ guestCreatedBy: 0, rights: rightsWith('calendar', 'tasks') });
    const holders = (await stage.ox.users(10)).filter(({ email1 }) => email1 === 'guest-anna@example.org');
    expect(holders.map(({ name }) => name)).toEqual(['guest-anna']);
  });

  test('is only converted at a creation: a changed address that a guest holds is refused by OX', async () => {
    await stage.say(user('guest-bob'));
    await stage.ox.edit({ kind: 'addGuest', contextId: 10, mail: 'guest-held@example.org' });
    await stage.say(user('guest-bob', { mailPrimaryAddress: 'guest-held@example.org' }));
    expect(stage.state('User', 'user-guest-bob')).toMatch(/^parked (MailAddressTaken|GuestHoldsMailAddress)$/);
    expect(await stage.user('guest-bob')).toMatchObject({ email1: 'guest-bob@example.org' });
  });
});

describe('an OX before 8.36', () => {
  const stage = useStage({ ox: { convertGuest: false, deputyPermissions: false } });

  test('cannot convert a guest: the user is parked with what OX says, and created when the guest is gone', async () => {
    await stage.ox.edit({ kind: 'addGuest', contextId: 10, mail: 'guest-anna@example.org' });
    await stage.say(user('guest-anna'));
    expect(stage.state('User', 'user-guest-anna')).toMatch(/^parked (MailAddressTaken|GuestHoldsMailAddress)$/);
    expect(await stage.user('guest-anna')).toBeUndefined();
  });

  test('gets other users all the same', async () => {
    await stage.say(user('guest-bob'));
    expect(await stage.user('guest-bob')).toBeDefined();
  });
});
