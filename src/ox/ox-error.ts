import { type ErrorClass, OperatorError, type Reason } from '../model/index.ts';

/** What the failing call was about: the reason's target is `installation` for the whole OX, else one context. */
export interface OxErrorContext {
  readonly service: string;
  readonly operation: string;
  readonly contextId?: number | undefined;
}

/** `OXUserService.create in context 10`. */
export function describeCall({ service, operation, contextId }: OxErrorContext): string {
  return `${service}.${operation}${contextId === undefined ? '' : ` in context ${contextId}`}`;
}

/** What a call can name. */
export type OxObjectType = 'user' | 'group' | 'resource' | 'context';

interface OxErrorOptions extends OxErrorContext {
  readonly errorClass?: ErrorClass;
  /** The object that the call named is not there (NoSuchUser, NoSuchGroup, NoSuchResource, NoSuchContext). */
  readonly missing?: OxObjectType | undefined;
  /** The call may have had its effect although no answer came. */
  readonly outcomeUnknown?: boolean;
  /** What is out of order: all of OX (network, master admin) or only this context (its admin). */
  readonly target?: 'installation' | 'context';
  readonly cause?: unknown;
}

/** The only thing an `OxGateway` rejects with. */
export class OxError extends OperatorError {
  override readonly name = 'OxError';
  readonly service: string;
  readonly operation: string;
  readonly contextId: number | undefined;
  readonly missing: OxObjectType | undefined;
  readonly outcomeUnknown: boolean;
  readonly target: 'installation' | 'context';

  constructor(reason: Reason, message: string, options: OxErrorOptions) {
    super(reason, message, {
      ...(options.errorClass === undefined ? {} : { errorClass: options.errorClass }),
      cause: options.cause,
    });
    this.service = options.service;
    this.operation = options.operation;
    this.contextId = options.contextId;
    this.missing = options.missing;
    this.outcomeUnknown = options.outcomeUnknown ?? false;
    this.target = options.target ?? 'installation';
  }
}
