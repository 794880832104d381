import { USER_FIELDS, type UserField } from '../model/index.ts';
import { type AttributeSource, attributeSource, type Origin } from './attribute-source.ts';
import type { Compilation } from './compilation.ts';
import { compileDeputies, compileProperties } from './compile-accounts.ts';
import type { CompiledField, CompiledMailServer, CompiledUsers } from './compiled-mapping.ts';
import { converterFor } from './converters.ts';
import { isReadAsItIs, KEPT_IN_OX, NEVER_EMPTY_FIELDS } from './field-names.ts';
import { type FieldSources, fieldSources } from './field-sources.ts';
import { type LoginTemplate, parseLoginTemplate } from './login-template.ts';
import { parseMailServer } from './mail-server.ts';
import type { EntryKind } from './preset.ts';

export function compileUsers(compilation: Compilation, checkNameCharacters: boolean): CompiledUsers {
  const { settings, facts } = compilation;
  const { sources, unset } = fieldSources(compilation);
  const { identifier, contextId = {}, accessProfile = {}, aliases } = settings.users ?? {};
  return {
    identifier: identifierSource(compilation, 'users', identifier),
    gate: gateSource(compilation, 'users'),
    disabledMarks: facts.disabledMarks.map((mark) => ({ ...attributeSource(mark.attribute), isSetIn: mark.isSetIn })),
    contextId: {
      source: compilation.optionalSource('spec.users.contextId.attribute', contextId.attribute ?? facts.contextAttribute),
      default: contextId.default,
    },
    accessProfile: {
      source: compilation.optionalSource('spec.users.accessProfile.attribute', accessProfile.attribute ?? facts.accessAttribute),
      default: accessProfile.default ?? facts.defaultAccessProfile,
    },
    fields: compileFields(compilation, sources),
    aliases: sources.get('aliases'),
    picture: sources.get('image1'),
    login: compileLogin(compilation, sources.get('imapLogin')),
    mailServers: (['imap', 'smtp'] as const).flatMap((protocol) => compileMailServer(compilation, protocol, sources)),
    unset,
    mailPersonal: settings.userDefaults?.mailPersonal === 'Enabled',
    aliasPolicy: aliases === 'Merge' ? aliases : undefined,
    properties: compileProperties(compilation),
    deputies: compileDeputies(compilation),
    checkNameCharacters,
  };
}

/** The old connector's default names, which its settings may carry into a directory that has no UDM. */
const oldIdentifiers = { users: 'username', groups: 'name' } as const;

/** `entryUUID` stands for the source id, whatever attribute that comes from. */
export function identifierSource(compilation: Compilation, kind: EntryKind, name: string | undefined): AttributeSource {
  const fallback = attributeSource(compilation.facts.identifiers[kind]);
  if (name === oldIdentifiers[kind]) return fallback;
  return compilation.optionalSource(`spec.${kind}.identifier`, name) ?? fallback;
}

export function gateSource({ facts }: Compilation, kind: EntryKind): AttributeSource | undefined {
  const gate = facts.gates[kind];
  return gate === undefined ? undefined : attributeSource(gate);
}

function compileFields(compilation: Compilation, sources: FieldSources): readonly CompiledField[] {
  const defaults = userDefaults(compilation);
  return [...sources]
    .filter(([field]) => isReadAsItIs(field))
    .map(([field, places]) => ({ field, sources: places, convert: converterFor(field), ...whenEmpty(field, defaults.get(field)) }));
}

function userDefaults(compilation: Compilation): ReadonlyMap<UserField, string> {
  const { language = 'de_DE', timezone = 'Europe/Berlin' } = compilation.settings.userDefaults ?? {};
  if (language !== '' && !/^[^_\s]+_[^_\s]+$/.test(language)) {
    compilation.report('spec.userDefaults.language', language, 'a language and a country such as de_DE');
  }
  return new Map([['language', language] as const, ['timezone', timezone] as const].filter(([, value]) => value !== ''));
}

function whenEmpty(field: UserField, fallback: string | undefined): Pick<CompiledField, 'whenEmpty' | 'emptyOrigin'> {
  if (fallback !== undefined) return { whenEmpty: fallback, emptyOrigin: { type: 'default', setting: `spec.userDefaults.${field}` } };
  const canBeCleared = USER_FIELDS[field] === 'text' && !NEVER_EMPTY_FIELDS.has(field);
  const emptyOrigin: Origin = { type: 'empty', why: canBeCleared ? 'cleared in OX' : KEPT_IN_OX };
  return { whenEmpty: canBeCleared ? '' : undefined, emptyOrigin };
}

function compileLogin(compilation: Compilation, sources: readonly AttributeSource[] | undefined): CompiledUsers['login'] {
  const setting = 'spec.userDefaults.imapLogin';
  const text = compilation.settings.userDefaults?.imapLogin ?? '';
  const template: LoginTemplate | undefined = parseLoginTemplate(text, (name) => compilation.lookUp(name));
  if (template === undefined) {
    compilation.report(setting, text, 'text with {} for the primary mail address or {attribute}, such as {}*master');
    return undefined;
  }
  return sources === undefined ? undefined : { sources, template };
}

function compileMailServer(compilation: Compilation, protocol: 'imap' | 'smtp', sources: FieldSources): readonly CompiledMailServer[] {
  const name = protocol === 'imap' ? 'imapServer' : 'smtpServer';
  const text = compilation.settings.userDefaults?.[name] ?? '';
  const setting = parseMailServer(protocol, text);
  if (setting === undefined) {
    const example = protocol === 'imap' ? 'imap://mail.example.org:143' : 'smtp://mail.example.org:587';
    compilation.report(`spec.userDefaults.${name}`, text, `an address such as ${example}`);
    return [];
  }
  const places = sources.get(name);
  return places === undefined ? [] : [{ protocol, sources: places, setting }];
}
