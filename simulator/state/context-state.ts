import { AccountTable } from './account-table.ts';
import { DeputyTable } from './deputy-table.ts';
import { collationKey } from './names.ts';
import type { ModuleAccess, UserData } from './ox-data.ts';
import { ResourceTable } from './resource-table.ts';

/** A user as stored: never changed, only replaced. */
export interface StoredUser {
  readonly id: number;
  /** Empty for a guest. */
  readonly name: string;
  readonly password: string;
  /** What getData answers. */
  readonly data: UserData;
  readonly access: ModuleAccess;
  readonly capabilities: readonly string[];
  /** The personal part of the mail address; empty when there is none. */
  readonly personal: string;
  /** The user who invited this guest; 0 for a user. */
  readonly guestCreatedBy: number;
  /** `context/id` of the person whose mails and appointments these are: it stays when a user is copied into another context. */
  readonly dataOf: string;
}

/** A group as stored: never changed, only replaced; who is in it is kept beside. */
export interface StoredGroup {
  readonly id: number;
  readonly name: string;
  readonly displayname: string;
}

/** What OX stores of a context itself: never changed, only replaced. */
export interface StoredContext {
  readonly id: number;
  readonly name: string;
  readonly enabled: boolean;
  /** Megabytes, -1 is unlimited. */
  readonly maxQuota: number;
  readonly filestoreId: number;
  /** With the id and the name. */
  readonly loginMappings: readonly string[];
  readonly capabilities: readonly string[];
  readonly quotas: Readonly<Record<string, number>>;
  readonly adminId: number;
  readonly gabMode: string | undefined;
}

/** The group that every user is a member of. */
export const DEFAULT_GROUP_ID = 1;

interface Tables {
  readonly resources: ResourceTable;
  readonly accounts: AccountTable;
  readonly deputies: DeputyTable;
}

const noTables = (): Tables => ({ resources: new ResourceTable(), accounts: new AccountTable(), deputies: new DeputyTable() });

/** What is in one context, with an index for each question that OX asks its database. */
export class ContextState {
  record: StoredContext;
  readonly resources: ResourceTable;
  readonly accounts: AccountTable;
  readonly deputies: DeputyTable;
  readonly users = new Map<number, StoredUser>();
  readonly groups = new Map<number, StoredGroup>();
  #lastId = 0;
  readonly #userByName = new Map<string, number>();
  readonly #userByMail = new Map<string, number>();
  readonly #usersByDisplayName = new Map<string, Set<number>>();
  readonly #groupByName = new Map<string, number>();
  readonly #members = new Map<number, Set<number>>();
  readonly #groupsOf = new Map<number, Set<number>>();

  constructor(record: StoredContext, { resources, accounts, deputies }: Tables = noTables()) {
    this.record = record;
    this.resources = resources;
    this.accounts = accounts;
    this.deputies = deputies;
  }

  get id(): number {
    return this.record.id;
  }

  get admin(): StoredUser {
    const admin = this.users.get(this.record.adminId);
    if (admin === undefined) throw new Error(`context ${this.id} has lost its admin`);
    return admin;
  }

  isAdmin(userId: number): boolean {
    return userId === this.record.adminId;
  }

  /** One sequence for users, groups and resources; an id is never used again. */
  takeId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  userNamed(name: string): StoredUser | undefined {
    return this.#found(this.users, this.#userByName.get(collationKey(name)));
  }

  userWithMail(address: string): StoredUser | undefined {
    return this.#found(this.users, this.#userByMail.get(collationKey(address)));
  }

