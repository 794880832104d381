import { type Plan, type Subject, type Unfinished, wakeKey } from '../engine/index.ts';
import { expandAccountLogin, parseAccountLoginTemplate } from '../mapping/index.ts';
import type { AppliedRecord, DesiredObject } from '../model/index.ts';
import { isSameName, listOf } from './field-changes.ts';

/** The same account for users whose login at the mailbox is the same. */
export interface CreateAccounts {
  readonly type: 'create';
  readonly accountName: string;
  readonly personal: string;
  readonly login: string;
  readonly userIds: readonly number[];
}

/** What is left out stays. */
export interface ChangeAccounts {
  readonly type: 'change';
  readonly accountName?: string;
  readonly personal?: string;
  readonly login?: string;
  readonly userIds: readonly number[];
}

export type AccountOperation =
  | CreateAccounts
  | ChangeAccounts
  | { readonly type: 'removeUsers'; readonly userIds: readonly number[] }
  | { readonly type: 'delete' | 'deleteRemains' };

/** Login at the mailbox by id of the user. */
type Accounts = Map<number, string>;

export function planAccount({ object: { desired }, members }: Subject, baseline: AppliedRecord | undefined): Plan<AccountOperation> {
  const end: AccountOperation[] = baseline?.remains === undefined ? [] : [{ type: 'deleteRemains' }];
  if (desired === undefined) return { type: 'operations', operations: baseline === undefined ? [] : [...end, { type: 'delete' }] };
  const { accounts, pending } = wantedAccounts(desired, members);
  if (baseline === undefined) return { type: 'operations', operations: planCreate(desired, accounts), pending };
  if (!isAtHome(desired, baseline)) return planMove(desired, accounts, baseline);
  const change = [...planChange(desired, accounts, baseline), ...planCreate(desired, without(accounts, accountsOf(baseline)))];
  return { type: 'operations', operations: [...change, ...end], pending };
}

/** In what an account in OX is not as it should be: its names, its users, and their logins at the mailbox. */
export function accountDifferences({ object: { desired }, members }: Subject, baseline: AppliedRecord): string[] {
  if (desired === undefined) return [];
  const { accountName, personal } = namesOf(desired);
  const before = accountsOf(baseline);
  const { accounts } = wantedAccounts(desired, members);
  const isSameUsers = before.size === accounts.size && [...before.keys()].every((id) => accounts.has(id));
  const isOtherLogin = [...before].some(([id, login]) => accounts.has(id) && accounts.get(id) !== login);
  return [
    ...(accountName === baseline.fields.accountName ? [] : ['accountName']),
    ...(personal === baseline.fields.personal ? [] : ['personal']),
    ...(isSameUsers ? [] : ['users']),
    ...(isOtherLogin ? ['login'] : []),
  ];
}

/** Whether the account is where it should be, under its address. An entry may get another address, which OX takes for another account. */
export function isAtHome({ contextId, name }: Pick<DesiredObject, 'contextId' | 'name'>, baseline: AppliedRecord): boolean {
  return baseline.contextId === contextId && isSameName(baseline.name, name);
}

/** First there, then not here any more. What an earlier move left goes before, for there is room to remember one old place only. */
function planMove(desired: DesiredObject, accounts: Accounts, baseline: AppliedRecord): Plan<AccountOperation> {
  if (baseline.remains !== undefined) return { type: 'operations', operations: [{ type: 'deleteRemains' }], again: true };
  const [first] = planCreate(desired, accounts);
  // Without any user there the account exists nowhere.
  if (first === undefined) return { type: 'operations', operations: [{ type: 'delete' }], again: true };
  return { type: 'operations', operations: [first], again: true };
}

