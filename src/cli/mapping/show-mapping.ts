import { mappingTable, type Preset, type TableField } from '../../mapping/index.ts';
import { withDesk } from '../admin/with-desk.ts';
import { formatted, tableText } from '../client/index.ts';
import { wrap } from '../client/wrap.ts';
import { asInForce, chosenDirectory } from './chosen-directory.ts';
import type { MappingOptions } from './mapping-options.ts';

interface Shown {
  readonly directory: string;
  readonly place: string;
  readonly preset: Preset;
  readonly fields: readonly TableField[];
}

export async function showMapping(options: MappingOptions): Promise<void> {
  const shown = await withDesk(options, async (desk): Promise<Shown> => {
    const { name, spec: raw, place } = await chosenDirectory(desk, options.directory);
    const { spec } = asInForce({ name, spec: raw }, options);
    return { directory: name, place, preset: spec.preset, fields: mappingTable(spec) };
  });
  process.stdout.write(formatted(options.output, shown, () => shownText(shown, process.stdout.columns)));
}

/** @param columns of the terminal; `undefined` leaves long lines whole */
function shownText({ directory, place, preset, fields }: Shown, columns: number | undefined): string {
  const told = fields.filter(({ by }) => by !== 'none');
  const table = tableText(['', 'FIELD', 'BY', 'FROM'], told.map(row)).trimEnd().split('\n');
  const indent = table[0]?.indexOf('FROM') ?? 0;
  const lines = [
    ...[`OXDirectory ${directory} in ${place}, preset ${preset}; * differs from the preset`, ''],
    ...table.flatMap((line) => wrapped(line, columns, indent)),
    ...unfedText(fields, columns),
  ];
  return `${lines.join('\n')}\n`;
}

function row({ field, by, from = 'not sent', differsFromPreset, preset = 'nothing' }: TableField): string[] {
  return differsFromPreset ? ['*', field, by, `${from} (preset: ${preset})`] : ['', field, by, from];
}

function unfedText(fields: readonly TableField[], columns: number | undefined): string[] {
  const names = fields.flatMap(({ field, by }) => (by === 'none' ? [field] : []));
  return names.length === 0 ? [] : ['', ...wrapped(`Fed by nothing: ${names.join(', ')}`, columns, 2)];
}

function wrapped(line: string, columns: number | undefined, indent: number): string[] {
  return columns === undefined ? [line] : wrap(line, columns, indent);
}
