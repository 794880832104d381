import type { Resource } from '../kube/index.ts';

/** Set to any new value by an admin who wants a resource looked at now. */
export const REQUESTED_AT = 'ox-operator.dev/reconcile-requested-at';

/** No request is open: what the annotation says was handled. */
export function isHandled(resource: Resource): boolean {
  const requested = resource.metadata.annotations[REQUESTED_AT];
  return requested === undefined || requested === resource.status?.lastHandledReconcileAt;
}
