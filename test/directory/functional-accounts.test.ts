import { describe, expect, test } from 'vitest';
import { ANY_DELETION } from '../support/deletion-rules.ts';
import { at, FedCache, mailbox, person, within } from './feed-fixture.ts';

describe('functional accounts of a directory', () => {
  test('become one account in each context of their users, with all that OX needs to know', async () => {
    const fed = new FedCache({ functionalAccounts: { loginTemplate: '{{fa_email_address}}' } });
    await fed.poll(person('anna', '10'), person('bob', '11'), mailbox('info', ['anna', 'bob'], { oxpersonal: ['City Hall'] }));
    expect(fed.wanted('FunctionalAccount')).toEqual(['10/info@example.org', '11/info@example.org']);
    expect(fed.desired('FunctionalAccount', 'id-info', 11)?.fields).toMatchObject({
      accountName: 'info',
      personal: 'City Hall',
      loginTemplate: '{{fa_email_address}}',
      accountUuid: 'id-info',
    });
    expect(fed.members('FunctionalAccount', 'id-info', 10)).toEqual(['anna']);
  });

  test('a user who arrives later joins, and nobody else is touched', async () => {
    const fed = new FedCache();
    await fed.poll(person('anna', '10'), mailbox('info', ['anna', 'bob']), mailbox('jobs', ['anna']));
    const before = fed.desired('FunctionalAccount', 'id-info', 10)?.fields.members;
    expect((await fed.poll(person('bob', '10'))).changed).toBe(2);
    expect(fed.members('FunctionalAccount', 'id-info', 10)).toEqual(['anna', 'bob']);
    expect(fed.desired('FunctionalAccount', 'id-info', 10)?.fields.members).not.toBe(before);
  });

  test('a user who moves to another context leaves the account in one and has it in the other', async () => {
    const fed = new FedCache();
    await fed.poll(person('anna', '10'), person('bob', '10'), mailbox('info', ['anna', 'bob']));
    await fed.poll(person('bob', '11'));
    expect(fed.wanted('FunctionalAccount')).toEqual(['10/info@example.org', '11/info@example.org']);
    await fed.poll(person('anna', '11'));
    expect(fed.wanted('FunctionalAccount')).toEqual(['11/info@example.org']);
  });

  test('a renamed user stays in the account when the directory follows the new DN, and leaves it when it does not', async () => {
    const fed = new FedCache();
    await fed.poll(person('anna', '10'), person('bob', '10'), mailbox('info', ['anna', 'bob']));
    const renamed = at('uid=anne,dc=example', person('anna', '10', { uid: ['anne'] }));
    await fed.poll(renamed, mailbox('info', ['anne', 'bob']));
    expect(fed.members('FunctionalAccount', 'id-info', 10)).toEqual(['anna', 'bob']);
    await fed.poll(at('uid=annegret,dc=example', person('anna', '10', { uid: ['annegret'] })));
    expect(fed.members('FunctionalAccount', 'id-info', 10)).toEqual(['bob']);
  });

  test('an account that nobody in scope is left in, or that is gone, is wanted no more', async () => {
    const fed = new FedCache();
    await fed.poll(person('anna', '10'), person('bob', '10'), mailbox('info', ['anna']), mailbox('jobs', ['bob']));
    await fed.poll(person('anna', '10', { isoxuser: ['Not'] }));
    expect(fed.wanted('FunctionalAccount')).toEqual(['10/jobs@example.org']);
    fed.directory.remove('id-jobs');
    await fed.poll();
    expect(fed.wanted('FunctionalAccount')).toEqual([]);
  });

  test('groups within them do not count', async () => {
    const fed = new FedCache({ groups: { nested: 'Flatten' } });
    await fed.poll(person('anna', '10'), mailbox('info', ['anna', within('desk')]));
    expect(fed.members('FunctionalAccount', 'id-info', 10)).toEqual(['anna']);
  });

  test('one without an address is faulty and says so under its name', async () => {
    const fed = new FedCache();
    await fed.poll(person('anna', '10'), mailbox('info', ['anna'], { mailprimaryaddress: [] }));
    expect(fed.desired('FunctionalAccount', 'id-info', 10)).toMatchObject({ name: 'info', fault: { reason: 'MandatoryFieldMissing' } });
  });

  test('another login template reaches every account', async () => {
    const fed = new FedCache();
    await fed.poll(person('anna', '10'), mailbox('info', ['anna']));
    fed.change({ functionalAccounts: { loginTemplate: '{{username}}' } });
    await fed.poll();
    expect(fed.desired('FunctionalAccount', 'id-info', 10)?.fields.loginTemplate).toBe('{{username}}');
  });

  test('five or more that are suddenly not found any more are not taken for gone', async () => {
    const fed = new FedCache();
    await fed.poll(person('anna', '10'), ...['a', 'b', 'c', 'd', 'e'].map((cn) => mailbox(cn, ['anna'])));
    fed.directory.trouble = 'emptied';
    fed.directory.hasPlenty = (query) => query === 'functionalAccounts';
    fed.change({ deputyPermissions: 'Enabled' }, { deletions: { ...ANY_DELETION, isFollowing: () => true } });
    await fed.poll();
    expect(fed.cache.departures.held('people').map(({ kind }) => kind)).toEqual(Array(5).fill('FunctionalAccount'));
    expect(fed.wanted('FunctionalAccount')).toHaveLength(5);
  });
});
