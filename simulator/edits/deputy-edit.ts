import { type ContextState, type ModulePermissionData, nextDeputyId, type OxSimulation, type StoredDeputy } from '../state/index.ts';
import { contextOf, type Reference, required, userOf } from './edit-target.ts';

interface Pair {
  readonly contextId: number;
  readonly grantor: Reference;
  readonly deputy: Reference;
}

/** A permission is named by who granted it to whom. */
export type DeputyEdit =
  | ({
      /** Adds it, or changes the one that is there. */
      readonly kind: 'putDeputy';
      readonly sendOnBehalfOf?: boolean | undefined;
      readonly modulePermissions: readonly ModulePermissionData[];
    } & Pair)
  | ({ readonly kind: 'deleteDeputy' } & Pair)
  | { readonly kind: 'blockManual'; readonly contextId: number; readonly user: Reference; readonly blocked: boolean };

export function applyDeputyEdit(ox: OxSimulation, edit: DeputyEdit): number {
  const context = contextOf(ox, edit.contextId);
  if (edit.kind === 'blockManual') return setBlocked(context, userOf(context, edit.user).id, edit.blocked);
  const grantorId = userOf(context, edit.grantor).id;
  const userId = userOf(context, edit.deputy).id;
  const stored = context.deputies.grantedBy(grantorId).find((permission) => permission.userId === userId);
  if (edit.kind === 'deleteDeputy') {
    context.deputies.remove(required(stored, `user ${userId} in context ${context.id} is no deputy of user ${grantorId}`));
    return grantorId;
  }
  const permission: StoredDeputy = stored ?? { ...nothing, deputyId: nextDeputyId(context), grantorId, userId };
  const { sendOnBehalfOf = permission.sendOnBehalfOf, modulePermissions } = edit;
  context.deputies.put({ ...permission, sendOnBehalfOf, modulePermissions });
  return grantorId;
}

const nothing = { sendOnBehalfOf: false, modulePermissions: [] } as const;

function setBlocked(context: ContextState, userId: number, blocked: boolean): number {
  if (blocked) context.deputies.block(userId);
  else context.deputies.unblock(userId);
  return userId;
}
