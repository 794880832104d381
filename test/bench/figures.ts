/** One line of the table. */
export interface Figure {
  /** What was done, the same for all figures of one run. */
  readonly section: string;
  /** What was measured. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What the value is held against, measured or reckoned in the same run. */
  readonly reference?: { readonly what: string; readonly value: number };
  readonly goal?: Goal;
}

interface Goal {
  readonly text: string;
  readonly isReached: boolean;
}

export function atMost(value: number, limit: number, unit = ''): Goal {
  return { text: `<= ${write(limit)}${unit === '' ? '' : ` ${unit}`}`, isReached: value <= limit };
}

export function exactly(value: number, wanted: number): Goal {
  return { text: `= ${write(wanted)}`, isReached: value === wanted };
}

/** A goal for the ratio to the reference. */
export function shareOf(share: number, of: string, value: number, reference: number): Goal {
  return { text: `>= ${Math.round(share * 100)} % of ${of}`, isReached: value / reference >= share };
}

/** Hands the figures to whoever started this process for them; else prints them. */
export function publish(figures: readonly Figure[]): void {
  if (process.send === undefined) console.log(table(figures));
  else process.send(figures);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}

/** The figures as text, in columns, by section. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(cellsOf);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row, index) => {
    const { section } = figures[index] ?? { section: '' };
    const heading = section === figures[index - 1]?.section ? '' : `${index === 0 ? '' : '\n'}${section}\n`;
    const [what = '', value = '', reference = '', ratio = '', verdict = ''] = row;
    const cells = [
      what.padEnd(widths[0] ?? 0),
      value.padEnd(widths[1] ?? 0),
      reference.padEnd(widths[2] ?? 0),
      ratio.padEnd(widths[3] ?? 0),
    ];
    return `${heading}  ${[...cells, verdict].join('  ').trimEnd()}`;
  });
  return lines.join('\n');
}

function cellsOf({ what, value, unit, reference, goal }: Figure): string[] {
  return [
    what,
    `${write(value).padStart(9)} ${unit}`,
    reference === undefined ? '' : `${reference.what} ${write(reference.value)}`,
    reference === undefined ? '' : percent(value / reference.value),
    goal === undefined ? '' : `${goal.isReached ? 'reached' : 'MISSED '}  ${goal.text}`,
  ];
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1).padStart(6)} %`;
}

function write(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 3;
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}
