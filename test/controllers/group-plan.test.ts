import { describe, expect, test } from 'vitest';
import { InProcessGateway, OxSimulation } from '../../simulator/index.ts';
import type { Member } from '../../src/cache/index.ts';
import { GroupController } from '../../src/controllers/index.ts';
import type { AppliedRecord, DesiredObject } from '../../src/model/index.ts';
import { desiredGroup, rowOf } from '../support/objects.ts';

const controller = new GroupController({
  gateway: new InProcessGateway({ ox: new OxSimulation() }),
  credentials: { credentialsOf: () => ({ login: 'oxadmin', password: 'secret' }) },
});

const inOx: AppliedRecord = { oxId: 6, contextId: 10, name: 'front desk', fields: { displayname: 'Front Desk', members: '4,5' } };

function membersOf(oxIds: readonly number[], missing: number): Member[] {
  const there = oxIds.map((oxId) => ({ sourceId: `user-${oxId}`, oxId }));
  return [...there, ...Array.from({ length: missing }, (_, index) => ({ sourceId: `missing-${index}`, oxId: undefined }))];
}

function plan(desired: DesiredObject | undefined, baseline: AppliedRecord | undefined, oxIds: readonly number[], missing = 0) {
  return controller.plan({ object: rowOf(desired), members: membersOf(oxIds, missing), mode: 'Enforce' }, baseline);
}

describe('the plan for a group', () => {
  test('a new group is created with all its members at once', () => {
    const group = { name: 'Front Desk', displayName: 'Front Desk', members: [4, 5] };
    expect(plan(desiredGroup(), undefined, [4, 5])).toEqual({
      type: 'operations',
      operations: [{ type: 'create', group }],
      pending: undefined,
    });
  });

  test('a group that is as desired costs nothing: OX keeps its name in lower case', () => {
    expect(plan(desiredGroup(), inOx, [4, 5])).toEqual({ type: 'operations', operations: [], pending: undefined });
  });

  test('a change sends every member, for OX empties a group whose members are left out', () => {
    const group = { name: 'reception', displayName: 'Front Desk', members: [4, 5] };
    expect(plan(desiredGroup({ name: 'reception' }), inOx, [4, 5])).toMatchObject({ operations: [{ type: 'change', id: 6, group }] });
  });

  test('members who do not exist yet are waited for, and the others are written', () => {
    expect(plan(desiredGroup(), inOx, [4, 5, 7], 2)).toMatchObject({
      operations: [{ type: 'change', group: { members: [4, 5, 7] } }],
      pending: { reason: 'WaitingForMember', waitingFor: 'members' },
    });
  });

  test('a group that none of its members is left in is removed', () => {
    expect(plan(desiredGroup(), inOx, [], 1)).toMatchObject({
      operations: [{ type: 'delete', id: 6 }],
      pending: { reason: 'WaitingForMember' },
    });
    expect(plan(undefined, inOx, [])).toMatchObject({ operations: [{ type: 'delete', id: 6 }], pending: undefined });
  });

  test.each([0, 1])('the group with the id %i is OX’s own and is never touched', (oxId) => {
    expect(plan(desiredGroup(), { ...inOx, oxId }, [4])).toMatchObject({ type: 'refused', reason: 'NameTaken' });
    expect(plan(undefined, { ...inOx, oxId }, [])).toEqual({ type: 'operations', operations: [] });
  });
});
