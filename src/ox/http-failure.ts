import { messageOf } from '../model/index.ts';

interface HttpFailureOptions {
  readonly cause?: Error;
  readonly quoted?: string | undefined;
  readonly noService?: boolean;
}

/** Why no SOAP answer came. `message` reads after "OXUserService.create in context 10: ". */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  /** The request may have reached OX and had its effect. */
  readonly outcomeUnknown: boolean;

  /** Words of the server, in quotes in the message: they may repeat what was sent. */
  readonly quoted: string | undefined;

  /** A server was reached that does not have the service. */
  readonly noService: boolean;

  constructor(message: string, outcomeUnknown: boolean, { cause, quoted, noService }: HttpFailureOptions = {}) {
    super(message, cause === undefined ? {} : { cause });
    this.outcomeUnknown = outcomeUnknown;
    this.quoted = quoted;
    this.noService = noService ?? false;
  }
}

const oxCaFile = 'If OX has a certificate of an own CA, give that CA in OX_CA_FILE';

/** Nothing was sent when one of these happens. */
const beforeSending: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (connection refused)',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  UND_ERR_CONNECT_TIMEOUT: 'no connection came about in time',
  SELF_SIGNED_CERT_IN_CHAIN: `its certificate comes from an unknown CA. ${oxCaFile}`,
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed. Give that certificate in OX_CA_FILE',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: `its certificate comes from an unknown CA. ${oxCaFile}`,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `its certificate comes from an unknown CA, or an intermediate certificate is missing. ${oxCaFile}`,
  UNABLE_TO_GET_ISSUER_CERT: `the CA of its certificate is incomplete. ${oxCaFile}`,
  CERT_SIGNATURE_FAILURE: `its certificate was not signed by the CA that is trusted. ${oxCaFile}`,
  CERT_HAS_EXPIRED: 'its certificate has expired. Renew it on the server',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet. Check the clocks',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name. OX_SOAP_SERVER must name the host that the certificate names',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS. Check http:// or https:// and the port in OX_SOAP_SERVER',
  EPROTO: 'the TLS handshake failed',
};

/** The request may have been carried out when one of these happens. */
const afterSending: Readonly<Record<string, string>> = {
  ECONNRESET: 'the connection was reset before the answer was complete',
  EPIPE: 'the connection was closed while the request was sent',
  UND_ERR_SOCKET: 'the connection was closed before the answer was complete',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'the answer is too large',
};

/** Turns what the network threw into words. Keeps code and message of the error only: nothing of the request may leak. */
export function networkFailure(url: string, error: unknown): HttpFailure {
  if (error instanceof HttpFailure) return error;
  const code = codeOf(error);
  const cause = new Error([code, messageOf(error)].filter((part) => part !== undefined).join(': '));
  if (code === 'ETIMEDOUT')
    return new HttpFailure(`${url} cannot be reached: no connection came about in time`, !isConnecting(error), { cause });
  const before = problemBeforeSending(code, error);
  if (before !== undefined) return new HttpFailure(`${url} cannot be reached: ${before}`, false, { cause });
  const after = code === undefined ? undefined : afterSending[code];
  return new HttpFailure(`${url} gave no answer: ${after ?? cause.message}`, true, { cause });
}

function problemBeforeSending(code: string | undefined, error: unknown): string | undefined {
  if (code === undefined) return undefined;
  if (code !== 'ECONNRESET' || !isConnecting(error)) return beforeSending[code] ?? tlsProblem(code);
  return isHandshake(error) ? 'the TLS handshake was cut off' : 'the connection was reset while it was made';
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** OpenSSL has a code for every way in which a handshake can fail. */
function tlsProblem(code: string): string | undefined {
  return /^(?:ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|HOSTNAME_MISMATCH)/.test(code) ? `the TLS handshake failed (${code})` : undefined;
}

function isConnecting(error: unknown): boolean {
  return isHandshake(error) || (error instanceof Error && 'syscall' in error && error.syscall === 'connect');
}

function isHandshake(error: unknown): boolean {
  return error instanceof Error && error.message.includes('before secure TLS connection was established');
}