/** `oxId` is 0: OX knows an account by its address. */
export function recordOf(account: {
  readonly contextId: number;
  readonly name: string;
  readonly accountName: string;
  readonly personal: string;
  readonly accounts: ReadonlyMap<number, string>;
}): AppliedRecord {
  const { contextId, name, accountName, personal, accounts } = account;
  return withAccounts({ oxId: 0, contextId, name, fields: { accountName, personal } }, accounts);
}

export function withAccounts(record: AppliedRecord, accounts: ReadonlyMap<number, string>): AppliedRecord {
  const texts = [...accounts].map(([id, login]) => `${id} ${login}`).sort();
  return { ...record, fields: { ...record.fields, accounts: texts } };
}

export function accountsOf(record: AppliedRecord | undefined): Accounts {
  return new Map(
    listOf(record?.fields.accounts).map((text) => {
      const end = text.indexOf(' ');
      return [Number(text.slice(0, end)), text.slice(end + 1)];
    }),
  );
}

function planChange(desired: DesiredObject, accounts: Accounts, baseline: AppliedRecord): AccountOperation[] {
  const before = accountsOf(baseline);
  const gone = [...before.keys()].filter((id) => !accounts.has(id));
  const kept = [...before].filter(([id]) => accounts.has(id));
  const { accountName, personal } = namesOf(desired);
  const isRenamed = accountName !== baseline.fields.accountName || personal !== baseline.fields.personal;
  const moved = Map.groupBy(
    kept.filter(([id, login]) => accounts.get(id) !== login),
    ([id]) => accounts.get(id) ?? '',
  );
  return [
    ...(gone.length === 0 ? [] : [{ type: 'removeUsers', userIds: gone } as const]),
    ...(isRenamed && kept.length > 0 ? [{ type: 'change', accountName, personal, userIds: kept.map(([id]) => id) } as const] : []),
    ...[...moved].map(([login, users]) => ({ type: 'change', login, userIds: users.map(([id]) => id) }) as const),
  ];
}

function planCreate(desired: DesiredObject, accounts: Accounts): CreateAccounts[] {
  const byLogin = Map.groupBy(accounts, ([, login]) => login);
  return [...byLogin].map(([login, users]) => ({ type: 'create', ...namesOf(desired), login, userIds: users.map(([id]) => id) }));
}

function namesOf({ name, fields }: DesiredObject): { accountName: string; personal: string } {
  return { accountName: String(fields.accountName ?? '') || name, personal: String(fields.personal ?? '') };
}

interface WantedAccounts {
  readonly accounts: Accounts;
  readonly pending: Unfinished | undefined;
}

function wantedAccounts({ name, fields }: DesiredObject, members: Subject['members']): WantedAccounts {
  const template = parseAccountLoginTemplate(String(fields.loginTemplate ?? ''));
  const account = { uuid: String(fields.accountUuid ?? ''), address: name };
  const accounts: Accounts = new Map();
  const problems: string[] = [];
  let missing = 0;
  for (const { oxId, desired: user } of members) {
    if (oxId === undefined || user === undefined) {
      missing += 1;
      continue;
    }
    const expanded = expandAccountLogin(template, { account, user });
    if (expanded.type === 'login') accounts.set(oxId, expanded.login);
    else problems.push(`${user.name} has no ${expanded.placeholder}`);
  }
  return { accounts, pending: pendingOf(accounts.size, missing, problems) };
}

function pendingOf(there: number, missing: number, problems: readonly string[]): Unfinished | undefined {
  const waitingFor = wakeKey.members;
  if (problems.length > 0) {
    return {
      reason: 'InvalidMapping',
      message: `the login template asks for what is not there: ${problems.slice(0, 5).join('; ')}`,
      waitingFor,
    };
  }
  if (missing === 0) return undefined;
  return {
    reason: 'WaitingForMember',
    message: `shared by the ${there} users that exist in OX; ${missing} do not exist there yet`,
    waitingFor,
  };
}

function without(accounts: Accounts, known: Accounts): Accounts {
  return new Map([...accounts].filter(([id]) => !known.has(id)));
}
