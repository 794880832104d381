import { expect, test } from 'vitest';
import { applyEdit, InProcessGateway, OLD_OX, OxSimulation } from '../../simulator/index.ts';
import { UserController } from '../../src/controllers/index.ts';
import { desiredUser, rowOf } from '../support/objects.ts';

const admin = { login: 'oxadmin', password: 'secret' };
const subject = { object: rowOf(desiredUser({ accessProfile: 'pim' })), members: [], mode: 'Enforce' } as const;

/** Context 10 with somebody in it who holds the address of the user to come. */
async function contextWith(holder: 'guest' | 'user', settings = {}) {
  const ox = new OxSimulation({ settings });
  const gateway = new InProcessGateway({ ox });
  const person = { ...admin, name: admin.login, displayName: 'Admin', givenName: 'O', surName: 'X', email: 'admin@example.org' };
  await gateway.contexts.create({ id: 10, name: 'city', loginMappings: [] }, person);
  const access = { contextId: 10, admin };
  const { fields } = desiredUser();
  if (holder === 'guest') applyEdit(ox, { kind: 'addGuest', contextId: 10, mail: 'anna@example.org' });
  else await gateway.users.create(access, { name: 'other', password: 'x', fields: { ...fields, display_name: 'Other' }, rights: [] });
  const random = { next: () => 0, secret: (length: number) => 'x'.repeat(length) };
  const controller = new UserController({ gateway, credentials: { credentialsOf: () => admin }, random, rightsOf: () => ['tasks'] });
  return { gateway, access, controller, create: () => controller.apply({ type: 'create', rights: ['tasks'] }, subject, undefined) };
}

test('a guest who holds the address becomes the user, with the rights of the profile', async () => {
  const { gateway, access, controller, create } = await contextWith('guest');
  const created = await create();
  // He is known before he has his rights, for these are a call of their own, which may fail.
  expect([created?.name, (created?.oxId ?? 0) > 2]).toEqual(['anna', true]);
  // Nor are they asked for: a read that lags behind would tell those of the guest.
  expect(created === undefined ? undefined : await controller.complete(subject, created)).toBe(created);
  const plan = controller.plan(subject, created);
  expect(plan).toMatchObject({ operations: [{ type: 'changeRights' }] });
  for (const operation of plan.type === 'operations' ? plan.operations : []) await controller.apply(operation, subject, created);
  expect(await gateway.users.rights(access, { name: 'anna' })).toEqual(['tasks']);
  expect(await gateway.users.guests(access)).toEqual([]);
});

test.each([
  ['a guest, where OX is too old to turn guests into users', 'guest', OLD_OX, 'GuestHoldsMailAddress'],
  ['another user, whatever the age of OX', 'user', OLD_OX, 'MailAddressTaken'],
  ['another user', 'user', {}, 'MailAddressTaken'],
] as const)('the address of %s, is refused with its reason', async (_, holder, settings, reason) => {
  const { create } = await contextWith(holder, settings);
  await expect(create()).rejects.toMatchObject({ reason });
});
