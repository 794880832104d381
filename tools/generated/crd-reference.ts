import { CUSTOM_RESOURCES, type CustomResourceKind, type JsonSchema, resourceSchema } from '../../src/crds/index.ts';
import { code, table, withSection } from './markdown.ts';

/** The page of a kind with its field tables and its rules brought up to date. */
export function crdPage(kind: CustomResourceKind, page: string): string {
  const { spec = {}, status = {} } = resourceSchema(CUSTOM_RESOURCES[kind]).properties ?? {};
  const withSpec = withSection(page, 'spec', `${fieldTable(spec, 'spec')}${rules(spec, 'spec')}`);
  return withSection(withSpec, 'status', fieldTable(status, 'status'));
}

function fieldTable(schema: JsonSchema, path: string): string {
  return table(['Field', 'Type', 'Default', 'What it is'], fieldRows(schema, path));
}

function fieldRows(schema: JsonSchema, path: string): string[][] {
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const place = `${path}.${name}`;
    const fallback = required.includes(name) ? 'required' : defaultOf(property);
    return [
      [code(place), typeOf(property), fallback, property.description ?? ''],
      ...fieldRows(property, place),
      ...itemRows(property, place),
    ];
  });
}

function itemRows({ items }: JsonSchema, path: string): string[][] {
  return items === undefined ? [] : fieldRows(items, `${path}[]`);
}

function defaultOf(property: JsonSchema): string {
  const { default: fallback } = property;
  const isEmptyObject = typeof fallback === 'object' && !Array.isArray(fallback);
  if (fallback === '') return 'empty';
  return fallback === undefined || isEmptyObject ? '' : code(JSON.stringify(fallback).replaceAll('"', ''));
}

function typeOf(property: JsonSchema): string {
  if (property.enum !== undefined) return property.enum.map((value) => (value === '' ? 'empty' : code(String(value)))).join(', ');
  if (property.type === 'array') return `list of ${property.items === undefined ? 'anything' : typeOf(property.items)}`;
  if (property.additionalProperties !== undefined) return `map to ${typeOf(property.additionalProperties)}`;
  if (property.type === 'integer') return range(property);
  return property.format === 'date-time' ? 'time' : (property.type ?? 'anything');
}

function range({ minimum = 0, maximum = 0 }: JsonSchema): string {
  return maximum === Number.MAX_SAFE_INTEGER ? 'number' : `${minimum} to ${maximum}`;
}

/** Refused beside what the types say, with the sentence that the API server answers. */
function rules(schema: JsonSchema, path: string): string {
  const lines = ruleLines(schema, path);
  return lines.length === 0 ? '' : `\n\nRefused with a sentence that tells what to do:\n\n${lines.join('\n')}`;
}

function ruleLines(schema: JsonSchema, path: string): string[] {
  const own = (schema['x-kubernetes-validations'] ?? []).map(({ message }) => `- ${code(path)}: ${message}.`);
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => ruleLines(property, `${path}.${name}`));
  return [...own, ...below];
}
