import { describe, expect, it } from 'vitest';
import { Scrubber } from '../../src/cli/support/scrubber.ts';

/** What a message looks like in a bundle, each pseudonym told by a letter. */
function scrubbed(message: string, ...learned: readonly unknown[]): string {
  const scrubber = new Scrubber('key');
  scrubber.learn(learned);
  const letters = new Map<string, string>();
  return scrubber.text(message).replaceAll(/p-[0-9a-f]{10}/g, (pseudonym) => {
    const letter = letters.get(pseudonym) ?? String.fromCharCode(65 + letters.size);
    letters.set(pseudonym, letter);
    return `<${letter}>`;
  });
}

describe('a message in a support bundle', () => {
  it.each([
    ['in context 10: 3 of 500 users are parked', 'in context 10: 3 of 500 users are parked'],
    ['Mandatory field not set: given_name', 'Mandatory field not set: given_name'],
    ['connect ECONNREFUSED 127.0.0.1:40123', 'connect ECONNREFUSED 127.0.0.1:40123'],
    ['waits for context 2147483647 since 2026-01-31T08:00:00.120Z', 'waits for context 2147483647 since 2026-01-31T08:00:00.120Z'],
    ['no answer within 60000 ms', 'no answer within 60000 ms'],
  ])('says what helps: %s', (message, shown) => {
    expect(scrubbed(message)).toBe(shown);
  });

  it.each([
    ['a mail address', 'anna.meyer@mail.example.org exists', '<A>.<B>@<C>.<D>.<E> exists'],
    ['a DN', 'uid=anna,cn=users,dc=example,dc=org: is unknown', 'uid=<A>,cn=<B>,dc=<C>,dc=<D>: is unknown'],
    ['a DN with blanks', 'entry cn=Anna Meyer,ou=users,dc=org is gone', 'entry cn=<A> <B>,ou=<C>,dc=<D> is gone'],
    ['a DN with escaped letters', 'uid=m\\c3\\bcller,dc=org', 'uid=<A>\\<B>\\<C>,dc=<D>'],
    ['what stands in quotes, be it a word of ours', 'found "user", expected \'name\'', 'found "<A>", expected \'<B>\''],
    ['a host, not its port', 'ldaps://ldap.example.org:7636 is unreachable', 'ldaps://<A>.<B>.<C>:7636 is unreachable'],
    ['a password in an address', 'http://admin:Sesame@host:80 refuses', 'http://<A>:<B>@<C>:80 refuses'],
    ['an address of a network', 'connect ECONNREFUSED 10.1.2.3:389', 'connect ECONNREFUSED <A>:389'],
    ['another kind of it', 'connect ECONNREFUSED 2001:db8::7', 'connect ECONNREFUSED <A>'],
    ['a telephone number', 'is +49 421 12 34 56 or (0421) 123456', 'is <A> or <B>'],
    ['a birthday', 'is 1971-08-09 or 9.8.1971 or 09.08.71', 'is <A> or <B> or <C>'],
    ['a path', '/home/anna/ca.crt is missing', '/<A>/<B>/ca.crt is missing'],
    ['a capital letter in a sentence', 'the user Page exists. Page is a name', 'the user <A> exists. Page is a name'],
    ['letters of other scripts', 'user Ольга 山田 exists', 'user <A> <B> exists'],
  ])('does not hold %s', (_what, message, shown) => {
    expect(scrubbed(message)).toBe(shown);
  });

  it('is there soon, however long its words are', () => {
    for (const part of ['a', 'a.', 'a=', 'a=b,', '1 ', '"', "'", '::', '@']) {
      expect(scrubbed(`${part.repeat(50_000)} anna`)).not.toContain('anna');
    }
  });

  it('does not hold a word of ours that is somebody’s name, but one that everybody uses', () => {
    const message = 'User page: page is not there, and the user is parked';
    expect(scrubbed(message, { name: 'page' }, { before: { nickname: 'the' } })).toBe('User <A>: <A> is not there, and the user is parked');
    expect(scrubbed('It is created: the group IT and it', { name: 'IT' })).toBe('It is created: the group <A> and it');
  });

  it('calls somebody the same in any case, and in an address, a DN and a field', () => {
    const scrubber = new Scrubber('key');
    const pseudonym = scrubber.value('anna');
    expect(pseudonym).toMatch(/^p-[0-9a-f]{10}$/);
    expect(scrubber.text('User ANNA: anna@x uid=Anna,dc=x').split(pseudonym)).toHaveLength(4);
    expect(new Scrubber('other').value('anna')).not.toBe(pseudonym);
  });
});

describe('data in a support bundle', () => {
  it('keeps reasons, names of fields, numbers and times, even if somebody is called so', () => {
    const scrubber = new Scrubber('key');
    scrubber.learn({ name: 'reason', title: 'Settled' });
    const kept = { kind: 'User', reason: 'Settled', contextId: 10, lastSyncTime: '2026-01-31T08:00:00Z', pollInterval: '5s' };
    expect(scrubber.json(kept)).toEqual(kept);
    expect(scrubber.json({ reason: 'Anna' })).toEqual({ reason: scrubber.value('Anna') });
  });

  it('has no value of a field, not even a number, a time or a key that nobody knows', () => {
    const scrubber = new Scrubber('key');
    const pseudonym = expect.stringMatching(/^p-[0-9a-f]{10}$/) as string;
    const changed = { before: { maxQuota: 1_000, birthday: '1971-08-09', note: '2026-01-31T08:00:00Z' }, after: { mailenabled: true } };
    expect(scrubber.json(changed)).toEqual({
      before: { maxQuota: pseudonym, birthday: pseudonym, note: expect.not.stringContaining('2026') as string },
      after: { mailenabled: true },
    });
    expect(Object.keys(scrubber.json({ spec: { 'Anna-Meyer': 1 } }) as { spec: object }).concat()).toEqual(['spec']);
    expect(JSON.stringify(scrubber.json({ spec: { 'Anna-Meyer': 1 } }))).not.toContain('Anna');
  });
});
