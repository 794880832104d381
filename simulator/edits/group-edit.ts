import type { ContextState, OxSimulation } from '../state/index.ts';
import { contextOf, type Reference, required, userOf } from './edit-target.ts';

export type GroupEdit =
  | {
      readonly kind: 'setGroup';
      readonly contextId: number;
      readonly group: Reference;
      readonly name?: string | undefined;
      readonly displayname?: string | undefined;
      /** All of them; those there are stay when it is left out. */
      readonly members?: readonly Reference[] | undefined;
    }
  | { readonly kind: 'deleteGroup'; readonly contextId: number; readonly group: Reference };

export function applyGroupEdit(ox: OxSimulation, edit: GroupEdit): number {
  const context = contextOf(ox, edit.contextId);
  const group = groupOf(context, edit.group);
  if (edit.kind === 'deleteGroup') {
    context.removeGroup(group);
    return group.id;
  }
  const { name = group.name, displayname = group.displayname, members } = edit;
  context.putGroup({ id: group.id, name, displayname });
  if (members !== undefined)
    context.setMembers(
      group.id,
      members.map((member) => userOf(context, member).id),
    );
  return group.id;
}

function groupOf(context: ContextState, reference: Reference) {
  const group = typeof reference === 'number' ? context.groups.get(reference) : context.groupNamed(reference);
  return required(group, `there is no group ${reference} in context ${context.id}`);
}
