import type { DesiredObject } from '../model/index.ts';
import { isReadAsItIs } from './field-names.ts';
import { UNIVENTION_TABLE } from './univention-table.ts';

/** A piece of the login template of functional accounts. */
type AccountLoginPart = { readonly type: 'text'; readonly text: string } | { readonly type: 'placeholder'; readonly name: string };

export interface AccountLoginTemplate {
  /** As written, for explanations. */
  readonly text: string;
  readonly parts: readonly AccountLoginPart[];
}

/** What an empty template means. */
const DEFAULT_TEMPLATE = '{{fa_entry_uuid}}{{username}}';

/** Takes `{{fa_email_address}}*master` apart. Never fails: nobody has a value for a placeholder such as `{{two words}}`. */
export function parseAccountLoginTemplate(text: string): AccountLoginTemplate {
  const template = text === '' ? DEFAULT_TEMPLATE : text;
  const parts = template.split(/(\{\{[^{}]*\}\})/).map((piece): AccountLoginPart => {
    const isPlaceholder = piece.startsWith('{{') && piece.endsWith('}}');
    return isPlaceholder ? { type: 'placeholder', name: piece.slice(2, -2).trim() } : { type: 'text', text: piece };
  });
  return { text: template, parts: parts.filter((part) => part.type !== 'text' || part.text !== '') };
}

/** A pair of braces that belongs to no placeholder, as in `{{username`: nobody wants it in a login. */
export function hasStrayBraces({ parts }: AccountLoginTemplate): boolean {
  return parts.some((part) => part.type === 'text' && /\{\{|\}\}/.test(part.text));
}

/** Known without asking the user's entry for a property of that name. */
const ownPlaceholders: ReadonlySet<string> = new Set(['fa_entry_uuid', 'fa_email_address', 'entry_uuid', 'dn', 'username']);

/** The properties of users that the template asks for, beside those that every user has. */
export function propertiesNamed({ parts }: AccountLoginTemplate): string[] {
  const names = parts.flatMap((part) => (part.type === 'placeholder' ? [part.name] : []));
  return [...new Set(names)].filter((name) => !ownPlaceholders.has(name));
}

/** Whose login it is, and for which account. */
export interface AccountLoginFacts {
  readonly account: { readonly uuid: string; readonly address: string };
  readonly user: Pick<DesiredObject, 'sourceId' | 'name' | 'fields' | 'properties'>;
}

export type AccountLogin =
  | { readonly type: 'login'; readonly login: string }
  /** The user has nothing to put in for this placeholder. */
  | { readonly type: 'missing'; readonly placeholder: string };

/** The login of one user at the mailbox of a functional account. */
export function expandAccountLogin({ parts }: AccountLoginTemplate, facts: AccountLoginFacts): AccountLogin {
  let login = '';
  for (const part of parts) {
    if (part.type === 'text') {
      login += part.text;
      continue;
    }
    const value = valueFor(part.name, facts);
    if (value === undefined) return { type: 'missing', placeholder: part.name };
    login += value;
  }
  return { type: 'login', login };
}

function valueFor(name: string, { account, user }: AccountLoginFacts): string | undefined {
  switch (name) {
    case 'fa_entry_uuid':
      return account.uuid;
    case 'fa_email_address':
      return account.address;
    case 'entry_uuid':
      return user.sourceId;
    default:
      return propertyOf(name, user) ?? mappedValue(name, user);
  }
}

function propertyOf(name: string, { properties }: AccountLoginFacts['user']): string | undefined {
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** Fields whose value is that of one attribute, by both names of it. */
const fieldByName: ReadonlyMap<string, string> = new Map(
  UNIVENTION_TABLE.filter((row) => row.sent && row.position === 0 && isReadAsItIs(row.field)).flatMap(({ field, property, attribute }) => [
    [property.toLowerCase(), field],
    [attribute.toLowerCase(), field],
  ]),
);

/** A resource's own template may name what no template of the directory asked for: what OX is fed with is known all the same. */
function mappedValue(name: string, user: AccountLoginFacts['user']): string | undefined {
  if (name === 'uid') return propertyOf('username', user);
  const field = fieldByName.get(name.toLowerCase());
  const value = field === undefined ? undefined : user.fields[field];
  return value === undefined || value === '' ? undefined : String(value);
}
