import type { AccountChangeData, ContextState, OxSimulation, StoredAccount } from '../state/index.ts';
import { contextOf, type Reference, required, userOf } from './edit-target.ts';

interface Target {
  readonly contextId: number;
  readonly user: Reference;
  readonly primaryAddress: string;
}

/** A secondary account is named by its user and its address. */
export type AccountEdit =
  | ({ readonly kind: 'addAccount'; readonly fields?: AccountChangeData | undefined } & Target)
  | ({ readonly kind: 'setAccountFields'; readonly fields: AccountChangeData } & Target)
  | ({ readonly kind: 'deleteAccount' } & Target);

export function applyAccountEdit(ox: OxSimulation, edit: AccountEdit): number {
  const context = contextOf(ox, edit.contextId);
  const userId = userOf(context, edit.user).id;
  if (edit.kind === 'addAccount') return context.accounts.add(userId, edit.primaryAddress, edit.fields ?? {});
  const account = accountOf(context, userId, edit.primaryAddress);
  if (edit.kind === 'setAccountFields') context.accounts.replace({ ...account, ...edit.fields });
  else context.accounts.remove(userId, edit.primaryAddress);
  return account.id;
}

function accountOf(context: ContextState, userId: number, address: string): StoredAccount {
  return required(context.accounts.find(userId, address), `user ${userId} in context ${context.id} has no account ${address}`);
}
