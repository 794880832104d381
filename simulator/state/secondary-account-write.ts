import type { StoredAccount } from './account-table.ts';
import type { ContextState, StoredUser } from './context-state.ts';
import type { AccountChangeData, AccountData, NewAccountData } from './ox-data.ts';
import { storageFailure } from './ox-fault.ts';
import { definedFields, sameAddress } from './user-rules.ts';

/** An account for each of the users, or for none: the first who has such an account spoils the call. */
export function createAccount(context: ContextState, userIds: readonly number[], sent: NewAccountData): void {
  const { primaryAddress = '', mailEndpointSource } = sent;
  const users = userIds.flatMap((id) => context.users.get(id) ?? []);
  const accounts = users.map((user) => {
    checkNew(context, user, primaryAddress);
    return { user, data: { ...plain, ...contentOf(sent), ...serverOf(user, mailEndpointSource, sent) } };
  });
  for (const { user, data } of accounts) context.accounts.add(user.id, primaryAddress, data);
}

/** What OX answers of every account. */
const plain: AccountData = { mailSecure: false, mailStartTls: false, transportSecure: false, transportStartTls: false };

/** What is not sent stays. False where there is no account. */
export function updateAccount(context: ContextState, account: StoredAccount | undefined, sent: AccountChangeData): boolean {
  if (account === undefined) return false;
  context.accounts.replace({ ...account, ...definedFields(sent) });
  return true;
}

/** The mailbox of the user himself is an account of him too. */
function checkNew(context: ContextState, user: StoredUser, primaryAddress: string): void {
  if (context.accounts.find(user.id, primaryAddress) === undefined && !sameAddress(user.data.primaryEmail, primaryAddress)) return;
  const message = `Duplicate mail account for user ${user.id} in context ${context.id}.`;
  throw storageFailure(`ACC-0017 Categories=USER_INPUT Message='${message}' exceptionID=-1532431123-${user.id}`);
}

/** Where the mailbox is: the end point for sending follows the one for reading. */
function serverOf({ data }: StoredUser, source: string | undefined, sent: AccountChangeData): AccountData {
  if (source === 'localhost') return { ...endPoints('localhost', 143, 'localhost', 25), mailStartTls: true, transportStartTls: true };
  const { imapServer = 'localhost', imapPort = 143, smtpServer = 'localhost', smtpPort = 25 } = data;
  if (source === 'primary') return endPoints(imapServer, imapPort, smtpServer, smtpPort);
  if ((sent.mailServer ?? '') === '') {
    throw storageFailure(
      'Missing mail end-point data. Set end-point source to either "primary" or "localhost"; or specify appropriate fields in account data',
    );
  }
  return {};
}

function endPoints(mailServer: string, mailPort: number, transportServer: string, transportPort: number): AccountData {
  return { mailServer, mailPort, mailProtocol: 'imap', transportServer, transportPort, transportProtocol: 'smtp' };
}

/** An empty sender name or reply address is none. */
function contentOf(sent: NewAccountData): AccountData {
  const { personal = '', replyTo = '' } = sent;
  const content = { ...sent, personal: personal === '' ? undefined : personal, replyTo: replyTo === '' ? undefined : replyTo };
  return definedFields(content, (field) => !endPointSources.has(field));
}

const endPointSources: ReadonlySet<string> = new Set(['mailEndpointSource', 'transportEndpointSource']);
