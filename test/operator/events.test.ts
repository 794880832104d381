import { beforeEach, describe, expect, test } from 'vitest';
import { person, Stage } from './stage.ts';

const MINUTE = 60_000;

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

/** What was told since this was asked last: `OXDirectory/people Warning MailAddressTaken`, each. */
function told(): string[] {
  return stage.world.store.events.splice(0).map(({ ref, type, reason }) => `${ref.kind}/${ref.name} ${type} ${reason}`);
}

const messages = (): string[] => stage.world.store.events.splice(0).map(({ message }) => message);

describe('an admin is told by an event', () => {
  test('that a context was made with generated credentials, and that it was deleted', async () => {
    const ofContext10 = told().filter((line) => line.startsWith('OXContext/c10'));
    expect(ofContext10).toEqual(['OXContext/c10 Normal CredentialsGenerated', 'OXContext/c10 Normal ContextCreated']);
    await stage.apply('OXContext', 'c12', { contextId: 12, deletionPolicy: 'Delete' });
    await stage.remove('OXContext', 'c12');
    expect(told()).toEqual(['OXContext/c12 Normal ContextDeleted']);
  });

  test('that a resource and an account were made, that one is refused, and that they were deleted', async () => {
    await stage.people(person('anna'));
    told();
    await stage.apply('OXResource', 'room', {
      contextRef: { name: 'c10' },
      resourceName: 'room',
      displayName: 'Room',
      email: 'room@example.org',
    });
    await stage.apply('OXFunctionalAccount', 'info', {
      contextRef: { name: 'c10' },
      primaryAddress: 'info@example.org',
      accountName: 'Info',
      users: ['anna'],
    });
    expect(told()).toEqual(['OXResource/room Normal ResourceCreated', 'OXFunctionalAccount/info Normal FunctionalAccountCreated']);
    await stage.apply('OXResource', 'twin', {
      contextRef: { name: 'c10' },
      resourceName: 'twin',
      displayName: 'Room',
      email: 'room@example.org',
    });
    expect(told()).toEqual([expect.stringMatching(/^OXResource\/twin Warning /)]);
    await stage.remove('OXResource', 'room');
    await stage.remove('OXFunctionalAccount', 'info');
    expect(told()).toEqual(
      expect.arrayContaining(['OXResource/room Normal ResourceDeleted', 'OXFunctionalAccount/info Normal FunctionalAccountDeleted']),
    );
  });

  test('that a user is parked: once, however often it is tried again, and with the words of OX but not its number of the error', async () => {
    await stage.people(person('anna'));
    told();
    await stage.people(person('bob', { mail: 'anna@example.org' }));
    const [message = ''] = messages();
    expect(message).toMatch(/^User bob is parked: .*anna@example\.org/);
    expect(message).not.toContain('exceptionId');
    expect(message).toMatch(/\. Another account in OX has this primary mail address\. Give one of the two another address\.$/);
    for (let version = 2; version < 6; version += 1) await stage.people(person('anna', { version }));
    await stage.world.crash();
    await stage.pass();
    expect(told()).toEqual([]);
  });

  test('that a resource cannot be worked on as it is written: once, and again when it is wrong in another way', async () => {
    told();
    await stage.apply('OXContext', 'rival', { contextId: 10 });
    expect(messages()).toEqual([expect.stringMatching(/^the contextId 10 belongs to the older OXContext "c10"\. Two OXContexts/)]);
    await stage.pass(10 * MINUTE);
    await stage.world.crash();
    await stage.pass();
    expect(told()).toEqual([]);
    await stage.apply('OXContext', 'rival', { contextId: 0 });
    await stage.apply('OXResource', 'room', { contextRef: { name: 'c10' } });
    await stage.apply('OXAccessProfile', 'mine', { profileName: 'premium', rights: ['webmail', 'fly'] });
    await stage.apply('OXDirectory', 'people', { ldap: { urls: [] } });
    expect(told()).toEqual([
      'OXContext/rival Warning InvalidSpec',
      'OXResource/room Warning InvalidSpec',
      'OXAccessProfile/mine Warning InvalidSpec',
      'OXDirectory/people Warning InvalidSpec',
    ]);
  });

  test('that a directory stands still, and at whom', async () => {
    const ldif = { configMapRef: { name: 'people' } };
    await stage.apply('OXDirectory', 'people', { ldif, users: { contextId: { attribute: 'oxContextIDNum' } }, errorPolicy: 'Halt' });
    told();
    await stage.people(person('bob', { uid: 'b&b' }));
    expect(stage.world.store.events).toMatchObject([{ type: 'Warning', reason: 'Halted' }]);
    expect(messages()).toEqual([
      expect.stringMatching(/^the directory stands still at User b&b: .*\. Take the characters .* out of the name/),
    ]);
  });

  test('that somebody has to give an entry a context, or to choose between two that claim one name', async () => {
    told();
    await stage.people(person('anna'), person('other', { uid: 'anna', mail: 'other@example.org' }));
    expect(stage.world.store.events).toMatchObject([{ type: 'Warning', reason: 'DuplicateSource' }]);
    expect(messages()).toEqual([expect.stringMatching(/^User anna: another entry \(anna\) claimed/)]);
    await stage.people(person('dora', { contextId: 77 }));
    expect(told()).toEqual([]);
  });

  test('that an object failed for the first time, and not of its further attempts', async () => {
    told();
    const { ox } = stage.world;
    const invoke = ox.invoke.bind(ox);
    ox.invoke = () => {
      throw new Error('the answer makes no sense');
    };
    await stage.people(person('anna'));
    expect(told()).toEqual(['OXDirectory/people Warning BackingOff']);
    ox.invoke = invoke;
    await stage.pass(10 * MINUTE);
    expect(told()).toEqual([]);
  });

  test('when OX is not to be had and when it is there again, once for the directory and not for each user', async () => {
    told();
    stage.world.weather.isDown = true;
    await stage.people(...['anna', 'bob', 'carla', 'dora'].map((uid) => person(uid)));
    await stage.pass(10 * MINUTE);
    expect(told()).toEqual(['OXDirectory/people Warning OxUnreachable']);
    stage.world.weather.isDown = false;
    await stage.pass(10 * MINUTE);
    expect(told()).toEqual(['OXDirectory/people Normal OutageEnded']);
  });

  test('when a directory cannot be read and when it is read again', async () => {
    told();
    stage.world.directory.trouble = 'unreachable';
    await stage.pass(10 * MINUTE);
    expect(told()).toEqual(['OXDirectory/people Warning DirectoryUnreachable']);
    stage.world.directory.trouble = undefined;
    await stage.pass(10 * MINUTE);
    expect(told()).toEqual(['OXDirectory/people Normal SourceReachable']);
  });

  test('that a directory is read again, also when it is its settings that were mended', async () => {
    told();
    stage.world.directory.trouble = 'unreachable';
    await stage.pass(10 * MINUTE);
    stage.world.directory.trouble = undefined;
    const spec = stage.world.store.get({ kind: 'OXDirectory', name: 'people' })?.spec;
    await stage.apply('OXDirectory', 'people', { ...(spec as object), pollInterval: '2m' });
    await stage.pass();
    expect(told()).toEqual(['OXDirectory/people Warning DirectoryUnreachable', 'OXDirectory/people Normal SourceReachable']);
  });
});
