import { expect, test } from 'vitest';
import { parseSpec } from '../../src/crds/index.ts';
import { mappingKey } from '../../src/operator/mapping-key.ts';

function keyOf(settings: object): string {
  const parsed = parseSpec('OXDirectory', { ldif: { file: 'people.ldif' }, ...settings });
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  return mappingKey(parsed.spec);
}

test.each([
  { functionalAccounts: { loginTemplate: '{{username}}' } },
  { functionalAccounts: { base: 'cn=functional_accounts,dc=example,dc=org' } },
  { deputyPermissions: 'Enabled' },
  { groups: { nested: 'Flatten' } },
  { users: { aliases: 'Merge' } },
  { userDefaults: { mailPersonal: 'Enabled' } },
  { mapping: { set: { userfield01: 'description' } } },
])('a directory is read whole again after a change to %j', (change) => {
  expect(keyOf(change)).not.toBe(keyOf({}));
});

test.each([{ pollInterval: '9s' }, { functionalAccounts: { mode: 'Observe' } }, { deletionGuard: { users: { maxCount: 1 } } }])(
  'a directory is not read again for a change to %j',
  (change) => {
    expect(keyOf(change)).toBe(keyOf({}));
  },
);
