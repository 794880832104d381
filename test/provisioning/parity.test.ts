import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(`${root}docs/parity.md`, 'utf8');

/** The rows of all tables, without their heads: what the old connector does, how it is done here, and what shows it. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---') && !line.endsWith('| shown by |'))
  .map((line) => line.split(/(?<!\\)\|/).slice(1, -1));

/** The tests that a cell names, as file and title. */
function testsIn(cell: string): [file: string, title: string][] {
  return [...cell.matchAll(/\]\(\.\.\/(test\/[^)]+\.test\.ts)\) “([^”]+)”/g)].map(([, file = '', title = '']) => [file, title]);
}

/** The title of a test, of a table of tests, or of a group of them, as it stands in the code. */
function hasTest(file: string, title: string): boolean {
  if (!existsSync(root + file)) return false;
  const code = readFileSync(root + file, 'utf8').replaceAll(/\s+/g, ' ');
  const quoted = `'${title.replaceAll(/\s+/g, ' ')}'`;
  return [`test(${quoted}`, `it(${quoted}`, `describe(${quoted}`, `)(${quoted}`, `)( ${quoted}`].some((text) => code.includes(text));
}

test('every row of the page on parity names a test', () => {
  expect(rows.length).toBeGreaterThan(90);
  expect(rows.filter((row) => row.length !== 3 || testsIn(row[2] ?? '').length === 0)).toEqual([]);
});

test('every test that the page on parity names exists', () => {
  const named = rows.flatMap((row) => testsIn(row[2] ?? ''));
  expect(named.filter(([file, title]) => !hasTest(file, title))).toEqual([]);
});
