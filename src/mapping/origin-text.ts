import { USER_FIELDS } from '../model/index.ts';
import type { AttributeSource, Origin } from './attribute-source.ts';
import type { CompiledField, CompiledMapping, CompiledUsers } from './compiled-mapping.ts';
import { DERIVED_FIELDS } from './field-names.ts';

/** What several fields hold beside `email1`. */
export const PRIMARY_MAIL = 'the primary mail address';

/** An origin in words: `mobile`, `telephoneNumber (2nd value)`, `spec.userDefaults.language`. */
export function originText(origin: Origin): string {
  switch (origin.type) {
    case 'attribute':
      return origin.position === 0 ? origin.attribute : `${origin.attribute} (value ${origin.position + 1})`;
    case 'default':
      return origin.setting;
    case 'template':
      return `template ${origin.template}`;
    case 'fixed':
    case 'empty':
      return origin.why;
  }
}

/**
 * Where an OX field of a user comes from, whoever he is: `oxDisplayName, else displayName`. Of one entry `mapUser` tells which it was.
 * `undefined` for a field that is not mapped. Beside OX fields `name`, `context`, `rights` and `personal`.
 */
export function userOrigin({ users }: CompiledMapping, field: string): string | undefined {
  return beside(users, field) ?? computed(users, field) ?? mapped(users.fields.find((one) => one.field === field)) ?? derived(users, field);
}

/** As `userOrigin`, of a group: its names and its members. */
export function groupOrigin({ groups }: CompiledMapping, field: string): string | undefined {
  if (field === 'context') return 'the contexts of its members';
  return field === 'members' ? either(groups.members) : either([groups.identifier]);
}

/** As `userOrigin`, of a functional account. */
export function accountOrigin({ functionalAccounts: accounts }: CompiledMapping, field: string): string | undefined {
  if (accounts === undefined) return undefined;
  const sources: Readonly<Record<string, AttributeSource>> = {
    name: accounts.primaryAddress,
    accountName: accounts.name,
    personal: accounts.personal,
    accounts: accounts.members,
  };
  const source = sources[field];
  if (field === 'context') return 'the contexts of its users';
  return source && either([source], field === 'accounts' ? `template ${accounts.loginTemplate.text}` : undefined);
}

function beside({ identifier, contextId, accessProfile, mailPersonal }: CompiledUsers, field: string): string | undefined {
  switch (field) {
    case 'name':
      return identifier.attribute;
    case 'context':
      return either(present(contextId.source), 'spec.users.contextId.default');
    case 'rights':
      return `the access profile: ${either(present(accessProfile.source), 'spec.users.accessProfile.default')}`;
    case 'personal':
      return mailPersonal ? 'the display name (spec.userDefaults.mailPersonal)' : undefined;
    default:
      return undefined;
  }
}

function computed(users: CompiledUsers, field: string): string | undefined {
  const server = users.mailServers.find(({ protocol }) => field.startsWith(protocol) && field !== 'imapLogin');
  if (server !== undefined) {
    const setting = `spec.userDefaults.${server.protocol}Server`;
    return field.endsWith('Server') ? either(server.sources, setting) : setting;
  }
  switch (field) {
    case 'imapLogin':
      return users.login && either(users.login.sources, `template ${users.login.template.text}`);
    case 'aliases':
      return users.aliases && `${primaryMail(users)} and ${either(users.aliases)}`;
    case 'image1':
      return users.picture && either(users.picture);
    default:
      return undefined;
  }
}

function primaryMail(users: CompiledUsers): string {
  const source = mapped(users.fields.find(({ field }) => field === 'email1'));
  return source === undefined ? PRIMARY_MAIL : `${PRIMARY_MAIL} (${source})`;
}

function mapped(field: CompiledField | undefined): string | undefined {
  if (field === undefined) return undefined;
  return either(field.sources, field.emptyOrigin.type === 'default' ? originText(field.emptyOrigin) : undefined);
}

function derived(users: CompiledUsers, field: string): string | undefined {
  if (!Object.hasOwn(USER_FIELDS, field)) return undefined;
  if (field === 'primaryEmail' || field === 'defaultSenderAddress') return primaryMail(users);
  return DERIVED_FIELDS[field as keyof typeof DERIVED_FIELDS];
}

function present(source: AttributeSource | undefined): readonly AttributeSource[] {
  return source === undefined ? [] : [source];
}

function either(sources: readonly AttributeSource[], otherwise?: string): string {
  return [...sources.map(({ origin }) => originText(origin)), ...(otherwise === undefined ? [] : [otherwise])].join(', else ');
}
