import { describe, expect, it } from 'vitest';
import type { CachedObject } from '../../src/cache/index.ts';
import type { AppliedRecord } from '../../src/model/index.ts';
import { deedOf } from '../../src/operator/index.ts';
import { desiredUser, rowOf } from '../support/objects.ts';

const APPLIED: AppliedRecord = { oxId: 3, contextId: 10, name: 'anna', fields: { note: '' }, rights: ['webmail'] };

function told(object: CachedObject, applied: AppliedRecord | undefined, ...operations: string[]) {
  return deedOf({ object, outcome: applied === undefined ? { type: 'gone', operations } : { type: 'settled', applied, operations } });
}

function row(changes: Partial<CachedObject> = {}): CachedObject {
  return rowOf(desiredUser(), { applied: APPLIED, ...changes });
}

describe('what the log tells of an outcome', () => {
  it('is nothing when nothing was written, and nothing of a mere look', () => {
    expect([told(row(), APPLIED), told(row(), APPLIED, 'verify')]).toEqual([undefined, undefined]);
  });

  it('is the move of a user with all that changed on the way', () => {
    const moved = { ...APPLIED, oxId: 7, contextId: 11, name: 'annika', rights: [] };
    expect(told(row(), moved, 'reserve', 'copy', 'change', 'changeRights', 'deleteRemains')).toEqual({
      verb: 'changed',
      fields: ['context', 'name', 'rights'],
    });
  });

  it('is no creation when a resource is made in another context or an account for another user', () => {
    const resource = told(row({ kind: 'Resource' }), { ...APPLIED, contextId: 11 }, 'create', 'deleteRemains');
    const accounts = told(row({ kind: 'FunctionalAccount' }), { ...APPLIED, fields: { accounts: ['3 anna'] } }, 'create');
    expect([resource?.verb, accounts?.verb]).toEqual(['changed', 'changed']);
  });

  it('is a creation when something was new, or was made again where it should have been', () => {
    expect([told(row({ applied: undefined }), APPLIED, 'create')?.verb, told(row(), APPLIED, 'create')?.verb]).toEqual([
      'created',
      'created',
    ]);
  });

  it('is the end of what is gone, and of a group without members', () => {
    const waiting = { type: 'waitingFor', reason: 'WaitingForMember', message: '', waitingFor: 'members', applied: undefined } as const;
    const emptied = deedOf({ object: row({ kind: 'Group' }), outcome: { ...waiting, operations: ['delete'], lookFirst: false } });
    expect([told(row(), undefined, 'delete')?.verb, emptied?.verb]).toEqual(['deleted', 'deleted']);
  });
});
