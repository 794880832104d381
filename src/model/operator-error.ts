import { type ErrorClass, errorClassOf, type Reason } from './reason.ts';

interface OperatorErrorOptions {
  /** Overrides the class of the reason: a ServerFault that names a deadlock is transient. */
  readonly errorClass?: ErrorClass;
  readonly cause?: unknown;
}

/**
 * An error with a reason out of `reason.ts`. The message is one line for an admin: what was found and where;
 * it never holds a password or a whole record.
 */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError';
  readonly reason: Reason;
  readonly errorClass: ErrorClass;

  constructor(reason: Reason, message: string, options: OperatorErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.reason = reason;
    this.errorClass = options.errorClass ?? errorClassOf(reason) ?? 'invalid';
  }
}

/** A setting, manifest or file that cannot be used at start: the command prints the message and exits with 2. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
