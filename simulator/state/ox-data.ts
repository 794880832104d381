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

export interface ResourceData {
  readonly id?: number | undefined;
  readonly name?: string | undefined;
  readonly displayname?: string | undefined;
  readonly description?: string | undefined;
  readonly email?: string | undefined;
  readonly available?: boolean | undefined;
  readonly permissions?: readonly ResourcePermissionData[] | undefined;
}

export interface ResourcePermissionData {
  readonly entity?: number | undefined;
  readonly group?: boolean | undefined;
  readonly privilege?: string | undefined;
}

/** How users, groups and contexts are named in the service of the secondary accounts. */
export interface IdData {
  readonly id?: number | undefined;
}

/** What a secondary account can be changed to. */
export interface AccountChangeData {
  readonly login?: string | undefined;
  readonly password?: string | undefined;
  readonly name?: string | undefined;
  readonly personal?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly mailServer?: string | undefined;
  readonly mailPort?: number | undefined;
  readonly mailProtocol?: string | undefined;
  readonly mailSecure?: boolean | undefined;
  readonly mailStartTls?: boolean | undefined;
  readonly transportLogin?: string | undefined;
  readonly transportPassword?: string | undefined;
  readonly transportServer?: string | undefined;
  readonly transportPort?: number | undefined;
  readonly transportProtocol?: string | undefined;
  readonly transportSecure?: boolean | undefined;
  readonly transportStartTls?: boolean | undefined;
  readonly archiveFullname?: string | undefined;
  readonly draftsFullname?: string | undefined;
  readonly sentFullname?: string | undefined;
  readonly spamFullname?: string | undefined;
  readonly trashFullname?: string | undefined;
  readonly confirmedSpamFullname?: string | undefined;
  readonly confirmedHamFullname?: string | undefined;
}

export interface NewAccountData extends AccountChangeData {
  readonly primaryAddress?: string | undefined;
  /** `primary`, `localhost` or `none`. */
  readonly mailEndpointSource?: string | undefined;
  readonly transportEndpointSource?: string | undefined;
}

export interface AccountData extends AccountChangeData {
  readonly contextId?: number | undefined;
  readonly userId?: number | undefined;
  readonly id?: number | undefined;
  readonly primaryAddress?: string | undefined;
}

export interface ModulePermissionData {
  /** `mail` or `calendar`. */
  readonly moduleId?: string | undefined;
  readonly admin?: boolean | undefined;
  readonly folderPermission?: number | undefined;
  readonly readPermission?: number | undefined;
  readonly writePermission?: number | undefined;
  readonly deletePermission?: number | undefined;
}

export interface DeputyPermissionData {
  /** The deputy. */
  readonly userId?: number | undefined;
  readonly sendOnBehalfOf?: boolean | undefined;
  readonly modulePermissions?: readonly ModulePermissionData[] | undefined;
}

export interface ActiveDeputyPermissionData extends DeputyPermissionData {
  readonly deputyId?: string | undefined;
  readonly grantorId?: number | undefined;
}
