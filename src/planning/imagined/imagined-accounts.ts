import type {
  ContextAccess,
  OxSecondaryAccount,
  OxSecondaryAccountChange,
  OxSecondaryAccountContent,
  OxSecondaryAccounts,
} from '../../ox/index.ts';
import { type Imagination, refused } from './imagination.ts';
import type { Inhabitants } from './inhabitants.ts';

const service = 'OXSecondaryAccountService';

/** The shared mailboxes of a context are read once, with one call, and kept as the plan makes them. */
export class ImaginedAccounts implements OxSecondaryAccounts {
  private readonly real: OxSecondaryAccounts;
  private readonly imagination: Imagination;
  private readonly inhabitants: Inhabitants;
  private readonly accounts = new Map<number, Promise<OxSecondaryAccount[]>>();

  constructor(real: OxSecondaryAccounts, imagination: Imagination, inhabitants: Inhabitants) {
    this.real = real;
    this.inhabitants = inhabitants;
    this.imagination = imagination;
  }

  async create(access: ContextAccess, account: OxSecondaryAccountContent, userIds: readonly number[]): Promise<void> {
    if (userIds.length === 0) return;
    this.imagination.tally.write(access.contextId, 'OXSecondaryAccountService.create');
    await this.inhabitants.mustKnow(access, userIds, { service, operation: 'create' });
    const all = await this.of(access);
    const { primaryAddress } = account;
    if (all.some((other) => isAbout(other, primaryAddress, userIds))) {
      const call = { service, operation: 'create', contextId: access.contextId };
      throw refused('MailAddressTaken', `ACC-0017: one of the users has the account ${primaryAddress} already`, call);
    }
    all.push(...userIds.map((userId) => ({ ...account, userId })));
  }

  async update(access: ContextAccess, change: OxSecondaryAccountChange, userIds: readonly number[]): Promise<boolean> {
    if (userIds.length === 0) return false;
    this.imagination.tally.write(access.contextId, 'OXSecondaryAccountService.update');
    await this.inhabitants.mustKnow(access, userIds, { service, operation: 'update' });
    const all = await this.of(access);
    const concerned = all.filter((account) => isAbout(account, change.primaryAddress, userIds));
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    for (const account of concerned) all[all.indexOf(account)] = { ...account, ...given };
    return concerned.length > 0;
  }

  async delete(access: ContextAccess, primaryAddress: string, users: readonly number[] | 'everybody'): Promise<boolean> {
    this.imagination.tally.write(access.contextId, 'OXSecondaryAccountService.delete');
    if (users !== 'everybody') await this.inhabitants.mustKnow(access, users, { service, operation: 'delete' });
    const all = await this.of(access);
    const left = all.filter((account) => !isAbout(account, primaryAddress, users));
    this.accounts.set(access.contextId, Promise.resolve(left));
    return left.length < all.length;
  }

  async list(access: ContextAccess, users: readonly number[] | 'everybody'): Promise<OxSecondaryAccount[]> {
    this.imagination.tally.read(access.contextId, 'OXSecondaryAccountService.list');
    const all = await this.of(access);
    return users === 'everybody' ? [...all] : all.filter(({ userId }) => users.includes(userId));
  }

  /** They go with their user. */
  private async of(access: ContextAccess): Promise<OxSecondaryAccount[]> {
    const { contextId } = access;
    const known = this.accounts.get(contextId) ?? this.imagination.real(access, () => this.real.list(access, 'everybody'), []);
    this.accounts.set(contextId, known);
    const all = await known;
    const gone = this.imagination.place(contextId).users.gone();
    for (let index = all.length - 1; index >= 0; index -= 1) {
      if (gone.has(all[index]?.userId ?? 0)) all.splice(index, 1);
    }
    return all;
  }
}

function isAbout(account: OxSecondaryAccount, primaryAddress: string, users: readonly number[] | 'everybody'): boolean {
  const isConcerned = users === 'everybody' || users.includes(account.userId);
  return isConcerned && account.primaryAddress.toLowerCase() === primaryAddress.toLowerCase();
}
