import { isMap, isScalar, parseDocument, stringify, type YAMLMap } from 'yaml';
import { code, table, withSection } from '../markdown.ts';

/** A value of the chart with the comment that begins with `--` above it. */
interface DocumentedValue {
  readonly path: string;
  readonly fallback: string;
  /** `undefined`: nobody wrote one. */
  readonly description: string | undefined;
}

/** The README of the chart with its table of values brought up to date. */
export function chartReadme(page: string, values: string): string {
  const rows = documentedValues(values).map(({ path, fallback, description = '' }) => [code(path), fallback, description]);
  return withSection(page, 'values', table(['Value', 'Default', 'What it is'], rows));
}

/** Every value: a map with a description is one, else each of its keys. */
export function documentedValues(text: string): DocumentedValue[] {
  const { contents } = parseDocument(text);
  return isMap(contents) ? valuesOf(contents, '') : [];
}

function valuesOf(map: YAMLMap, parent: string): DocumentedValue[] {
  return map.items.flatMap(({ key, value }, index) => {
    if (!isScalar(key)) return [];
    const path = `${parent}${String(key.value)}`;
    // What stands above the first key of a map belongs to the map, for the parser.
    const description = descriptionIn((index === 0 ? map.commentBefore : undefined) ?? key.commentBefore);
    if (description === undefined && isMap(value) && value.items.length > 0) return valuesOf(value, `${path}.`);
    return [{ path, description, fallback: fallbackOf(value) }];
  });
}

function descriptionIn(comment: string | null | undefined): string | undefined {
  const [, text] = /(?:^|\n) -- ([\s\S]*)$/.exec(comment ?? '') ?? [];
  return text?.replaceAll(/\n\s*/g, ' ').trim();
}

/** In one line; what is longer is to be read in values.yaml. */
function fallbackOf(value: unknown): string {
  const text = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  if (text === '""') return 'empty';
  return text.length > 40 ? 'see values.yaml' : code(text);
}
