import { stringify } from 'yaml';
import { oneLine } from './value-text.ts';

export const FORMATS = ['table', 'json', 'yaml'] as const;

export type Format = (typeof FORMATS)[number];

/** For programs as it is, for people as `table` draws it. The text ends with a line break, unless it is empty. */
export function formatted(format: Format, value: unknown, table: () => string): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(value, undefined, 2)}\n`;
    case 'yaml':
      return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
    case 'table':
      return table();
  }
}

/** Columns as wide as what stands in them; the last one as it comes. No rows: no text. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const lines = [head, ...rows.map((row) => row.map(oneLine))];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('   ')
          .trimEnd()}\n`,
    )
    .join('');
}
