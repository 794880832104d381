import { describe, expect, test } from 'vitest';
import { InProcessGateway, OxSimulation } from '../../simulator/index.ts';
import { UserController } from '../../src/controllers/index.ts';
import type { AppliedRecord, DesiredObject, Fields } from '../../src/model/index.ts';
import { desiredUser, rowOf } from '../support/objects.ts';

const RIGHTS = new Map([
  ['webmail', ['webmail', 'contacts']],
  ['none', []],
]);

const controller = new UserController({
  gateway: new InProcessGateway({ ox: new OxSimulation() }),
  credentials: { credentialsOf: () => ({ login: 'oxadmin', password: 'secret' }) },
  random: { next: () => 0, secret: (length) => 'x'.repeat(length) },
  rightsOf: (profile) => RIGHTS.get(profile),
});

const inOx: AppliedRecord = { oxId: 5, contextId: 10, name: 'anna', fields: desiredUser().fields, rights: ['contacts', 'webmail'] };

function plan(desired: DesiredObject | undefined, baseline: AppliedRecord | undefined) {
  return controller.plan({ object: { ...rowOf(desired), applied: baseline }, members: [], mode: 'Enforce' }, baseline);
}

function withFields(fields: Fields): DesiredObject {
  return desiredUser({ fields: { ...desiredUser().fields, ...fields } });
}

const moved = { primaryEmail: 'a.meier@example.org', email1: 'a.meier@example.org', aliases: ['a.meier@example.org'] };

const rows: readonly [string, DesiredObject | undefined, AppliedRecord | undefined, readonly unknown[]][] = [
  ['a new user is created with rights in one call', desiredUser(), undefined, [{ type: 'create', rights: ['webmail', 'contacts'] }]],
  ['a user who is as desired costs nothing', desiredUser(), inOx, []],
  ['rights in another order are the same rights', desiredUser(), { ...inOx, rights: ['webmail', 'contacts'] }, []],
  [
    'a changed field is sent alone, by name and without an id',
    withFields({ note: 'moved in' }),
    inOx,
    [{ type: 'change', user: { name: 'anna' }, name: undefined, fields: { note: 'moved in' } }],
  ],
  [
    'an emptied field is cleared by an empty text',
    withFields({ note: '' }),
    { ...inOx, fields: { ...inOx.fields, note: 'old' } },
    [{ type: 'change', user: { name: 'anna' }, name: undefined, fields: { note: '' } }],
  ],
  ['an empty field that OX does not have is no difference', withFields({ city_home: '' }), inOx, []],
  ["the user's own language is left alone", withFields({ language: 'en_US' }), inOx, []],
  [
    'changed rights alone are one call',
    desiredUser({ accessProfile: 'none' }),
    inOx,
    [{ type: 'changeRights', user: { name: 'anna' }, rights: [] }],
  ],
  ['a rename goes by id', desiredUser({ name: 'anna.meier' }), inOx, [{ type: 'change', user: { id: 5 }, name: 'anna.meier', fields: {} }]],
  [
    'a new primary address is sent with all mail fields, and the default sender follows it',
    withFields(moved),
    inOx,
    [{ type: 'change', user: { name: 'anna' }, name: undefined, fields: { ...moved, defaultSenderAddress: 'a.meier@example.org' } }],
  ],
  [
    'a default sender that the user chose stays while it is among the aliases',
    withFields({ ...moved, aliases: ['a.meier@example.org', 'info@example.org'] }),
    { ...inOx, fields: { ...inOx.fields, aliases: ['anna@example.org', 'info@example.org'], defaultSenderAddress: 'info@example.org' } },
    [
      {
        type: 'change',
        user: { name: 'anna' },
        name: undefined,
        fields: { ...moved, aliases: ['a.meier@example.org', 'info@example.org'] },
      },
    ],
  ],
  ['a user who is wanted no more is deleted by the id that was looked up', undefined, inOx, [{ type: 'delete', id: 5 }]],
  ['a user who is wanted no more and not there is nothing to do', undefined, undefined, []],
];

describe('the plan for a user', () => {
  test.each(rows)('%s', (_, desired, baseline, operations) => {
    expect(plan(desired, baseline)).toMatchObject({ type: 'operations', operations });
  });

  test('a new user who is as desired then costs nothing more', () => {
    const desired = desiredUser({ personal: '' });
    const created = { ...inOx, fields: desired.fields, personal: '' };
    expect(controller.plan({ object: rowOf(desired), members: [], mode: 'Enforce' }, created)).toMatchObject({ operations: [] });
  });

  test('an entry with the name of the context admin is refused, in any case of letters', () => {
    expect(plan(desiredUser({ name: 'OXadmin' }), undefined)).toMatchObject({ type: 'refused', reason: 'ContextAdminProtected' });
  });

  test('OX is looked at first where a stale id or an own choice of the user matters, and nowhere else', () => {
    const looks = (desired: DesiredObject | undefined): boolean =>
      controller.mustObserve({ object: rowOf(desired, { applied: inOx }), members: [], mode: 'Enforce' });
    expect([desiredUser(), withFields({ note: 'x' }), withFields(moved), desiredUser({ name: 'other' }), undefined].map(looks)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});
