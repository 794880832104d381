import type { Credentials, Fields } from '../model/index.ts';

/** A context and the admin who works in it. */
export interface ContextAccess {
  readonly contextId: number;
  readonly admin: Credentials;
}

/** A user or group by id or by name. A change by name can hit no stranger through a stale id. */
export type OxReference = { readonly id: number } | { readonly name: string };

export interface OxContext {
  readonly id: number;
  readonly name: string;
  /** Megabytes; `undefined` is unlimited. */
  readonly quotaMB?: number | undefined;
  /** As OX returns them: the id is not among them. */
  readonly loginMappings: readonly string[];
}

/** What a change of a context sends: mappings are always complete. */
export interface OxContextChange {
  readonly id: number;
  readonly name: string;
  readonly quotaMB?: number | undefined;
  readonly loginMappings: readonly string[];
}

/** The admin that is created with a context. */
export interface OxContextAdmin {
  readonly name: string;
  readonly password: string;
  readonly displayName: string;
  readonly givenName: string;
  readonly surName: string;
  readonly email: string;
  readonly timezone?: string | undefined;
  readonly language?: string | undefined;
}

export interface OxUser {
  readonly id: number;
  readonly name: string;
  /** Every set field out of USER_FIELDS. Unset ones are missing. */
  readonly fields: Fields;
}

export interface OxGroup {
  readonly id: number;
  readonly name: string;
  readonly displayName: string;
  readonly members: readonly number[];
}

/** What a group is written with: a change sends all members, for OX empties a group whose members are left out. */
export interface OxGroupContent {
  readonly name: string;
  readonly displayName: string;
  readonly members: readonly number[];
}

/**
 * OX App Suite as the operator sees it: one method is one SOAP call. Every method rejects with an `OxError` and nothing else.
 * Reads answer `undefined` for what does not exist. A method that only changes rejects with an `OxError` whose `missing` is set.
 */
export interface OxGateway {
  readonly contexts: OxContexts;
  readonly users: OxUsers;
  readonly groups: OxGroups;
  readonly resources: OxResources;
  readonly secondaryAccounts: OxSecondaryAccounts;
  readonly userCopy: OxUserCopy;
  readonly deputies: OxDeputyPermissions;
  close(): Promise<void>;
}

/** OXContextService, always with the master admin. */
export interface OxContexts {
  /** The cheapest call: proves that OX answers and that the master admin is right. */
  exists(contextId: number): Promise<boolean>;
  get(contextId: number): Promise<OxContext | undefined>;
  create(context: OxContextChange, admin: OxContextAdmin): Promise<void>;
  change(context: OxContextChange): Promise<void>;
  delete(contextId: number): Promise<void>;
}

/** OXUserService, with the admin of the context. */
export interface OxUsers {
  /** createByModuleAccess; `fields` holds USER_FIELDS without `name`. Resolves to the id. */
  create(access: ContextAccess, user: NewOxUser): Promise<number>;
  /**
   * create with convertguest: a guest who holds the mail address becomes the user. The rights are those of the context admin until
   * `changeRights`. Rejects with `FeatureUnsupported` where OX (before 8.36.36) does not know it; nothing was done then.
   */
  createFromGuest(access: ContextAccess, user: NewOxUser): Promise<number>;
  /** changeMailAddressPersonal: the name before the address in mails; empty clears it. */
  changePersonal(access: ContextAccess, user: OxReference, personal: string): Promise<void>;
  change(access: ContextAccess, user: OxReference, change: OxUserChange): Promise<void>;
  /** changeByModuleAccess with all rights: those named are on, the others off. */
  changeRights(access: ContextAccess, user: OxReference, rights: readonly string[]): Promise<void>;
  delete(access: ContextAccess, id: number): Promise<void>;
  exists(access: ContextAccess, user: OxReference): Promise<boolean>;
  get(access: ContextAccess, user: OxReference): Promise<OxUser | undefined>;
  /** getMultipleData; rejects when one of them is missing. At most 100 ids a call. */
  getMany(access: ContextAccess, ids: readonly number[]): Promise<OxUser[]>;
  /** list: the ids of people who were invited from outside and have no login. Small as a rule. */
  guests(access: ContextAccess): Promise<number[]>;
  /** getModuleAccess: the names of the rights that are on. */
  rights(access: ContextAccess, user: OxReference): Promise<string[]>;
}

export interface NewOxUser {
  readonly name: string;
  readonly password: string;
  readonly fields: Fields;
  readonly rights: readonly string[];
}

export interface OxUserChange {
  /** The new name; only with an id as reference. */
  readonly name?: string | undefined;
  readonly fields: Fields;
}

/** The default group of a context, of which every user and the admin are members. */
export const EVERYBODY = 1;

