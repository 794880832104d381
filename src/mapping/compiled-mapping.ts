import type { FieldValue, UserField } from '../model/index.ts';
import type { AccountLoginTemplate } from './account-login.ts';
import type { AttributeSource, Origin } from './attribute-source.ts';
import type { Converter } from './converters.ts';
import type { LoginTemplate } from './login-template.ts';
import type { MailServer } from './mail-server.ts';
import type { DisabledMark } from './preset.ts';

/** A field that is read from the first filled source. */
export interface CompiledField {
  readonly field: UserField;
  readonly sources: readonly AttributeSource[];
  readonly convert: Converter;
  /** What is sent when no source is filled; `undefined`: nothing. */
  readonly whenEmpty: FieldValue | undefined;
  readonly emptyOrigin: Origin;
}

/** The three fields of one mail server. Port and scheme take effect in OX only together with the host. */
export interface CompiledMailServer {
  readonly protocol: 'imap' | 'smtp';
  readonly sources: readonly AttributeSource[];
  /** Gives scheme and port always, the host when the entry names none; with an empty host nothing is sent then. */
  readonly setting: MailServer;
}

export interface CompiledUsers {
  readonly identifier: AttributeSource;
  /** Must hold OK or true. */
  readonly gate: AttributeSource | undefined;
  /** An entry that is switched off at its source loses rights and mail. */
  readonly disabledMarks: readonly (AttributeSource & Pick<DisabledMark, 'isSetIn'>)[];
  readonly contextId: { readonly source: AttributeSource | undefined; readonly default: number | undefined };
  readonly accessProfile: { readonly source: AttributeSource | undefined; readonly default: string };
  readonly fields: readonly CompiledField[];
  /** `undefined` like the next two: the fields are left as they are in OX. */
  readonly aliases: readonly AttributeSource[] | undefined;
  readonly picture: readonly AttributeSource[] | undefined;
  readonly login: { readonly sources: readonly AttributeSource[]; readonly template: LoginTemplate } | undefined;
  readonly mailServers: readonly CompiledMailServer[];
  readonly unset: ReadonlySet<UserField>;
  /** The display name becomes the sender's name in mails. */
  readonly mailPersonal: boolean;
  readonly aliasPolicy: 'Merge' | undefined;
  /** What login templates of functional accounts may ask for, by placeholder. */
  readonly properties: ReadonlyMap<string, AttributeSource>;
  /** `undefined`: deputies are not provisioned. */
  readonly deputies: AttributeSource | undefined;
  /** Names that OX refuses with its default settings are found before they are sent. */
  readonly checkNameCharacters: boolean;
}

export interface CompiledGroups {
  readonly identifier: AttributeSource;
  readonly gate: AttributeSource | undefined;
  readonly members: readonly AttributeSource[];
  /** As for users. */
  readonly checkNameCharacters: boolean;
}

export interface CompiledFunctionalAccounts {
  /** What they are searched with (RFC 4515). */
  readonly filter: string;
  readonly name: AttributeSource;
  readonly primaryAddress: AttributeSource;
  readonly personal: AttributeSource;
  readonly members: AttributeSource;
  readonly loginTemplate: AccountLoginTemplate;
}

/** A mapping that was checked once and is quick to apply. Made by `compileMapping` only. */
export interface CompiledMapping {
  readonly users: CompiledUsers;
  readonly groups: CompiledGroups;
  /** `undefined`: the family of directories has none. */
  readonly functionalAccounts: CompiledFunctionalAccounts | undefined;
}
