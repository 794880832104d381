import type { USER_FIELDS, UserField, UserFieldType, UserRight } from '../../src/model/index.ts';

interface ValueOf {
  text: string;
  texts: readonly string[];
  number: number;
  flag: boolean;
  /** `YYYY-MM-DD` */
  date: string;
  /** Base64 text. */
  picture: string;
}

type FieldValues = { readonly [F in UserField]?: ValueOf[(typeof USER_FIELDS)[F] & UserFieldType] | undefined };

/** A map of maps as it travels: namespace → attribute → value. */
export interface AttributeMap {
  readonly entries?: readonly AttributeNamespace[] | undefined;
}

export interface AttributeNamespace {
  readonly key?: string | undefined;
  readonly value?: StringMap | undefined;
}

export interface StringMap {
  readonly entries?: readonly { readonly key?: string | undefined; readonly value?: string | undefined }[] | undefined;
}

/** A user as it travels. Names are those of the wire contract; a missing field was absent or nil. */
export interface UserData extends FieldValues {
  readonly id?: number | undefined;
  readonly password?: string | undefined;
  readonly passwordMech?: string | undefined;
  readonly password_expired?: boolean | undefined;
  readonly contextadmin?: boolean | undefined;
  readonly default_group?: GroupData | undefined;
  readonly filestoreId?: number | undefined;
  readonly filestore_name?: string | undefined;
  readonly folderTree?: number | undefined;
  readonly guiPreferencesForSoap?: StringMap | undefined;
  readonly imapServerString?: string | undefined;
  readonly smtpServerString?: string | undefined;
  readonly userAttributes?: AttributeMap | undefined;
  readonly convert_drive_user_folders?: boolean | undefined;
}

export interface GroupData {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
  readonly displayname?: string | undefined;
  readonly members?: readonly number[] | undefined;
}

export interface ContextData {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly filestoreId?: number | undefined;
  readonly filestore_name?: string | undefined;
  readonly loginMappings?: readonly string[] | undefined;
  /** Megabytes, -1 is unlimited. */
  readonly maxQuota?: number | undefined;
  readonly usedQuota?: number | undefined;
  readonly userAttributes?: AttributeMap | undefined;
  readonly gabMode?: string | undefined;
}

export interface CredentialsData {
  readonly login?: string | undefined;
  readonly password?: string | undefined;
}

export interface QuotaData {
  readonly module: string;
  readonly limit: number;
}

export type ModuleFlag = UserRight | 'publicFolderEditable';

/** Module access as it is sent: an absent flag is off. */
export type ModuleAccessData = { readonly [F in ModuleFlag]?: boolean | undefined };

/** Module access as it is stored and answered. */
export type ModuleAccess = Readonly<Record<ModuleFlag, boolean>>;
