import { describe, expect, test } from 'vitest';
import type { CachedObject } from '../../src/cache/index.ts';
import { isContradicted, isDoubtful, withNameToWrite } from '../../src/engine/lagging-reads.ts';
import type { AppliedRecord, Reason } from '../../src/model/index.ts';
import { OxError } from '../../src/ox/index.ts';
import { desiredUser, rowOf } from '../support/objects.ts';

const anna = { oxId: 5, contextId: 10, name: 'anna', fields: {} };
const create = [{ type: 'create' }];

function row(changes: Partial<CachedObject>): CachedObject {
  return rowOf(desiredUser(), changes);
}

function refusal(reason: Reason, operation = 'create'): OxError {
  return new OxError(reason, 'OX says no', { service: 'OXUserService', operation });
}

describe('a look that does not show an object', () => {
  test.each<[string, boolean, Partial<CachedObject>, readonly { type: string }[]]>([
    ['is believed of one that was never written', false, {}, create],
    ['is doubted before a known one would be forgotten', true, { applied: anna }, []],
    [
      'is doubted before a user would be made a second time in another context, without his data',
      true,
      { applied: { ...anna, contextId: 11 } },
      create,
    ],
    ['is doubted before one would be made a second time under another name', true, { applied: { ...anna, name: 'ann' } }, create],
    ['lets one be made anew under its name, for OX refuses a second', false, { applied: anna }, create],
    ['is doubted after a call without an answer for another name', true, { attemptedIn: 10, attemptedName: 'ann' }, create],
    ['is believed at the sixth time', false, { applied: anna, attempts: 5 }, []],
    ['is doubted still when the attempts were those of an outage', true, { applied: anna, attempts: 9, reason: 'OxUnreachable' }, []],
    ['is believed of grants, which go with their user', false, { kind: 'DeputyPermission', applied: anna }, []],
  ])('%s', (_, expected, changes, operations) => {
    expect(isDoubtful(row(changes), operations)).toBe(expected);
  });
});

describe('what OX refuses after a look', () => {
  test.each<[string, boolean, Partial<CachedObject>, OxError]>([
    ['a name that is taken is a fault of a new object', false, {}, refusal('NameTaken')],
    ['a name that is taken may be that of the object itself, which the look did not show', true, { applied: anna }, refusal('NameTaken')],
    ['so may be one that a call without an answer has given', true, { attemptedIn: 10 }, refusal('MailAddressTaken')],
    ['not for ever', false, { attemptedIn: 10, attempts: 5 }, refusal('NameTaken')],
    ['other refusals are not doubted', false, { attemptedIn: 10 }, refusal('MandatoryFieldMissing')],
    ['a grant may be gone that is revoked', true, { kind: 'DeputyPermission' }, refusal('ServerFault', 'revoke')],
    ['a grant that OX does not want is a fault', false, { kind: 'DeputyPermission' }, refusal('ServerFault', 'grant')],
  ])('%s', (_, expected, changes, error) => {
    expect(isContradicted(row(changes), { isUnseen: true, found: undefined }, error)).toBe(expected);
  });

  test.each<[string, boolean, Partial<CachedObject>, AppliedRecord]>([
    ['a name that another has now is not that of the one that was seen with it', true, {}, anna],
    ['that others have the name which it should get is no reason', false, {}, { ...anna, name: 'ann' }],
    ['nor that others have it in the context where it should go', false, {}, { ...anna, contextId: 11 }],
    ['nor is a mapping of a context that another one has', false, { kind: 'Context' }, anna],
    ['it is a fault at the sixth time', false, { attempts: 5 }, anna],
  ])('%s', (_, expected, changes, found) => {
    expect(isContradicted(row(changes), { isUnseen: false, found }, refusal('NameTaken', 'change'))).toBe(expected);
  });
});

describe('the name that a look has found', () => {
  test.each<[string, string, Partial<CachedObject>, AppliedRecord]>([
    ['is believed of what was never written', 'anna', {}, anna],
    ['is believed when it is the one that was written', 'anna', { applied: anna }, anna],
    ['is believed when it is not the one that is wanted', 'ann', { applied: anna }, { ...anna, name: 'ann' }],
    ['is that of before when another one was written', 'ann', { applied: { ...anna, name: 'ann' } }, anna],
    ['or tried, in a call without an answer', 'ann', { applied: anna, attemptedIn: 10, attemptedName: 'ann' }, anna],
    ['is believed of another object', 'anna', { applied: { ...anna, oxId: 6, name: 'ann' } }, anna],
    [
      'is believed of what has no id, and is another one under another name',
      'anna',
      { applied: { ...anna, oxId: 0, name: 'ann' } },
      { ...anna, oxId: 0 },
    ],
  ])('%s', (_, expected, changes, found) => {
    expect(withNameToWrite(row(changes), found).name).toBe(expected);
  });
});
