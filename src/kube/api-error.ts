import { z } from 'zod';
import { messageOf, OperatorError } from '../model/index.ts';

const statusSchema = z.object({
  message: z.string().default(''),
  reason: z.string().default(''),
  code: z.number().default(0),
  details: z.object({ retryAfterSeconds: z.number().optional() }).optional(),
});

interface ApiErrorOptions {
  readonly status: number;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

const MAX_MESSAGE = 500;
/** Answers that stay the same however often one asks. 403 is not among them: a Role may come. */
const PERMANENT: readonly number[] = [400, 404, 405, 406, 413, 415, 422];

/** The API server refused, or could not be asked. Its own words are in the message. */
export class ApiError extends OperatorError {
  override readonly name = 'ApiError';
  /** HTTP status, 0 when there was no answer. */
  readonly status: number;
  /** How long the API server wants to be left alone, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: ApiErrorOptions) {
    super('BackingOff', message.slice(0, MAX_MESSAGE), { errorClass: 'transient', cause: options.cause });
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** @param request what was asked, such as `GET /api/v1/secrets` */
  static fromAnswer(request: string, status: number, retryAfter: unknown, text: string): ApiError {
    const body = parseStatus(text);
    const seconds = typeof retryAfter === 'string' ? Number(retryAfter) : body?.details?.retryAfterSeconds;
    const said = body?.message || 'an answer without a message';
    return new ApiError(`API server, ${request}: ${status}, ${said}`, { status, retryAfterMs: toMilliseconds(seconds) });
  }

  /** From the object of an ERROR event of a watch. */
  static fromStatus(request: string, object: unknown): ApiError {
    const { data: status } = statusSchema.safeParse(object);
    const message = `API server, ${request}: ${status?.code ?? 0}, ${status?.message || 'an error without a message'}`;
    return new ApiError(message, { status: status?.code ?? 0, retryAfterMs: toMilliseconds(status?.details?.retryAfterSeconds) });
  }

  static fromFailure(request: string, cause: unknown): ApiError {
    if (cause instanceof ApiError) return cause;
    return new ApiError(`API server, ${request}: no answer, ${explain(cause)}`, { status: 0, cause });
  }

  get isPermanent(): boolean {
    return PERMANENT.includes(this.status);
  }
}

export function hasStatus(error: unknown, status: number): boolean {
  return error instanceof ApiError && error.status === status;
}

function parseStatus(text: string): z.infer<typeof statusSchema> | undefined {
  try {
    return statusSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // not JSON: a proxy between us and the API server spoke
  }
}

function toMilliseconds(seconds: number | undefined): number | undefined {
  return seconds !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
}

/** Node leaves the message of an AggregateError empty when no address of a host could be reached. */
function explain(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') return cause.errors.map(messageOf).join('; ');
  return messageOf(cause);
}
