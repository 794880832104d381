import { type Clock, type Credentials, messageOf, type Reason } from '../model/index.ts';
import type { CallLimiter } from './call-limiter.ts';
import { classifyFault } from './fault-table.ts';
import { oneLine, withoutSecrets } from './fault-text.ts';
import { HttpFailure } from './http-failure.ts';
import { lackOfService } from './optional-service.ts';
import { describeCall, OxError, type OxErrorContext, type OxObjectType } from './ox-error.ts';
import type { OxServiceName } from './ox-wsdl.ts';
import { SoapFaultReceived, type SoapService, type WireMessage } from './soap-service.ts';
import { xmlText } from './xml-text.ts';

/** What a call looked like from outside. `durationMs` is the time at OX, without waiting for a free place. */
export interface ObservedCall {
  readonly service: OxServiceName;
  readonly operation: string;
  readonly outcome: 'ok' | Reason;
  readonly durationMs: number;
}

export type CallObserver = (call: ObservedCall) => void;

/** A value of a message as the services write it: plain texts, nothing for `undefined`. */
export type WireValue = string | number | boolean | undefined | readonly WireValue[] | { readonly [element: string]: WireValue };

export interface OxRequest {
  readonly operation: string;
  readonly contextId: number;
  readonly caller: Credentials;
  /** In the order of the WSDL, up to `auth`, which is the last part of most operations. */
  readonly parts: Readonly<Record<string, WireValue>>;
  readonly partsBehindAuth?: Readonly<Record<string, WireValue>>;
  /** A read may find nothing: that is no failure. */
  readonly mayMiss?: OxObjectType;
  /** Passwords among the parts. */
  readonly secrets?: readonly string[];
}

interface ServicePortOptions {
  readonly service: OxServiceName;
  readonly soap: SoapService;
  readonly limiter: CallLimiter;
  readonly clock: Clock;
  readonly observer: CallObserver | undefined;
}

/** The one way to OX: takes its turn, calls, reads the answer, and turns whatever goes wrong into an `OxError`. */
export class ServicePort {
  private readonly options: ServicePortOptions;

  constructor(options: ServicePortOptions) {
    this.options = options;
  }

  /** @param read makes sense of the answer; throws `UnreadableAnswer` */
  async call<T>(request: OxRequest, read: (result: unknown) => T): Promise<T> {
    try {
      return await this.options.limiter.run(request.contextId, () => this.exchange(request, read));
    } catch (error) {
      throw this.errorOf(error, request);
    }
  }

  /** For reads: what is not there is `undefined`, any other error stays one. */
  async find<T>(request: OxRequest, read: (result: unknown) => T): Promise<T | undefined> {
    try {
      return await this.call(request, read);
    } catch (error) {
      if (error instanceof OxError && foundNothing(error, request)) return undefined;
      throw error;
    }
  }

  /** A call that the contract of the gateway forbids: a fault of ours, found before anything was sent. */
  refuse(reason: Reason, request: { operation: string; contextId: number }, message: string): OxError {
    const call = { service: this.options.service, operation: request.operation, contextId: request.contextId };
    return new OxError(reason, `${describeCall(call)}: ${message}`, { ...call, target: 'context' });
  }

  private async exchange<T>(request: OxRequest, read: (result: unknown) => T): Promise<T> {
    const { clock, soap } = this.options;
    const startedAt = clock.now();
    try {
      const result = read(await soap.invoke(request.operation, toMessage(request)));
      this.observe(request, 'ok', startedAt);
      return result;
    } catch (error) {
      const failure = this.errorOf(error, request);
      this.observe(request, foundNothing(failure, request) ? 'ok' : failure.reason, startedAt);
      throw failure;
    }
  }

  private observe({ operation }: OxRequest, outcome: 'ok' | Reason, startedAt: number): void {
    const { service, observer, clock } = this.options;
    observer?.({ service, operation, outcome, durationMs: clock.now() - startedAt });
  }

  private errorOf(error: unknown, request: OxRequest): OxError {
    if (error instanceof OxError) return error;
    const { caller, operation, contextId } = request;
    const call = { service: this.options.service, operation, contextId };
    const secrets = [caller.password, ...(request.secrets ?? [])].flatMap((secret) => [secret, xmlText(secret), oneLine(secret)]);
    if (error instanceof SoapFaultReceived) return classifyFault(error.fault, { ...call, login: caller.login, secrets });
    if (error instanceof HttpFailure) return withoutAnswer(error, call, secrets);
    const message = oneLine(`${describeCall(call)}: OX answered ${messageOf(error)}`);
    return new OxError('OxUnreachable', message, { ...call, outcomeUnknown: true });
  }
}

function withoutAnswer(failure: HttpFailure, call: OxErrorContext, secrets: readonly string[]): OxError {
  const lack = failure.noService ? lackOfService(call) : undefined;
  if (lack !== undefined) return lack;
  const { outcomeUnknown, cause } = failure;
  const message = oneLine(`${describeCall(call)}: ${wordsOf(failure, secrets)}`);
  return new OxError('OxUnreachable', message, { ...call, outcomeUnknown, cause });
}

function wordsOf({ message, quoted }: HttpFailure, secrets: readonly string[]): string {
  return quoted === undefined ? message : message.replace(`"${quoted}"`, () => `"${withoutSecrets(quoted, secrets)}"`);
}

function foundNothing(error: OxError, { mayMiss }: OxRequest): boolean {
  return error.missing !== undefined && error.missing === mayMiss;
}

function toMessage({ parts, caller, partsBehindAuth }: OxRequest): WireMessage {
  return toWire({ ...parts, auth: { login: caller.login, password: caller.password }, ...partsBehindAuth });
}

function toWire(record: Readonly<Record<string, WireValue>>): WireMessage {
  return Object.fromEntries(Object.entries(record).map(([element, value]) => [element, wireValue(value)]));
}

/** node-soap leaves `undefined` and empty lists out. */
function wireValue(value: WireValue): unknown {
  if (typeof value === 'string') return xmlText(value);
  if (typeof value !== 'object') return value;
  return isList(value) ? value.map(wireValue) : toWire(value);
}

function isList(value: readonly WireValue[] | { readonly [element: string]: WireValue }): value is readonly WireValue[] {
  return Array.isArray(value);
}
