import { expect, test } from 'vitest';
import { InProcessGateway, OxSimulation } from '../../simulator/index.ts';
import { DeputyPermissionController } from '../../src/controllers/index.ts';
import type { AppliedRecord } from '../../src/model/index.ts';
import { desiredUser, rowOf } from '../support/objects.ts';

const admin = { login: 'oxadmin', password: 'secret' };

/** Context 10 with a user who may not grant by himself, and the grants that are to end although he was to move to context 11. */
async function blockedUser() {
  const gateway = new InProcessGateway({ ox: new OxSimulation() });
  const person = { ...admin, name: admin.login, displayName: 'Admin', givenName: 'O', surName: 'X', email: 'admin@example.org' };
  await gateway.contexts.create({ id: 10, name: 'city', loginMappings: [] }, person);
  const access = { contextId: 10, admin };
  const { name, fields } = desiredUser();
  const oxId = await gateway.users.create(access, { name, password: 'x', fields, rights: [] });
  const controller = new DeputyPermissionController({ gateway, credentials: { credentialsOf: () => admin } });
  const applied: AppliedRecord = { oxId, contextId: 10, name, fields: { grants: [], isBlocked: true } };
  const row = rowOf(undefined, { kind: 'DeputyPermission', contextId: 11, applied });
  return { gateway, access, oxId, controller, subject: { object: row, members: [], mode: 'Enforce' } as const };
}

test('the end of grants is carried out where they are, although their user was to move and never could', async () => {
  const { controller, subject } = await blockedUser();
  expect(controller.dependencies(subject)).toEqual([{ type: 'context', contextId: 10 }]);
  expect(controller.plan(subject, await controller.observe(subject))).toMatchObject({ operations: [{ type: 'unblock' }] });
});

test('nothing is left to end when he did move: grants go with an account', async () => {
  const { gateway, access, oxId, controller, subject } = await blockedUser();
  await gateway.users.delete(access, oxId);
  expect(controller.plan(subject, await controller.observe(subject))).toMatchObject({ operations: [] });
});
