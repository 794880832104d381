import { expect, test } from 'vitest';
import type { Step } from '../../src/engine/index.ts';
import type { PlanFilter } from '../../src/planning/index.ts';
import { PlanBook } from '../../src/planning/plan-book.ts';
import { desiredUser, rowOf } from '../support/objects.ts';

function bookOf(filter: PlanFilter): PlanBook {
  return new PlanBook({ filter, originOf: () => 'uid', nameOf: () => undefined, membersBefore: () => undefined });
}

const ROW = rowOf(desiredUser());

function creation(id: number): Step {
  const contextId = id % 2 === 0 ? 10 : 11;
  const object = { ...ROW, contextId, name: `u${id}`, id };
  const after = { oxId: -id, contextId, name: `u${id}`, fields: { title: 'Clerk' } };
  return { subject: { object, members: [], mode: 'Enforce' }, operation: { type: 'create' }, before: undefined, after };
}

test('of very many objects some are told in short, and those who are asked for come first', () => {
  const [whole, part] = [bookOf({}), bookOf({ contextId: 10 })];
  for (let id = 1; id <= 20_000; id += 1) {
    whole.step(creation(id));
    part.step(creation(id));
  }
  expect(whole.objects()).toHaveLength(20_000);
  expect(whole.objects().filter(({ isCut }) => isCut === true)).toHaveLength(10_000);
  expect(whole.objects().at(-1)).toMatchObject({ action: 'create', name: 'u20000', writes: [{ operation: 'create', changes: [] }] });
  const asked = part.objects().filter(({ contextId }) => contextId === 10);
  expect(asked.every(({ isCut, writes }) => isCut === undefined && writes[0]?.changes.length === 3)).toBe(true);
});
