import { type Credentials, OperatorError } from '../model/index.ts';
import type { ContextAccess } from '../ox/index.ts';

/** The admins of contexts, in memory only. */
export interface CredentialsBook {
  credentialsOf(contextId: number): Credentials | undefined;
}

/** Whether there is anybody who could work in a context. */
export function isKnownContext(contextId: number, book: CredentialsBook): boolean {
  return book.credentialsOf(contextId) !== undefined;
}

/** The access to a context whose credentials are known; the engine has made sure of them before it comes here. */
export function accessTo(contextId: number, book: CredentialsBook): ContextAccess {
  const admin = book.credentialsOf(contextId);
  if (admin === undefined)
    throw new OperatorError('WaitingForCredentials', `the credentials of context ${contextId} are not known any more`);
  return { contextId, admin };
}
