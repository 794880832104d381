import { describe, expect, test } from 'vitest';
import { type Attributes, user } from './stage/entries.ts';
import { useStage } from './stage/stage.ts';
import { LISTED_ATTRIBUTES, MANDATORY_ATTRIBUTES, TEXT_ATTRIBUTES, UNCLEARABLE_ATTRIBUTES } from './tables/text-attributes.ts';

const stage = useStage({ ox: { allowChangingQuotaIfNoFilestoreSet: true } });

const CREATE = ['OXUserService.createByModuleAccess'];
const CHANGE = ['OXUserService.change'];

async function fieldOf(login: string, field: string): Promise<unknown> {
  return Object.entries((await stage.user(login)) ?? {}).find(([name]) => name === field)?.[1];
}

/** Says the entry with these attributes, and tells the value of the field in OX and what OX was asked. */
async function sayAndSee(login: string, attributes: Attributes, field: string): Promise<readonly unknown[]> {
  const calls = await stage.say(user(login, attributes));
  return [(await fieldOf(login, field)) ?? '', calls];
}

describe('an attribute of a user is set, changed, cleared and set again in OX, each with one call', () => {
  test.each(TEXT_ATTRIBUTES)('%s is %s', async (attribute, field, first, second) => {
    const login = `text-${field}`;
    expect(await sayAndSee(login, { [attribute]: first }, field)).toEqual([first, CREATE]);
    expect(await sayAndSee(login, { [attribute]: second }, field)).toEqual([second, CHANGE]);
    expect(await sayAndSee(login, {}, field)).toEqual(['', CHANGE]);
    expect(await sayAndSee(login, { [attribute]: first }, field)).toEqual([first, CHANGE]);
    expect(await sayAndSee(login, { [attribute]: first, description: 'not mapped' }, field)).toEqual([first, []]);
  });
});

describe('an attribute that OX cannot clear is set and changed, stays when it is taken away, and is set again', () => {
  test.each(UNCLEARABLE_ATTRIBUTES)('%s is %s', async (attribute, field, [first, firstInOx], [second, secondInOx]) => {
    const login = `kept-${field}`;
    expect(await sayAndSee(login, { [attribute]: first }, field)).toEqual([firstInOx, CREATE]);
    expect(await sayAndSee(login, { [attribute]: second }, field)).toEqual([secondInOx, CHANGE]);
    expect(await sayAndSee(login, {}, field)).toEqual([secondInOx, []]);
    expect(await sayAndSee(login, { [attribute]: first }, field)).toEqual([firstInOx, CHANGE]);
    expect(stage.state('User', `user-${login}`)).toBe('settled');
  });
});

describe('an attribute that OX needs is changed; when it is taken away the user waits as he is, and goes on when it is back', () => {
  test.each(MANDATORY_ATTRIBUTES)('%s is %s', async (attribute, field, first, second) => {
    const login = `needed-${field}`;
    expect(await sayAndSee(login, { [attribute]: first }, field)).toEqual([first, CREATE]);
    expect(await sayAndSee(login, { [attribute]: second }, field)).toEqual([second, CHANGE]);
    expect(await sayAndSee(login, { [attribute]: undefined, o: 'Other' }, field)).toEqual([second, []]);
    expect(stage.state('User', `user-${login}`)).toBe('parked MandatoryFieldMissing');
    expect(stage.saying('User', `user-${login}`)).toContain(attribute);
    expect(await sayAndSee(login, { [attribute]: first, o: 'Other' }, field)).toEqual([first, CHANGE]);
    expect(await fieldOf(login, 'company')).toBe('Other');
  });
});

describe('of an attribute with several values OX has the first ones, and further ones are no fault', () => {
  test.each(LISTED_ATTRIBUTES)('$attribute: $fields', async ({ attribute, values, fields }) => {
    const login = `listed-${attribute}`;
    await stage.say(user(login, { [attribute]: values }));
    expect(await stage.user(login)).toMatchObject(fields);
    expect(await stage.say(user(login))).toEqual(CHANGE);
    expect(await stage.user(login)).toMatchObject(Object.fromEntries(Object.keys(fields).map((field) => [field, ''])));
  });
});

describe('the display name', () => {
  test('is displayName for an entry without oxDisplayName', async () => {
    await stage.say(user('shown', { oxDisplayName: undefined, displayName: 'Shown Elsewhere' }));
    expect(await fieldOf('shown', 'display_name')).toBe('Shown Elsewhere');
    expect(await sayAndSee('shown', { oxDisplayName: 'Own', displayName: 'Shown Elsewhere' }, 'display_name')).toEqual(['Own', CHANGE]);
  });

  test('may be the same for two users', async () => {
    await stage.say(user('twin-1', { oxDisplayName: 'Twin' }), user('twin-2', { oxDisplayName: 'Twin' }));
    expect([await fieldOf('twin-1', 'display_name'), await fieldOf('twin-2', 'display_name')]).toEqual(['Twin', 'Twin']);
  });
});

describe('dates', () => {
  test.each([
    ['2001-02-03', '2001-02-03'],
    ['03.02.2001', '2001-02-03'],
    ['3.2.2001', '2001-02-03'],
    ['2000-02-29', '2000-02-29'],
  ])('%s is sent as %s', async (written, sent) => {
    const login = `date-${written.replaceAll('.', '_')}`;
    expect(await sayAndSee(login, { univentionBirthday: written }, 'birthday')).toEqual([sent, CREATE]);
  });

  test.each(['2001-02-30', '1899-12-31', 'yesterday', '2001/02/03'])(
    '%s is told as InvalidDate with its attribute, and nothing is sent',
    async (written) => {
      const login = `no-date-${written.replaceAll(/[^a-z0-9]/g, '_')}`;
      expect(await stage.say(user(login, { oxAnniversary: written }))).toEqual([]);
      expect(stage.state('User', `user-${login}`)).toBe('parked InvalidDate');
      expect(stage.saying('User', `user-${login}`)).toContain(`oxAnniversary holds "${written}"`);
    },
  );
});

describe('quota', () => {
  test.each([
    ['-1', -1],
    ['0', 0],
    ['2048', 2048],
  ])('%s is %i megabytes', async (written, quota) => {
    expect(await sayAndSee(`quota${written}`, { oxUserQuota: written }, 'maxQuota')).toEqual([quota, CREATE]);
  });

  test('that is no number is told with its attribute', async () => {
    expect(await stage.say(user('quota-much', { oxUserQuota: 'much' }))).toEqual([]);
    expect(stage.saying('User', 'user-quota-much')).toContain('oxUserQuota holds "much"');
  });
});
