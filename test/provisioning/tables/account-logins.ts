/** Login templates of functional accounts: the template, and the login of the user `login-N` (entryUUID user-login-n) at the account `info-N`. */
export const ACCOUNT_LOGINS: readonly (readonly [template: string, login: (number: number) => string])[] = [
  ['', (n) => `account-info-${n}login-${n}`],
  ['{{fa_entry_uuid}}', (n) => `account-info-${n}`],
  ['{{fa_entry_uuid}}{{username}}', (n) => `account-info-${n}login-${n}`],
  ['{{fa_entry_uuid}}::{{entry_uuid}}', (n) => `account-info-${n}::user-login-${n}`],
  ['{{fa_email_address}}*dovecotadmin', (n) => `info-${n}@example.org*dovecotadmin`],
  ['{{username}}+{{fa_entry_uuid}}+{{dn}}', (n) => `login-${n}+account-info-${n}+uid=login-${n},cn=users,dc=example,dc=org`],
  ['{{mailPrimaryAddress}}', (n) => `login-${n}@example.org`],
  ['{{firstname}}.{{lastname}}', () => 'Given.Sur'],
  ['{{organisation}}/{{description}}', () => 'City Hall/a clerk'],
  ['shared', () => 'shared'],
];