/** OXGroupService, with the admin of the context. */
export interface OxGroups {
  create(access: ContextAccess, group: OxGroupContent): Promise<number>;
  change(access: ContextAccess, id: number, group: OxGroupContent): Promise<void>;
  delete(access: ContextAccess, id: number): Promise<void>;
  get(access: ContextAccess, group: OxReference): Promise<OxGroup | undefined>;
  /** listAll: every group of the context with its members, those of OX itself among them. */
  list(access: ContextAccess): Promise<OxGroup[]>;
}

/** OXResourceService, with the admin of the context. */
export interface OxResources {
  create(access: ContextAccess, resource: OxResourceContent): Promise<number>;
  /** By id it may rename, by name it does not. An empty description clears it. */
  change(access: ContextAccess, resource: OxReference, content: OxResourceContent): Promise<void>;
  delete(access: ContextAccess, id: number): Promise<void>;
  get(access: ContextAccess, resource: OxReference): Promise<OxResource | undefined>;
  /** listAll, of which no more than the ids is relied upon. */
  ids(access: ContextAccess): Promise<number[]>;
  /** getMultipleData; rejects when one of them is missing. At most 100 ids a call. */
  getMany(access: ContextAccess, ids: readonly number[]): Promise<OxResource[]>;
}

export interface OxResourceContent {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly email: string;
}

export interface OxResource extends OxResourceContent {
  readonly id: number;
}

/**
 * OXSecondaryAccountService, with the admin of the context: a shared mailbox is one account with the same primary address for each of
 * its users. Users go over the wire by id, only here.
 */
export interface OxSecondaryAccounts {
  /** Adds the account to each user; OX refuses all when one of them has it (`MailAddressTaken`). */
  create(access: ContextAccess, account: OxSecondaryAccountContent, userIds: readonly number[]): Promise<void>;
  /** False where none of the users has the account. Fields left out stay. */
  update(access: ContextAccess, account: OxSecondaryAccountChange, userIds: readonly number[]): Promise<boolean>;
  /** False where none of the users had it. `everybody`: whoever has it in the context. */
  delete(access: ContextAccess, primaryAddress: string, users: readonly number[] | 'everybody'): Promise<boolean>;
  /** The accounts of these users, of all addresses; of the whole context for `everybody`. */
  list(access: ContextAccess, users: readonly number[] | 'everybody'): Promise<OxSecondaryAccount[]>;
}

export interface OxSecondaryAccountContent {
  readonly primaryAddress: string;
  /** Name of the account as users see it. */
  readonly name: string;
  readonly personal: string;
  readonly login: string;
}

export interface OxSecondaryAccountChange {
  readonly primaryAddress: string;
  readonly name?: string | undefined;
  readonly personal?: string | undefined;
  readonly login?: string | undefined;
}

export interface OxSecondaryAccount extends OxSecondaryAccountContent {
  readonly userId: number;
}

/** OXUserCopyService, with the master admin. */
export interface OxUserCopy {
  /**
   * Copies a user with his data into another context, where he gets a new id, and leaves the source as it is. Resolves to the new id.
   * Rejects with `NameTaken` when the target has a user of that name.
   */
  copy(user: { readonly id: number; readonly name: string }, from: number, to: number): Promise<number>;
}

/** What one deputy may do with one module, as OX counts it. */
export interface OxModulePermission {
  readonly module: 'mail' | 'calendar';
  readonly admin: boolean;
  readonly folder: number;
  readonly read: number;
  readonly write: number;
  readonly delete: number;
}

export interface OxDeputyGrant {
  /** Id of the deputy. */
  readonly userId: number;
  readonly sendOnBehalfOf: boolean;
  /** Modules without any permission are left out, as OX does. */
  readonly modules: readonly OxModulePermission[];
}

export interface OxActiveDeputyGrant extends OxDeputyGrant {
  readonly deputyId: string;
  readonly grantorId: number;
}

/** OXDeputyPermissionsService (OX 8), with the admin of the context. `FeatureUnsupported` where OX has no such service. */
export interface OxDeputyPermissions {
  /** Resolves to the id of the permission; empty when nothing was granted. */
  grant(access: ContextAccess, grantorId: number, grant: OxDeputyGrant): Promise<string>;
  update(access: ContextAccess, grantorId: number, deputyId: string, grant: OxDeputyGrant): Promise<void>;
  revoke(access: ContextAccess, grantorId: number, deputyId: string): Promise<void>;
  /** Every permission of the context. */
  list(access: ContextAccess): Promise<OxActiveDeputyGrant[]>;
  /** Whether the user may grant by himself. */
  blockManual(access: ContextAccess, grantorId: number): Promise<void>;
  unblockManual(access: ContextAccess, grantorId: number): Promise<void>;
}
