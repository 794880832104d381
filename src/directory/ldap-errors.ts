import { ResultCodeError } from 'ldapts';
import { messageOf, OperatorError, type Reason } from '../model/index.ts';
import type { LdapResult } from './ldap-message.ts';

/** Result codes of RFC 4511 and RFC 4533 that are told apart. */
export const resultCodes = {
  success: 0,
  protocolError: 2,
  timeLimitExceeded: 3,
  sizeLimitExceeded: 4,
  strongerAuthRequired: 8,
  referral: 10,
  adminLimitExceeded: 11,
  unavailableCriticalExtension: 12,
  confidentialityRequired: 13,
  noSuchObject: 32,
  inappropriateAuthentication: 48,
  invalidCredentials: 49,
  insufficientAccess: 50,
  busy: 51,
  unavailable: 52,
  unwillingToPerform: 53,
  syncRefreshRequired: 4096,
} as const;

/** What was searched, for messages. */
export interface SearchPlace {
  readonly url: string;
  readonly base: string;
  readonly filter: string;
}

const denied = new Set<number>([
  resultCodes.strongerAuthRequired,
  resultCodes.confidentialityRequired,
  resultCodes.inappropriateAuthentication,
  resultCodes.invalidCredentials,
  resultCodes.insufficientAccess,
]);
const unreachable = new Set<number>([resultCodes.busy, resultCodes.unavailable]);

function reasonOf({ code, text }: LdapResult): Reason {
  // OpenLDAP refuses anonymous searches (`require authc`) with unwillingToPerform.
  if (denied.has(code) || /authentication required/i.test(text)) return 'DirectoryAccessDenied';
  return unreachable.has(code) ? 'DirectoryUnreachable' : 'DirectoryIncomplete';
}

/** What the common codes mean to an admin, and what to do. */
const explanations = new Map<number, string>([
  [resultCodes.timeLimitExceeded, 'was cut off by a time limit of the server; give the bind DN "time=unlimited"'],
  [resultCodes.sizeLimitExceeded, 'was cut off by a size limit of the server; give the bind DN "size=unlimited size.prtotal=unlimited"'],
  [resultCodes.adminLimitExceeded, 'was cut off by a limit of the server; give the bind DN unlimited size and time limits'],
  [resultCodes.referral, 'was referred to another server; name a server that holds the whole tree'],
  [resultCodes.noSuchObject, 'found no such base; it does not exist, or the bind DN may not read it'],
  [resultCodes.insufficientAccess, 'was refused for want of access; give the bind DN read access to the base and what lies below it'],
  [resultCodes.strongerAuthRequired, 'was refused: the server wants a bind DN with a password'],
  [resultCodes.confidentialityRequired, 'was refused: the server wants an encrypted connection; use ldaps:// or startTLS'],
]);

/** The error for a search that did not end in success. */
export function searchError(result: LdapResult, place: SearchPlace): OperatorError {
  const explanation = explanations.get(result.code) ?? `failed with LDAP result code ${result.code}`;
  return new OperatorError(reasonOf(result), `${searchAt(place)} ${explanation}${serverWords(result.text)}`);
}

export function searchAt(place: SearchPlace): string {
  return `${place.url}: the search for ${place.filter} below "${place.base}"`;
}

/** The error for a bind that failed. */
export function bindError(error: unknown, url: string, dn: string | undefined): OperatorError {
  const who = dn === undefined ? 'the anonymous bind' : `the bind as "${dn}"`;
  if (!(error instanceof ResultCodeError)) return connectionError(error, url);
  const reason = unreachable.has(error.code) ? 'DirectoryUnreachable' : 'DirectoryAccessDenied';
  const explanation =
    error.code === resultCodes.invalidCredentials
      ? 'was refused: wrong bind DN or password'
      : `was refused with LDAP result code ${error.code}`;
  return new OperatorError(reason, `${url}: ${who} ${explanation}${serverWords(error.message)}`, { cause: error });
}

const certificateAdvice = 'its certificate is not trusted; give the certificate of its authority (caConfigMapRef or caSecretRef)';
const connectionExplanations = new Map<string, string>([
  ['ECONNREFUSED', 'nothing listens there'],
  ['ENOTFOUND', 'the name is not known'],
  ['EAI_AGAIN', 'the name cannot be looked up at the moment'],
  ['EHOSTUNREACH', 'there is no route to it'],
  ['ECONNRESET', 'the connection was reset (is this a port for encrypted connections, or the other way round?)'],
  ['SELF_SIGNED_CERT_IN_CHAIN', certificateAdvice],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', certificateAdvice],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', certificateAdvice],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', certificateAdvice],
  ['CERT_SIGNATURE_FAILURE', certificateAdvice],
  ['CERT_HAS_EXPIRED', 'its certificate has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another host name'],
]);

/** The error for a connection that could not be made, or broke. */
export function connectionError(error: unknown, url: string): OperatorError {
  if (error instanceof OperatorError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const explanation = connectionExplanations.get(code);
  const words = explanation === undefined ? oneLine(messageOf(error)) : `${explanation} (${code})`;
  return new OperatorError('DirectoryUnreachable', `${url}: ${words}`, { cause: error });
}

function serverWords(text: string): string {
  const words = oneLine(text);
  return words === '' ? '' : ` (the server says: ${words})`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}
