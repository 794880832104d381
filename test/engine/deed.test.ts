import { describe, expect, test } from 'vitest';
import { describeDeed } from '../../src/engine/index.ts';
import type { AppliedRecord } from '../../src/model/index.ts';
import { desiredContext, desiredUser, rowOf } from '../support/objects.ts';

const anna: AppliedRecord = {
  oxId: 7,
  contextId: 10,
  name: 'anna',
  fields: { given_name: 'Anna', note: '', aliases: ['a@example.org', 'b@example.org'] },
  rights: ['webmail', 'contacts'],
};

function deed(operation: string, before: AppliedRecord | undefined, after: AppliedRecord | undefined, desired = desiredUser()) {
  const subject = { object: rowOf(desired), members: [], mode: 'Enforce' } as const;
  return describeDeed({ subject, operation: { type: operation }, before, after });
}

describe('a write is told', () => {
  test('as every field that a new object has, without those that are empty', () => {
    expect(deed('create', undefined, anna)).toMatchObject({
      kind: 'User',
      owner: 'people',
      sourceId: 'id-anna',
      name: 'anna',
      contextId: 10,
      verb: 'create',
      operation: 'create',
      changes: [
        { field: 'context', after: 10 },
        { field: 'name', after: 'anna' },
        { field: 'given_name', after: 'Anna' },
        { field: 'aliases', after: ['a@example.org', 'b@example.org'] },
        { field: 'rights', after: ['contacts', 'webmail'] },
      ],
    });
  });

  test('as what differs afterwards, old and new, where the order of lists does not matter', () => {
    const after = { ...anna, name: 'anne', fields: { given_name: 'Anne', note: 'x', aliases: ['b@example.org', 'a@example.org'] } };
    expect(deed('change', anna, after)).toMatchObject({
      verb: 'change',
      name: 'anne',
      changes: [
        { field: 'name', before: 'anna', after: 'anne' },
        { field: 'given_name', before: 'Anna', after: 'Anne' },
        { field: 'note', after: 'x' },
      ],
    });
  });

  test('as a move when the object lives in another context afterwards, and as a deletion there of what is left', () => {
    const moved = { ...anna, oxId: 9, contextId: 11, remains: { contextId: 10, oxId: 7, name: 'anna' } };
    expect(deed('copy', anna, moved)).toMatchObject({
      verb: 'move',
      contextId: 11,
      changes: [{ field: 'context', before: 10, after: 11 }],
    });
    expect(deed('deleteRemains', moved, { ...moved, remains: undefined })).toMatchObject({ verb: 'delete', contextId: 10, name: 'anna' });
  });

  test('as a deletion with the name that was given up', () => {
    expect(deed('delete', anna, undefined)).toMatchObject({
      verb: 'delete',
      contextId: 10,
      changes: [{ field: 'name', before: 'anna' }],
    });
  });

  test('without pictures, however small, and without what only we need to know of a context', () => {
    const pictured = { ...anna, fields: { image1: 'R0lGODlhAQABAAAAACw=', image1ContentType: 'image/gif' } };
    const fields = deed('change', { ...anna, fields: {} }, pictured).changes;
    expect(fields).toContainEqual({ field: 'image1', after: '(picture)' });
    const context = {
      oxId: 10,
      contextId: 10,
      name: 'city',
      fields: { loginMappings: [], secretName: 'city-ox-admin', isGenerated: true },
    };
    expect(JSON.stringify(deed('create', undefined, context, desiredContext()))).not.toContain('secret');
  });
});
