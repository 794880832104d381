import { isUserField, USER_FIELDS, type UserField } from '../model/index.ts';
import type { AttributeSource } from './attribute-source.ts';
import { compileMapping } from './compile-mapping.ts';
import type { CompiledMapping, CompiledUsers } from './compiled-mapping.ts';
import { findField } from './field-names.ts';
import type { MappingSettings } from './mapping-settings.ts';
import { userOrigin } from './origin-text.ts';

/** Whose doing it is that a field comes from where it does: `rule` is a rule of OX or ours, `none` that nobody feeds it. */
export type DecidedBy = 'preset' | 'override' | 'setting' | 'rule' | 'unset' | 'none';

/** Where a field of users comes from, whoever they are. */
export interface TableField {
  /** An OX field; or `contextId`, `accessProfile` and `personal`, which every user has beside. */
  readonly field: string;
  readonly by: DecidedBy;
  /** Looked at first. */
  readonly attribute?: string;
  /** Which of its values, when it is not the first. */
  readonly position?: number;
  /** Looked at in this order when the attribute is empty. */
  readonly alternatives: readonly string[];
  /** All of it in words; absent: the field is not sent. */
  readonly from?: string;
  readonly differsFromPreset: boolean;
  /** As `from`, by the preset alone; only where that differs. */
  readonly preset?: string;
}

/** What every user has beside the fields of OX, and how it is asked for. */
const BESIDE: ReadonlyMap<string, string> = new Map([
  ['contextId', 'context'],
  ['accessProfile', 'rights'],
  ['personal', 'personal'],
]);

/**
 * Every field of OX, those that the preset feeds in its order first.
 * @throws OperatorError InvalidMapping
 */
export function mappingTable(settings: MappingSettings): TableField[] {
  const mapping = compileMapping(settings);
  const preset = compileMapping({ preset: settings.preset });
  const { set = {}, alternatives = {} } = settings.mapping ?? {};
  const overridden = new Set([...Object.keys(set), ...Object.keys(alternatives)].map((name) => findField(name)));
  return fieldsInOrder(mapping).map((field) => {
    const from = userOrigin(mapping, BESIDE.get(field) ?? field);
    const before = userOrigin(preset, BESIDE.get(field) ?? field);
    return {
      field,
      by: decidedBy(field, { settings, overridden, from, users: mapping.users }),
      ...placesOf(sourcesOf(mapping.users, field)),
      ...(from === undefined ? {} : { from }),
      differsFromPreset: from !== before,
      ...(from !== before && before !== undefined ? { preset: before } : {}),
    };
  });
}

function fieldsInOrder(mapping: CompiledMapping): string[] {
  const fed = mapping.users.fields.map(({ field }) => field);
  return [...new Set<string>(['name', ...BESIDE.keys(), ...fed, ...Object.keys(USER_FIELDS)])];
}

interface Decision {
  readonly settings: MappingSettings;
  readonly overridden: ReadonlySet<UserField | undefined>;
  readonly from: string | undefined;
  readonly users: CompiledUsers;
}

function decidedBy(field: string, { settings, overridden, from, users }: Decision): DecidedBy {
  if (isUserField(field) && users.unset.has(field)) return 'unset';
  if (isUserField(field) && overridden.has(field)) return 'override';
  if (isSetInScope(field, settings)) return 'setting';
  if (from === undefined) return 'none';
  if (sourcesOf(users, field).length > 0) return 'preset';
  return isMadeOfSetting(field, from, settings) ? 'setting' : 'rule';
}

function isMadeOfSetting(field: string, from: string, { userDefaults = {} }: MappingSettings): boolean {
  return field === 'imapLogin' ? Boolean(userDefaults.imapLogin) : from.includes('spec.');
}

function isSetInScope(field: string, { users = {} }: MappingSettings): boolean {
  const set = { name: users.identifier, contextId: users.contextId?.attribute, accessProfile: users.accessProfile?.attribute };
  return Object.entries(set).some(([name, value]) => name === field && value !== undefined);
}

function placesOf(sources: readonly AttributeSource[]): Pick<TableField, 'attribute' | 'position' | 'alternatives'> {
  const [first, ...rest] = sources;
  const alternatives = rest.map(({ attribute }) => attribute);
  if (first === undefined) return { alternatives };
  return { attribute: first.attribute, ...(first.position === 0 ? {} : { position: first.position + 1 }), alternatives };
}

function sourcesOf(users: CompiledUsers, field: string): readonly AttributeSource[] {
  const beside = new Map<string, readonly (AttributeSource | undefined)[] | undefined>([
    ['name', [users.identifier]],
    ['contextId', [users.contextId.source]],
    ['accessProfile', [users.accessProfile.source]],
    ['aliases', users.aliases],
    ['image1', users.picture],
    ['imapLogin', users.login?.sources],
    ...users.mailServers.map(({ protocol, sources }) => [`${protocol}Server`, sources] as const),
  ]);
  const sources = beside.get(field) ?? users.fields.find((one) => one.field === field)?.sources ?? [];
  return sources.filter((source) => source !== undefined);
}
