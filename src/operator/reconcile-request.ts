import { REQUESTED_AT, type Resource } from '../kube/index.ts';

/** No request is open: what the annotation says was handled. */
export function isHandled(resource: Resource): boolean {
  const requested = resource.metadata.annotations[REQUESTED_AT];
  return requested === undefined || requested === resource.status?.lastHandledReconcileAt;
}
