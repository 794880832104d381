import { describe, expect, it } from 'vitest';
import { type CrdFacts, type CrdSnapshot, incompatibilities } from '../../tools/generated/crd-compatibility.ts';
import { crdSnapshot, crdSnapshotFile, parseCrdSnapshot } from '../../tools/generated/crd-snapshot.ts';
import { readProjectFile } from '../../tools/project-files.ts';

describe('The custom resources', () => {
  const stored = readProjectFile('test/crds/crd-snapshot.yaml');

  it('take and give everything that users rely on', () => {
    expect(incompatibilities(parseCrdSnapshot(stored), crdSnapshot())).toEqual([]);
  });

  it('are what the snapshot says, so that the next change is compared with them', () => {
    expect(crdSnapshotFile(stored)).toBe(stored);
  });

  it('cannot be generated when a change would break what users rely on', () => {
    const withMore = `${stored}OXContext.spec.formerField: {"type":"string"}\n`;
    expect(() => crdSnapshotFile(withMore)).toThrow('OXContext.spec.formerField is gone');
  });
});

const FIELD = 'OXContext.spec.field';

function changed(before: CrdFacts, now: CrdFacts): string[] {
  return incompatibilities({ [FIELD]: before }, { [FIELD]: now });
}

describe('A change of a field', () => {
  const breaks: readonly [string, CrdFacts, CrdFacts, string][] = [
    ['its type', { type: 'string' }, { type: 'integer' }, 'type has changed'],
    ['its default', { default: 'Delete' }, { default: 'Orphan' }, 'default has changed'],
    ['to no default', { default: 5 }, {}, 'default has changed'],
    ['to fewer values', { enum: ['A', 'B'] }, { enum: ['A'] }, 'enum has lost B'],
    ['to certain values only', {}, { enum: ['A'] }, 'has an enum now'],
    ['to a lower maximum', { maximum: 10 }, { maximum: 9 }, 'maximum has fallen'],
    ['to a higher minimum', { minimum: 0 }, { minimum: 1 }, 'minimum has risen'],
    ['to a bound where there was none', {}, { maxLength: 10 }, 'maxLength has fallen'],
    ['to a first item that must be there', { maxItems: 3 }, { maxItems: 3, minItems: 1 }, 'minItems has risen'],
    ['to another pattern', { pattern: '^a' }, { pattern: '^ab' }, 'pattern has changed'],
    ['to be required', {}, { required: true }, 'is required now'],
    ['to another kind of list', { listType: 'atomic' }, { listType: 'set' }, 'listType has changed'],
    ['by another rule', { rules: ['a'] }, { rules: ['a', 'b'] }, 'a new rule refuses what was taken: b'],
    ['of its short name', { shortName: 'oxctx' }, { shortName: 'oxc' }, 'shortName has changed'],
    ['to fewer columns', { columns: ['Ready', 'Age'] }, { columns: ['Age'] }, 'columns has lost Ready'],
  ];

  it.each(breaks)('is refused: %s', (_what, before, now, told) => {
    expect(changed(before, now)).toEqual([`${FIELD}: ${told}`]);
  });

  const harmless: readonly [string, CrdFacts, CrdFacts][] = [
    ['more values', { enum: ['A'] }, { enum: ['B', 'A'] }],
    ['any value', { enum: ['A'] }, {}],
    ['a higher maximum', { maximum: 10 }, { maximum: 11 }],
    ['no bound any more', { maxLength: 10, minLength: 1, pattern: '^a', rules: ['a'] }, {}],
    ['a default where there was none', {}, { default: 5 }],
    ['no longer required', { required: true }, {}],
    ['more columns', { columns: ['Age'] }, { columns: ['Ready', 'Age'] }],
  ];

  it.each(harmless)('is taken: %s', (_what, before, now) => {
    expect(changed(before, now)).toEqual([]);
  });
});

describe('A field', () => {
  const parent: CrdSnapshot = { 'OXContext.spec': { type: 'object' } };

  it('may not go', () => {
    expect(incompatibilities({ ...parent, [FIELD]: {} }, parent)).toEqual([`${FIELD} is gone`]);
  });

  it('may come, but not be required at once', () => {
    expect(incompatibilities(parent, { ...parent, [FIELD]: { required: true } })).toEqual([`${FIELD} is new and required`]);
    expect(incompatibilities(parent, { ...parent, [FIELD]: {} })).toEqual([]);
  });

  it('may be required in an object that is new itself', () => {
    expect(incompatibilities(parent, { ...parent, [FIELD]: {}, [`${FIELD}.name`]: { required: true } })).toEqual([]);
  });
});
