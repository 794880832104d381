import type {
  ContextAccess,
  OxSecondaryAccount,
  OxSecondaryAccountChange,
  OxSecondaryAccountContent,
  OxSecondaryAccounts,
} from './ox-gateway.ts';
import type { OxRequest, ServicePort, WireValue } from './service-port.ts';
import { isRecord, numberOf, readNothing, returnedFlag, returnedList, textOf, UnreadableAnswer } from './wire-read.ts';

/** The group of all users, which every context has. */
const everybodyId = 0;

/** OXSecondaryAccountService, as the admin of the context. For nobody there is no call: OX takes a missing list for a fault or for everybody. */
export class SecondaryAccountService implements OxSecondaryAccounts {
  private readonly port: ServicePort;

  constructor(port: ServicePort) {
    this.port = port;
  }

  /** `primary`: the mailbox is on the mail server of the user's own mailbox, for reading and for sending. */
  async create(access: ContextAccess, account: OxSecondaryAccountContent, userIds: readonly number[]): Promise<void> {
    if (userIds.length === 0) return;
    const { login, name, personal, primaryAddress } = account;
    const accountDataOnCreate = { login, name, primaryAddress, personal, mailEndpointSource: 'primary' };
    return this.port.call(request('create', access, { accountDataOnCreate }, userIds), readNothing);
  }

  async update(access: ContextAccess, account: OxSecondaryAccountChange, userIds: readonly number[]): Promise<boolean> {
    if (userIds.length === 0) return false;
    const { primaryAddress, login, name, personal } = account;
    const parts = { primaryAddress, accountDataUpdate: { login, name, personal } };
    return this.port.call(request('update', access, parts, userIds), returnedFlag);
  }

  async delete(access: ContextAccess, primaryAddress: string, users: readonly number[] | 'everybody'): Promise<boolean> {
    if (users.length === 0) return false;
    return this.port.call(request('delete', access, { primaryAddress }, users), returnedFlag);
  }

  async list(access: ContextAccess, users: readonly number[] | 'everybody'): Promise<OxSecondaryAccount[]> {
    if (users.length === 0) return [];
    return this.port.call(request('list', access, {}, users), (result) => returnedList(result).map(readAccount));
  }
}

/** The context is called `context` here, not `ctx`. */
function request(
  operation: string,
  { contextId, admin }: ContextAccess,
  parts: Record<string, WireValue>,
  users: readonly number[] | 'everybody',
): OxRequest {
  return { operation, contextId, caller: admin, parts: { ...parts, context: { id: contextId }, ...usersToWire(users) } };
}

/**
 * The one place that knows how users are named. In the source of OX 8 a user is a type with nothing but an id, and a name in it is refused
 * as an unexpected element; the clients that are in use send bare numbers, which their SOAP library binds to that id. Where an OX takes
 * the bare number only, this is what has to change.
 */
function usersToWire(users: readonly number[] | 'everybody'): Record<string, WireValue> {
  if (users === 'everybody') return { groups: [{ id: everybodyId }] };
  return { users: [...new Set(users)].map((id) => ({ id })) };
}

function readAccount(value: unknown): OxSecondaryAccount {
  if (!isRecord(value)) throw new UnreadableAnswer('with an account that has no fields');
  const primaryAddress = textOf(value.primaryAddress);
  if (primaryAddress === undefined) throw new UnreadableAnswer('with an account without an address');
  return {
    userId: numberOf(value, 'userId'),
    primaryAddress,
    name: textOf(value.name) ?? '',
    personal: textOf(value.personal) ?? '',
    login: textOf(value.login) ?? '',
  };
}