  usersDisplayedAs(displayName: string): readonly StoredUser[] {
    return [...(this.#usersByDisplayName.get(collationKey(displayName)) ?? [])].flatMap((id) => this.users.get(id) ?? []);
  }

  groupNamed(name: string): StoredGroup | undefined {
    return this.#found(this.groups, this.#groupByName.get(collationKey(name)));
  }

  /** Adds a user to the context and to the default group, or replaces the one with this id. */
  putUser(user: StoredUser): void {
    const old = this.users.get(user.id);
    if (old !== undefined) this.#dropIndexes(old);
    else if (user.guestCreatedBy === 0) this.addMember(DEFAULT_GROUP_ID, user.id);
    this.users.set(user.id, user);
    if (user.name !== '') this.#userByName.set(collationKey(user.name), user.id);
    const mail = user.data.primaryEmail ?? '';
    if (mail !== '') this.#userByMail.set(collationKey(mail), user.id);
    const displayName = collationKey(user.data.display_name ?? '');
    const same = this.#usersByDisplayName.get(displayName);
    if (same === undefined) this.#usersByDisplayName.set(displayName, new Set([user.id]));
    else same.add(user.id);
  }

  /** Removes a user with memberships, accounts and deputy permissions. */
  removeUser(user: StoredUser): void {
    this.#dropIndexes(user);
    this.accounts.removeUser(user.id);
    this.deputies.removeUser(user.id);
    this.users.delete(user.id);
    for (const groupId of this.#groupsOf.get(user.id) ?? []) this.#members.get(groupId)?.delete(user.id);
    this.#groupsOf.delete(user.id);
  }

  /** Adds a group, or replaces the one with this id. */
  putGroup(group: StoredGroup): void {
    const old = this.groups.get(group.id);
    if (old !== undefined) this.#groupByName.delete(collationKey(old.name));
    this.groups.set(group.id, group);
    this.#groupByName.set(collationKey(group.name), group.id);
  }

  removeGroup(group: StoredGroup): void {
    for (const userId of this.#members.get(group.id) ?? []) this.#groupsOf.get(userId)?.delete(group.id);
    this.#members.delete(group.id);
    this.#groupByName.delete(collationKey(group.name));
    this.groups.delete(group.id);
  }

  isMember(groupId: number, userId: number): boolean {
    return this.#members.get(groupId)?.has(userId) ?? false;
  }

  /** Ascending, as the primary key of the table gives them. */
  membersOf(groupId: number): readonly number[] {
    return [...(this.#members.get(groupId) ?? [])].sort(ascending);
  }

  groupsOf(userId: number): readonly StoredGroup[] {
    return [...(this.#groupsOf.get(userId) ?? [])].sort(ascending).flatMap((id) => this.groups.get(id) ?? []);
  }

  addMember(groupId: number, userId: number): void {
    addTo(this.#members, groupId, userId);
    addTo(this.#groupsOf, userId, groupId);
  }

  removeMember(groupId: number, userId: number): void {
    this.#members.get(groupId)?.delete(userId);
    this.#groupsOf.get(userId)?.delete(groupId);
  }

  setMembers(groupId: number, userIds: readonly number[]): void {
    for (const userId of this.membersOf(groupId)) this.removeMember(groupId, userId);
    for (const userId of userIds) this.addMember(groupId, userId);
  }

  /** An independent copy: what is stored is shared, for it never changes. */
  clone(): ContextState {
    const tables = { resources: this.resources.clone(), accounts: this.accounts.clone(), deputies: this.deputies.clone() };
    const copy = new ContextState(this.record, tables);
    copy.#lastId = this.#lastId;
    copyInto(copy.users, this.users);
    copyInto(copy.groups, this.groups);
    copyInto(copy.#userByName, this.#userByName);
    copyInto(copy.#userByMail, this.#userByMail);
    copyInto(copy.#groupByName, this.#groupByName);
    copySets(copy.#usersByDisplayName, this.#usersByDisplayName);
    copySets(copy.#members, this.#members);
    copySets(copy.#groupsOf, this.#groupsOf);
    return copy;
  }

  #found<Value>(map: ReadonlyMap<number, Value>, id: number | undefined): Value | undefined {
    return id === undefined ? undefined : map.get(id);
  }

  #dropIndexes(user: StoredUser): void {
    removeIf(this.#userByName, collationKey(user.name), user.id);
    removeIf(this.#userByMail, collationKey(user.data.primaryEmail ?? ''), user.id);
    const displayName = collationKey(user.data.display_name ?? '');
    const same = this.#usersByDisplayName.get(displayName);
    same?.delete(user.id);
    if (same?.size === 0) this.#usersByDisplayName.delete(displayName);
  }
}

const ascending = (left: number, right: number): number => left - right;

function addTo(map: Map<number, Set<number>>, key: number, value: number): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, new Set([value]));
  else values.add(value);
}

function removeIf(index: Map<string, number>, key: string, id: number): void {
  if (index.get(key) === id) index.delete(key);
}

function copyInto<Key, Value>(target: Map<Key, Value>, source: ReadonlyMap<Key, Value>): void {
  for (const [key, value] of source) target.set(key, value);
}

function copySets<Key>(target: Map<Key, Set<number>>, source: ReadonlyMap<Key, ReadonlySet<number>>): void {
  for (const [key, values] of source) target.set(key, new Set(values));
}
