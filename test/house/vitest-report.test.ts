import { expect, test } from 'vitest';
import { countTests, isUntried } from '../../tools/test-run/vitest-report.ts';

const passed = { status: 'passed' };

test('passed and failed tests are counted one by one', () => {
  const report = { testResults: [{ status: 'failed', assertionResults: [passed, { status: 'failed' }, passed] }] };
  expect(countTests(report, false)).toEqual({ passed: 2, failed: 1 });
});

test('skipped tests and tests to be written count as failed', () => {
  const report = {
    testResults: [{ status: 'passed', assertionResults: [passed, { status: 'skipped' }, { status: 'pending' }, { status: 'todo' }] }],
  };
  expect(countTests(report, true)).toEqual({ passed: 1, failed: 3 });
});

test('a file that could not be loaded counts as one failure', () => {
  const report = {
    testResults: [
      { status: 'failed', assertionResults: [] },
      { status: 'passed', assertionResults: [passed] },
    ],
  };
  expect(countTests(report, false)).toEqual({ passed: 1, failed: 1 });
});

test('a run that failed outside of its tests counts as one failure', () => {
  const report = { testResults: [{ status: 'passed', assertionResults: [passed] }] };
  expect(countTests(report, false)).toEqual({ passed: 1, failed: 1 });
});

test('a run without a single test counts as one failure', () => {
  expect(countTests({ testResults: [] }, true)).toEqual({ passed: 0, failed: 1 });
});

test.each([
  [['skipped', 'pending'], true],
  [['failed', 'skipped'], false],
  [['passed', 'skipped'], false],
  [[], false],
])('of tests that are %j it is %s that none was tried', (statuses, expected) => {
  const assertionResults = statuses.map((status) => ({ status }));
  expect(isUntried({ testResults: [{ status: 'failed', assertionResults }] })).toBe(expected);
});
