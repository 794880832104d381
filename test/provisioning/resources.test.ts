import { describe, expect, test } from 'vitest';
import { user } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';
import { CHANGE_RESOURCE, CREATE_RESOURCE, DELETE_RESOURCE, READ_RESOURCE } from './tables/soap-calls.ts';

const stage = useStage({ contexts: [10, 20] });

const room = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  contextRef: { name: 'c10' },
  email: `${name}@example.org`,
  ...more,
});
const apply = (name: string, more: Readonly<Record<string, unknown>> = {}) => stage.apply('OXResource', name, room(name, more));

async function found(name: string, contextId = 10) {
  return (await stage.ox.resources(contextId)).find((resource) => resource.name === name);
}

/** Field of the resource in the spec and in OX, a value, another one, and what stands in OX without any. */
const FIELDS = [
  ['displayName', 'displayname', 'Room One', 'Room "1" & more', 'field-displayname'],
  ['description', 'description', 'by the window', 'in the cellar', ''],
] as const;

describe('a field of a resource', () => {
  test.each(FIELDS)('%s is set, changed, cleared and set again with one call each', async (field, inOx, first, second, without) => {
    const name = `field-${field.toLowerCase()}`;
    expect([await apply(name, { [field]: first }), (await found(name))?.[inOx]]).toEqual([[CREATE_RESOURCE], first]);
    expect([await apply(name, { [field]: second }), (await found(name))?.[inOx]]).toEqual([[CHANGE_RESOURCE], second]);
    expect([await apply(name), (await found(name))?.[inOx] ?? '']).toEqual([[CHANGE_RESOURCE], without]);
    expect([await apply(name, { [field]: first }), (await found(name))?.[inOx]]).toEqual([[CHANGE_RESOURCE], first]);
    expect(await apply(name, { [field]: first })).toEqual([]);
  });

  test('email is changed with one call; a new name keeps the id', async () => {
    await apply('named');
    const before = await found('named');
    expect([await apply('named', { email: 'other@example.org' }), (await found('named'))?.email]).toEqual([
      [CHANGE_RESOURCE],
      'other@example.org',
    ]);
    expect(await apply('named', { resourceName: 'renamed' })).toEqual([READ_RESOURCE, CHANGE_RESOURCE]);
    expect(await found('renamed')).toMatchObject({ id: before?.id, available: true });
  });
});

describe('a resource that changes its context', () => {
  test('is created in the new one before it is deleted in the old one', async () => {
    await apply('moving', { description: 'by the window' });
    const calls = await apply('moving', { description: 'by the window', contextRef: { name: 'c20' } });
    expect(calls.filter((call) => call !== READ_RESOURCE)).toEqual([CREATE_RESOURCE, DELETE_RESOURCE]);
    expect([await found('moving', 10), await found('moving', 20)]).toEqual([
      undefined,
      expect.objectContaining({ description: 'by the window' }),
    ]);
  });

  test('stays where it is when its name is taken there', async () => {
    await apply('stuck');
    await stage.ox.edit({
      kind: 'addResource',
      contextId: 20,
      fields: { name: 'stuck', displayname: 'Stuck', email: 'stranger@example.org' },
    });
    await apply('stuck', { contextRef: { name: 'c20' } });
    expect(await found('stuck', 10)).toBeDefined();
    expect(await found('stuck', 20)).toMatchObject({ email: 'stranger@example.org' });
  });

  test.each([
    ['the creation there', 'create'],
    ['the deletion here', 'delete'],
  ])('exists once in the end, although the answer to %s is lost', async (_, operation) => {
    const name = `lost-${operation}`;
    await apply(name);
    await stage.ox.fault({ match: { service: 'OXResourceService', operation }, count: 1, injection: { kind: 'reset', when: 'after' } });
    await apply(name, { contextRef: { name: 'c20' } });
    expect([await found(name, 10), (await found(name, 20))?.name]).toEqual([undefined, name]);
  });
});

describe('the end of a resource', () => {
  test.each([
    ['Delete', undefined],
    ['Orphan', 'stays'],
  ])('with deletionPolicy %s: %s', async (deletionPolicy, left) => {
    const name = `end-${deletionPolicy.toLowerCase()}`;
    await apply(name, { deletionPolicy });
    await stage.withdraw('OXResource', name);
    await stage.gone('OXResource', name);
    expect((await found(name)) === undefined ? undefined : 'stays').toBe(left);
  });

  test('that came about in OX already is no fault', async () => {
    await apply('gone');
    await stage.ox.edit({ kind: 'deleteResource', contextId: 10, resource: 'gone' });
    await stage.withdraw('OXResource', 'gone');
    await stage.gone('OXResource', 'gone');
  });
});

describe('what OX refuses is told at the resource', () => {
  test.each([
    ['a character that may not stand in a name', 'bad-name', { resourceName: 'room&1' }, 'IllegalCharacters', '&'],
    ['an address of another resource', 'bad-twin', { email: 'twin@example.org' }, 'MailAddressTaken', ''],
    ['an address of a user', 'bad-user', { email: 'resource-user@example.org' }, 'MailAddressTaken', 'resource-user@example.org'],
  ])('%s', async (_, name, more, reason, saying) => {
    await stage.say(user('resource-user'));
    await apply('twin');
    await apply(name, more);
    await stage.ready('OXResource', name, `False ${reason}`);
    expect(stage.message('OXResource', name)).toContain(saying);
  });

  test('an address that is none is refused before anything is sent', async () => {
    expect(await apply('bad-mail', { email: 'no address' })).toEqual([]);
    expect(stage.condition('OXResource', 'bad-mail')).toBe('False InvalidSpec');
  });
});

test('a resource that exists already is taken over by its name', async () => {
  const fields = { name: 'known', displayname: 'Known', email: 'known@example.org', description: '', available: true };
  const id = await stage.ox.edit({ kind: 'addResource', contextId: 10, fields });
  await apply('known', { displayName: 'Known Room' });
  expect(await found('known')).toMatchObject({ id, displayname: 'Known Room' });
});

test('a resource whose context is not there yet waits for it', async () => {
  expect(await apply('early', { contextRef: { name: 'c50' } })).toEqual([]);
  expect(stage.condition('OXResource', 'early')).toBe('False WaitingForContext');
  await stage.apply('OXContext', 'c50', { contextId: 50 });
  await stage.ready('OXResource', 'early');
  expect(await found('early', 50)).toBeDefined();
});
