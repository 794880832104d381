import { describe, expect, test } from 'vitest';
import { at, FedCache, person, team, within } from './feed-fixture.ts';

function flattening(): FedCache {
  return new FedCache({ groups: { nested: 'Flatten' } });
}

const people = [person('anna', '10'), person('bob', '10'), person('carl', '11')];

describe('with nested: Flatten', () => {
  test('members of inner groups count at any depth, each once, and inner groups exist as well', async () => {
    const fed = flattening();
    await fed.poll(
      ...people,
      team('all', [within('city'), 'anna']),
      team('city', [within('desk'), 'anna']),
      team('desk', ['bob', 'carl', 'nobody']),
    );
    expect(fed.members('Group', 'all', 10)).toEqual(['anna', 'bob']);
    expect(fed.members('Group', 'all', 11)).toEqual(['carl']);
    expect(fed.members('Group', 'desk', 10)).toEqual(['bob']);
    expect(fed.wanted('Group').sort()).toEqual(['10/all', '10/city', '10/desk', '11/all', '11/city', '11/desk']);
  });

  test('groups that contain each other, or themselves, all have the members of all', async () => {
    const fed = flattening();
    await fed.poll(
      ...people,
      team('one', [within('two'), 'anna']),
      team('two', [within('three'), within('two')]),
      team('three', [within('one'), 'bob']),
    );
    for (const group of ['one', 'two', 'three']) expect(fed.members('Group', group, 10)).toEqual(['anna', 'bob']);
    await fed.poll(team('three', [within('one'), 'bob', 'carl']));
    for (const group of ['one', 'two', 'three']) expect(fed.members('Group', group, 11)).toEqual(['carl']);
  });

  test('a change deep inside reaches every outer group, and only those', async () => {
    const fed = flattening();
    const outer = [team('all', [within('city')]), team('city', [within('desk')]), team('others', ['anna'])];
    await fed.poll(...people, ...outer, team('desk', ['anna']));
    expect((await fed.poll(team('desk', ['bob']))).changed).toBe(3);
    expect(fed.members('Group', 'all', 10)).toEqual(['bob']);
    expect((await fed.poll()).changed).toBe(0);
  });

  test('a member who moves to another context takes the outer groups along', async () => {
    const fed = flattening();
    await fed.poll(...people, team('all', [within('desk')]), team('desk', ['anna']));
    await fed.poll(person('anna', '12'));
    expect(fed.wanted('Group').sort()).toEqual(['12/all', '12/desk']);
  });

  test('an inner group that comes later, is renamed, or goes, changes the outer one', async () => {
    const fed = flattening();
    await fed.poll(...people, team('all', [within('city'), 'carl']), team('city', [within('desk')]));
    expect(fed.wanted('Group')).toEqual(['11/all']);
    await fed.poll(team('desk', ['anna']));
    expect(fed.members('Group', 'all', 10)).toEqual(['anna']);
    await fed.poll(at('cn=office,dc=example', team('desk', ['anna'])));
    expect(fed.wanted('Group').sort()).toEqual(['10/desk', '11/all']);
    await fed.poll(team('desk', ['anna']));
    expect(fed.wanted('Group').sort()).toEqual(['10/all', '10/city', '10/desk', '11/all']);
    fed.directory.remove('desk');
    await fed.poll();
    expect(fed.wanted('Group')).toEqual(['11/all']);
  });

  test('an inner group that is in OX takes its members out of the outer one when it goes', async () => {
    const fed = flattening();
    await fed.poll(...people, team('all', [within('desk'), 'carl']), team('desk', ['anna']));
    const { id = 0 } = fed.cache.objects.find('Group', 'people', 'desk', 10) ?? {};
    fed.cache.objects.noteFound(id, { oxId: 5, contextId: 10, name: 'desk', fields: {} });
    fed.directory.remove('desk');
    await fed.poll();
    expect(fed.wanted('Group')).toEqual(['11/all']);
  });

  test('an inner group that is no OX group lends its members without existing itself', async () => {
    const fed = flattening();
    const inner = (members: readonly string[], isOxGroup: string) => team('desk', members, { isoxgroup: [isOxGroup] });
    await fed.poll(...people, team('all', [within('desk')]), inner(['anna'], 'Not'));
    expect(fed.wanted('Group')).toEqual(['10/all']);
    await fed.poll(inner(['anna', 'bob'], 'Not'));
    expect(fed.members('Group', 'all', 10)).toEqual(['anna', 'bob']);
    await fed.poll(inner(['anna', 'bob'], 'OK'));
    expect(fed.wanted('Group').sort()).toEqual(['10/all', '10/desk']);
    await fed.poll(inner(['anna', 'bob'], 'Not'));
    expect(fed.wanted('Group')).toEqual(['10/all']);
  });

  test('switched off again, only direct members count', async () => {
    const fed = flattening();
    await fed.poll(...people, team('all', [within('desk'), 'anna']), team('desk', ['bob'], { isoxgroup: ['Not'] }));
    expect(fed.members('Group', 'all', 10)).toEqual(['anna', 'bob']);
    fed.change({ groups: { nested: 'Ignore' } });
    await fed.poll();
    expect(fed.members('Group', 'all', 10)).toEqual(['anna']);
    fed.change({ groups: { nested: 'Flatten' } });
    await fed.poll();
    expect(fed.members('Group', 'all', 10)).toEqual(['anna', 'bob']);
  });

  test('outer groups are still fanned out when the poll that moved a member broke off', async () => {
    const fed = flattening();
    await fed.poll(...people, team('all', [within('desk')]), team('desk', ['anna']));
    fed.directory.trouble = 'cutOff';
    await expect(fed.poll(person('anna', '12'), person('bob', '12'))).rejects.toThrow();
    expect(fed.wanted('User')).toEqual(['10/bob', '11/carl', '12/anna']);
    fed.directory.trouble = undefined;
    await fed.poll();
    expect(fed.wanted('Group').sort()).toEqual(['12/all', '12/desk']);
  });
});

test('with nested: Ignore a group within a group lends nobody', async () => {
  const fed = new FedCache({ groups: { nested: 'Ignore' } });
  await fed.poll(...people, team('all', [within('desk'), 'carl']), team('desk', ['anna']));
  expect(fed.wanted('Group').sort()).toEqual(['10/desk', '11/all']);
});
