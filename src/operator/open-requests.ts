import { REQUESTED_AT, type Resource } from '../kube/index.ts';
import { isHandled } from './reconcile-request.ts';

/** Requests of admins that were begun, so that each has an object looked at once, however long that takes. */
export class OpenRequests {
  private readonly begun = new Map<string, string | undefined>();

  /** Whether the resource asks for a look that has not begun yet; from now on it has. */
  begin({ metadata, ...resource }: Resource): boolean {
    const { uid, annotations } = metadata;
    const requested = annotations[REQUESTED_AT];
    if (isHandled({ metadata, ...resource }) || this.begun.get(uid) === requested) return false;
    this.begun.set(uid, requested);
    return true;
  }
}
