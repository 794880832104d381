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
  change(access: ContextAccess, user: OxReference, change: OxUserChange): Promise<void>;
  /** changeByModuleAccess with all rights: those named are on, the others off. */
  changeRights(access: ContextAccess, user: OxReference, rights: readonly string[]): Promise<void>;
  delete(access: ContextAccess, id: number): Promise<void>;
  exists(access: ContextAccess, user: OxReference): Promise<boolean>;
  get(access: ContextAccess, user: OxReference): Promise<OxUser | undefined>;
  /** getMultipleData; rejects when one of them is missing. At most 100 ids a call. */
  getMany(access: ContextAccess, ids: readonly number[]): Promise<OxUser[]>;
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

/** OXGroupService, with the admin of the context. */
export interface OxGroups {
  create(access: ContextAccess, group: OxGroupContent): Promise<number>;
  change(access: ContextAccess, id: number, group: OxGroupContent): Promise<void>;
  delete(access: ContextAccess, id: number): Promise<void>;
  get(access: ContextAccess, group: OxReference): Promise<OxGroup | undefined>;
}
