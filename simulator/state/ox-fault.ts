/** The exceptions that OX declares; every one is a fault detail of that name. */
export type ExceptionName =
  | 'ContextExistsException'
  | 'DatabaseUpdateException'
  | 'InvalidCredentialsException'
  | 'InvalidDataException'
  | 'NoSuchContextException'
  | 'NoSuchGroupException'
  | 'NoSuchResourceException'
  | 'NoSuchUserException'
  | 'RemoteException'
  | 'StorageException'
  | 'UserExistsException';

/** `Server` is OX refusing the call, the others are its SOAP stack refusing the message. */
export type FaultCode = 'Server' | 'Client' | 'VersionMismatch' | 'MustUnderstand';

/** What a call is answered with when it is refused. */
export class OxFault extends Error {
  override readonly name = 'OxFault';
  /** The element name of the detail; `undefined` is a fault without detail. */
  readonly exception: string | undefined;
  /** The faultstring with its exceptionId suffixes. */
  readonly text: string;
  readonly code: FaultCode;

  constructor(exception: string | undefined, text: string, code: FaultCode = 'Server') {
    super(exception === undefined ? text : `${exception}: ${text}`);
    this.exception = exception;
    this.text = text;
    this.code = code;
  }
}

/** Where exception ids come from: `<process>-<counter>`. OX draws the process number once per server process. */
export interface ExceptionIds {
  next(): string;
}

/** Counts as OX does: every exception object takes one id, and the counter moves by two. */
export class ExceptionIdCounter implements ExceptionIds {
  #process: number;
  #counter = 0;

  constructor(process = 1170523631) {
    this.#process = process;
  }

  next(): string {
    this.#counter += 2;
    return `${this.#process}-${this.#counter}`;
  }

  /** What a restart of the server does. */
  restart(process: number): void {
    this.#process = process;
    this.#counter = 0;
  }
}

/** A refusal by a rule of OX, before it has its exception ids. Rules throw it; `OxSimulation.call` turns it into an `OxFault`. */
export class Refusal extends Error {
  readonly exception: ExceptionName;
  /** How many exception objects wrap the first one: each takes an id of its own. */
  readonly wraps: number;

  constructor(exception: ExceptionName, text: string, wraps = 0) {
    super(text);
    this.exception = exception;
    this.wraps = wraps;
  }

  toFault(ids: ExceptionIds): OxFault {
    const suffixes = Array.from({ length: this.wraps + 1 }, () => `; exceptionId ${ids.next()}`);
    return new OxFault(this.exception, this.message + suffixes.join(''));
  }
}

export const invalidData = (text: string): Refusal => new Refusal('InvalidDataException', text);
export const invalidCredentials = (text: string): Refusal => new Refusal('InvalidCredentialsException', text);
export const storageFailure = (text: string): Refusal => new Refusal('StorageException', text);
export const noSuchUser = (text: string): Refusal => new Refusal('NoSuchUserException', text);
export const noSuchGroup = (text: string): Refusal => new Refusal('NoSuchGroupException', text);
export const noSuchResource = (text: string): Refusal => new Refusal('NoSuchResourceException', text);
export const noSuchContext = (text: string): Refusal => new Refusal('NoSuchContextException', text);

/** A look-up by name that fails inside another call: OX wraps the exception twice. */
export function wrappedLookUp(
  exception: 'NoSuchUserException' | 'NoSuchGroupException' | 'NoSuchResourceException',
  text: string,
): Refusal {
  const packageName = 'com.openexchange.admin.rmi.exceptions';
  return new Refusal(exception, `${packageName}.NoSuchObjectException: ${packageName}.${exception}: ${text}`, 2);
}
