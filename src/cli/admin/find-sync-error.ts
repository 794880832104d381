import type { SyncErrorResource } from '../../kube/index.ts';
import { OperatorError } from '../../model/index.ts';
import { tableText } from '../client/index.ts';

export interface WantedError {
  /** A name, `Kind/name`, a source id, or the name of the OXSyncError itself. */
  readonly id: string;
  readonly context?: number | undefined;
  readonly directory?: string | undefined;
}

/** The one OXSyncError that is meant. @throws OperatorError with what there is, when it is none or one of several. */
export function findSyncError(all: readonly SyncErrorResource[], wanted: WantedError, place: string): SyncErrorResource {
  const found = all.filter((error) => isMeant(error, wanted));
  const [only] = found;
  if (only === undefined) {
    throw new OperatorError(
      'InvalidIdentifier',
      `there is no OXSyncError for ${JSON.stringify(wanted.id)} in ${place}: only what is parked, halted or failing again and again has one; "ox-operator show" tells how it stands`,
    );
  }
  if (found.length === 1) return only;
  const list = tableText(['OXSYNCERROR', 'KIND', 'NAME', 'CONTEXT', 'DIRECTORY', 'REASON'], found.map(row));
  throw new OperatorError(
    'InvalidIdentifier',
    `${JSON.stringify(wanted.id)} may be any of ${found.length} (--context, --directory):\n${list.trimEnd()}`,
  );
}

function isMeant({ name: errorName, spec: { objectRef } }: SyncErrorResource, { id, context, directory }: WantedError): boolean {
  const { kind, name, sourceId } = objectRef;
  const lowered = id.toLowerCase();
  const isNamed = [name, `${kind}/${name}`].some((each) => each.toLowerCase() === lowered) || [sourceId, errorName].includes(id);
  const isThere = context === undefined || context === objectRef.contextId;
  return isNamed && isThere && (directory === undefined || directory === objectRef.directory);
}

function row({ name, spec: { objectRef }, status }: SyncErrorResource): string[] {
  return [name, objectRef.kind, objectRef.name, String(objectRef.contextId), objectRef.directory, status.reason ?? ''];
}
