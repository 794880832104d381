/**
 * Measures the operator. Ratios hold a figure against a reference of the same run.
 *
 *   make bench [ARGS="operator directory"] [ARGS="--json FILE"]
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { directoryFigures } from './directory.ts';
import { fairnessFigures } from './fairness.ts';
import { type Figure, table } from './figures.ts';
import { memoryFigures } from './memory.ts';
import { operatorFigures } from './operator.ts';

const SECTIONS: Readonly<Record<string, () => Promise<Figure[]>>> = {
  operator: operatorFigures,
  memory: memoryFigures,
  directory: directoryFigures,
  fairness: fairnessFigures,
};

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'string' } } });
const unknown = positionals.find((name) => SECTIONS[name] === undefined);
if (unknown !== undefined) {
  console.error(`bench: found the section "${unknown}", expected some of ${Object.keys(SECTIONS).join(', ')}`);
  process.exit(2);
}

console.log(`${cpus().length} processors, ${process.version}`);
const figures: Figure[] = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(SECTIONS)) {
  const found = (await SECTIONS[name]?.()) ?? [];
  console.log(`\n${table(found)}`);
  figures.push(...found);
}
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(figures, undefined, 2));
