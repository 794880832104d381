import type { ContextState, OxSimulation, StoredResource } from '../state/index.ts';
import { contextOf, type Reference, required } from './edit-target.ts';

/** Undefined is not given. */
type Fields = { readonly [F in Exclude<keyof StoredResource, 'id' | 'permissions'>]?: StoredResource[F] | undefined };

export type ResourceEdit =
  | { readonly kind: 'addResource'; readonly contextId: number; readonly fields: Fields }
  | { readonly kind: 'setResourceFields'; readonly contextId: number; readonly resource: Reference; readonly fields: Fields }
  | { readonly kind: 'deleteResource'; readonly contextId: number; readonly resource: Reference };

export function applyResourceEdit(ox: OxSimulation, edit: ResourceEdit): number {
  const context = contextOf(ox, edit.contextId);
  switch (edit.kind) {
    case 'addResource':
      return put(context, { ...empty, id: context.takeId() }, edit.fields);
    case 'setResourceFields':
      return put(context, resourceOf(context, edit.resource), edit.fields);
    case 'deleteResource': {
      const { id } = resourceOf(context, edit.resource);
      context.resources.remove(id);
      return id;
    }
  }
}

const empty = { name: '', displayname: '', email: '', description: undefined, available: true, permissions: [] } as const;

function put(context: ContextState, stored: StoredResource, fields: Fields): number {
  const { name = stored.name, displayname = stored.displayname, email = stored.email } = fields;
  const { description = stored.description, available = stored.available } = fields;
  context.resources.put({ ...stored, name, displayname, email, description, available });
  return stored.id;
}

function resourceOf(context: ContextState, reference: Reference): StoredResource {
  const resource = typeof reference === 'number' ? context.resources.get(reference) : context.resources.named(reference);
  return required(resource, `there is no resource ${reference} in context ${context.id}`);
}
