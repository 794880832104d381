import type { CachedObject } from '../cache/index.ts';
import { type AppliedRecord, errorClassOf, type Kind } from '../model/index.ts';
import type { OxError } from '../ox/index.ts';
import type { Operation } from './object-controller.ts';

/** What OX keeps on its own account; grants go with their user. */
const LASTING: ReadonlySet<Kind> = new Set(['User', 'Group', 'Resource', 'FunctionalAccount']);

/** So many looks are doubted, over about a quarter of a minute: reads of OX may lag behind its writes by some seconds. */
const MOST_DOUBTS = 5;

/** Whether it may be there although a look did not show it: it is known, or a write of unknown outcome may have made it. */
export function mayBeUnseen(object: CachedObject): boolean {
  const { kind, applied, attemptedIn } = object;
  return LASTING.has(kind) && (applied !== undefined || attemptedIn !== undefined) && mayDoubt(object);
}

/**
 * Upon a look that did not show it, what may be there would be forgotten, or made a second time under another name or in another context. Under the same
 * name OX itself refuses a second one.
 */
export function isDoubtful(object: CachedObject, operations: readonly Operation[]): boolean {
  if (!mayBeUnseen(object)) return false;
  const { applied, attemptedName, attemptedIn, name, contextId } = object;
  const before = applied ?? { name: attemptedName ?? name, contextId: attemptedIn ?? contextId };
  return operations.length === 0 || before.contextId !== contextId || before.name.toLowerCase() !== name.toLowerCase();
}

/** What a look has shown. */
export interface Look {
  readonly isUnseen: boolean;
  readonly found: AppliedRecord | undefined;
}

/**
 * What a look has found; with a name to rename from when it seems to have the wanted one, although by what we wrote it has another: it may be
 * the one that it had before. Writing a name once more does no harm.
 */
export function withNameToWrite(object: CachedObject, found: AppliedRecord): AppliedRecord {
  const { applied, attemptedIn, attemptedName, name, contextId } = object;
  // What has no id of its own in OX is another one under another name.
  if (found.oxId === 0 || found.contextId !== contextId || !isSame(found.name, name)) return found;
  const known = applied?.oxId === found.oxId && applied.contextId === contextId ? applied.name : undefined;
  const tried = attemptedIn === contextId ? attemptedName : undefined;
  const other = [known, tried].find((said) => said !== undefined && !isSame(said, name));
  return other === undefined ? found : { ...found, name: other };
}

function isSame(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/** OX refuses what cannot be wrong by the look that was taken: that look shows less than there is, or what is gone. */
export function isContradicted(object: CachedObject, { isUnseen, found }: Look, error: OxError): boolean {
  if (!mayDoubt(object)) return false;
  if (isAnothersName(object, found, error)) return true;
  const isOpen = object.attemptedIn !== undefined;
  if (object.kind === 'DeputyPermission') return isGrantLost(error) || (isOpen && error.errorClass === 'invalid');
  const { reason } = error;
  if (reason !== 'NameTaken' && reason !== 'MailAddressTaken') return false;
  return isOpen || (isUnseen && object.applied !== undefined);
}

/** Only a look has said so, not a refused write: whoever had the name may have gone a moment ago. */
export function isHearsay(object: CachedObject, { reason, operation }: OxError): boolean {
  return reason === 'NameTaken' && operation === 'exists' && mayDoubt(object);
}

/** By OX another one has the name that this one has by what we know of it: then this one, or its id, is not what it was. */
export function isAnothersName({ kind, name, contextId }: CachedObject, known: AppliedRecord | undefined, { reason }: OxError): boolean {
  if (reason !== 'NameTaken' || kind === 'Context' || known?.contextId !== contextId) return false;
  return known.name.toLowerCase() === name.toLowerCase();
}

/** OX has no words of its own for a grant that is not there any more: it went with its deputy, for instance. */
export function isGrantLost({ errorClass, operation }: OxError): boolean {
  return errorClass === 'invalid' && (operation === 'revoke' || operation === 'update');
}

/** An outage has its attempts counted too, without any look. */
function mayDoubt({ attempts, reason }: CachedObject): boolean {
  return attempts < MOST_DOUBTS || (reason !== undefined && errorClassOf(reason) === 'outage');
}
