import { parseSpec } from '../crds/index.ts';
import type { ResourceStore } from '../kube/index.ts';
import type { Fault } from '../model/index.ts';

/** The id of the context that a `contextRef` names, or why there is none. */
export function namedContext(store: ResourceStore, name: string): { readonly contextId: number } | { readonly fault: Fault } {
  const resource = store.get({ kind: 'OXContext', name });
  if (resource === undefined) return missing(`there is no OXContext "${name}": apply it, or correct spec.contextRef`);
  const parsed = parseSpec('OXContext', resource.spec);
  return parsed.ok ? { contextId: parsed.spec.contextId } : missing(`the spec of OXContext "${name}" is invalid: correct it there`);
}

function missing(message: string): { readonly fault: Fault } {
  return { fault: { reason: 'WaitingForContext', message } };
}
