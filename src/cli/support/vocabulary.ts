import { OLD_SETTINGS, OPERATOR_SETTINGS } from '../../config/index.ts';
import { CUSTOM_RESOURCES, type JsonSchema, resourceSchema } from '../../crds/index.ts';
import { PRESETS } from '../../mapping/index.ts';
import { KINDS, REASONS, remedyFor, USER_FIELDS, USER_RIGHTS } from '../../model/index.ts';
import { COMMON_WORDS, FUNCTION_WORDS, TECHNICAL_WORDS } from './words.ts';

/** What may be told in a bundle: what the operator itself is made of. */
export interface Vocabulary {
  /** Spelled exactly so. */
  readonly words: ReadonlySet<string>;
  /** Fields whose value is one of a few words. */
  readonly choices: ReadonlySet<string>;
  /** In everybody's mouth: they tell nothing of anybody. */
  readonly functionWords: ReadonlySet<string>;
}

/** A word of a text, as everything here takes it apart. */
export const WORD = /[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_'’-]*[\p{L}\p{M}\p{N}_])?/gu;

/** Choices that no custom resource has. */
const FURTHER_CHOICES = [
  'level',
  'verb',
  'scope',
  'type',
  'from',
  'operation',
  'outcome',
  'policy',
  'platform',
  'finalizers',
  'annotations',
];
/** Fields of the log and of a bundle, and what some of them hold, beside those of custom resources. */
const OWN_FIELDS = `aside cache directory durationMs env error fields from id level log msg name operation outcome ox oxId remedy sourceId time url
  value version context before after scope
  secrets configmaps leases events customresourcedefinitions annotations creationTimestamp deletionTimestamp finalizers generation kind metadata ox-operator.dev provisioned spec status
  count counts failed heldDeletions isGoing isLeading lease logLinesOmitted nextProbeAt notice outage quarantines since
  backingOff change changeRights copyUser create delete environment everything find masterAdmin miss move nowhere ok
  debug error fatal info silent trace warn darwin linux win32 arm64 x64`;

export function vocabulary(): Vocabulary {
  const schemas = Object.values(CUSTOM_RESOURCES).map(resourceSchema);
  const texts = [
    ...[COMMON_WORDS, TECHNICAL_WORDS, FUNCTION_WORDS, OWN_FIELDS, ...KINDS, ...REASONS],
    ...REASONS.map((reason) => remedyFor(reason) ?? ''),
    ...Object.entries(CUSTOM_RESOURCES).flatMap(([kind, { plural }]) => [kind, plural]),
    ...Object.entries({ ...OPERATOR_SETTINGS, ...OLD_SETTINGS }).flatMap(([name, { expected }]) => [name, expected]),
    ...[...Object.keys(USER_FIELDS), ...USER_RIGHTS],
    ...Object.values(PRESETS).flatMap(({ table }) => table.flatMap((row) => [row, ...row.alternatives].flatMap(namesOf))),
    ...schemas.flatMap(textsOf),
  ];
  return {
    words: new Set(texts.flatMap(wordsOf)),
    choices: new Set([...FURTHER_CHOICES, 'kind', 'reason', 'state', ...schemas.flatMap((schema) => choicesOf(schema, ''))]),
    functionWords: new Set(wordsOf(FUNCTION_WORDS)),
  };
}

/** For whoever looks whether somebody is called like one of them. */
export function plainWords(): ReadonlySet<string> {
  return new Set([...vocabulary().words].map((word) => word.toLowerCase()));
}

export function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

function namesOf({ property, attribute }: { readonly property: string; readonly attribute: string }): string[] {
  return [property, attribute];
}

/** Names of fields and values that can be chosen. Descriptions have examples in them, which may be somebody's name. */
function textsOf(schema: JsonSchema): string[] {
  const { properties = {}, items, additionalProperties } = schema;
  const below = [...Object.values(properties), items, additionalProperties].filter((part) => part !== undefined);
  return [...Object.keys(properties), ...(schema.enum ?? []).map(String), ...below.flatMap(textsOf)];
}

function choicesOf({ properties = {}, items, additionalProperties, ...schema }: JsonSchema, name: string): string[] {
  const below = [...Object.entries(properties), [name, items] as const, [name, additionalProperties] as const];
  return [
    ...(schema.enum === undefined ? [] : [name]),
    ...below.flatMap(([field, part]) => (part === undefined ? [] : choicesOf(part, field))),
  ];
}
