/** The families of directories we know the attribute names, gates and filters of. */
export type Preset = 'Univention' | 'InetOrgPerson';

/** Attribute names may be given as LDAP names or, with preset Univention, as UDM property names (`firstname` = `givenName`). */
export type AttributeName = string;

/** Where a value comes from, and what stands in for it when the entry has none. */
interface AttributeWithDefault<Value> {
  readonly attribute?: AttributeName | undefined;
  readonly default?: Value | undefined;
}

/**
 * The part of an OXDirectory's spec that decides how entries become OX objects. A `DirectorySpec` can be passed as it is.
 * What is left out comes from the preset.
 */
export interface MappingSettings {
  readonly preset: Preset;
  readonly users?: UserScope | undefined;
  readonly groups?: GroupScope | undefined;
  readonly functionalAccounts?: FunctionalAccountScope | undefined;
  readonly deputyPermissions?: 'Enabled' | 'Disabled' | undefined;
  readonly mapping?: MappingOverrides | undefined;
  readonly userDefaults?: UserDefaults | undefined;
}

export interface UserScope {
  /** Whose value is the login in OX; `entryUUID` = the source id. */
  readonly identifier?: AttributeName | undefined;
  readonly contextId?: AttributeWithDefault<number> | undefined;
  readonly accessProfile?: AttributeWithDefault<string> | undefined;
  /** How the alias list meets addresses that were added in OX: the user controller's concern. */
  readonly aliases?: 'Replace' | 'Merge' | undefined;
  /** Where users name their deputies; empty: nowhere. */
  readonly deputies?: { readonly attribute?: AttributeName | undefined } | undefined;
}

export interface GroupScope {
  readonly identifier?: AttributeName | undefined;
  /** Whether groups in groups count: the group controller's concern. */
  readonly nested?: 'Ignore' | 'Flatten' | undefined;
}

interface FunctionalAccountScope {
  /** `{{fa_entry_uuid}}{{username}}` when empty. */
  readonly loginTemplate?: string | undefined;
}

/** Keys and field lists hold SOAP element names or the old connector's (`imap_server`). */
export interface MappingOverrides {
  readonly set?: Readonly<Record<string, AttributeName>> | undefined;
  readonly unset?: readonly string[] | undefined;
  readonly alternatives?: Readonly<Record<string, readonly AttributeName[]>> | undefined;
}

export interface UserDefaults {
  readonly language?: string | undefined;
  readonly timezone?: string | undefined;
  /** `imap://host:port`; empty = OX decides for entries that name no server themselves. */
  readonly imapServer?: string | undefined;
  readonly smtpServer?: string | undefined;
  /** `{}` = primary mail address, `{property}` = that attribute of the entry; empty = `{}`. */
  readonly imapLogin?: string | undefined;
  readonly mailPersonal?: 'Enabled' | 'Disabled' | undefined;
}
