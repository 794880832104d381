import { describe, expect, test } from 'vitest';
import type { FaultContext } from '../../src/ox/index.ts';
import { accountCall, classify, contextCall, copyCall, groupCall, resourceCall, userCall } from './fault-calls.ts';

describe('what no reason says better is told in the words of OX', () => {
  const data: Record<string, readonly (readonly [FaultContext, string])[]> = {
    InvalidDataException: [
      ...[
        'Context invalid',
        'language must contain an underscore, e.g. en_US',
        'Language must contain an underscore, e.g. en_US.',
        'The given timezone is invalid',
        'Invalid PasswordMech: {MD4}. Use one of the following: {SHA-256}',
        'primarymail must have the same value as email1',
        'email1 not equal with primarymail!',
        'email1 not sent but required!',
        'primaryMail, Email1 and defaultSenderAddress must be present in set of aliases.',
        'One userobject has no userid or username',
        'User to change (user id 5 , context id 10) is a guest user. Guests cannot be changed via provisioning.',
        'When changing password mechanism, the password string must also be supplied',
        'No such filestore with id 0',
        'Not allowed to change the filestore for user 5 in context 10. Please use appropriate method instead.',
        'One of the given arguments for change is null',
        'User object is null',
        'User or UserModuleAccess is null',
        'User array is empty',
        'It is not allowed to reassign the shared data to the user which should be deleted. Please choose a different reassign user.',
        'User 5 is contained multiple times in delete request.',
        'The user 5 is the owner of a master filestore which other users are using.',
        'The reassign user with id 6 does not exist in context 10. Please choose a different reassign user.',
        'The reassign user with id 6 is not an owner of a filestore. Please choose a different reassign user.',
        'Username and userid missing.',
        'Neither identifier, name nor display name set in given user object',
        'Invalid alias domain',
        'No such access combination name "all"',
        'No capabilities specified.',
      ].map((text) => [userCall, text] as const),
      [groupCall, 'Group with id 1 cannot be deleted'],
      [groupCall, 'Groupname and groupid missing! Cannot resolve group data'],
      [groupCall, 'Member already exists in group'],
      ...['context is null', 'Context is null', 'Given context is invalid', 'Search pattern is null'].map(
        (text) => [contextCall, text] as const,
      ),
      ...['Missing quota value.', 'Missing quota module.', 'Invalid quota value.', 'No valid module specified.'].map(
        (text) => [contextCall, text] as const,
      ),
      [contextCall, 'No such filestore with id 7'],
      [accountCall, 'Account data is missing.'],
      [accountCall, 'Missing context.'],
      [accountCall, 'Missing users/groups in account data'],
      [copyCall, 'The given source user object is null'],
      [copyCall, 'Client sent invalid source context data object'],
      [copyCall, 'Client sent invalid destination context data object'],
    ],
    StorageException: [
      [
        userCall,
        'Quota cannot be changed for user 5 in context 10 since that user has no file storage set. See "ALLOW_CHANGING_QUOTA_IF_NO_FILESTORE_SET".',
      ],
      [
        accountCall,
        'Missing mail end-point data. Set end-point source to either "primary" or "localhost"; or specify appropriate fields in account data',
      ],
      [groupCall, "Duplicate entry '10-6-5' for key 'PRIMARY'"],
    ],
  };
  const rows = Object.entries(data).flatMap(([exception, texts]) => texts.map(([call, text]) => ({ exception, call, text })));
  test.each(rows)('$exception "$text"', (fault) => {
    const error = classify(fault);
    expect(error).toMatchObject({ reason: 'ServerFault', errorClass: 'invalid', missing: undefined, target: 'context' });
    expect(error.message).toContain(`: ${fault.text} [exceptionId`);
  });

  test('a wrapped text of the database loses its Java names', () => {
    const text = "java.sql.BatchUpdateException: Duplicate entry '10-6-5' for key 'PRIMARY'";
    expect(classify({ exception: 'StorageException', text, call: groupCall }).message).toContain(
      ": Duplicate entry '10-6-5' for key 'PRIMARY' [",
    );
  });

  test.each([
    ['Changing username is disabled!', 'USERNAME_CHANGEABLE=true'],
    ['primary mail must not be changed', 'PRIMARY_MAIL_UNCHANGEABLE=false'],
  ])('"%s" names the setting of OX too', (text, setting) => {
    const error = classify({ exception: 'InvalidDataException', text });
    expect(error).toMatchObject({ reason: 'ServerFault', errorClass: 'invalid' });
    expect(error.message).toContain(setting);
    expect(error.message).toContain(text);
  });

  test('a fault without text names its exception', () => {
    expect(classify({ exception: 'InvalidDataException', text: '', call: resourceCall }).message).toContain(
      'InvalidDataException without text',
    );
  });
});
