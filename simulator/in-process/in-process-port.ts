import { type Credentials, USER_FIELDS } from '../../src/model/index.ts';
import { classifyFault, OxError } from '../../src/ox/index.ts';
import { type CallDescription, describeCall } from '../call-description.ts';
import { type FaultRules, hasEffectFirst, type Injection } from '../faults.ts';
import { isXmlDate } from '../soap/xml-values.ts';
import {
  type ArgumentsOf,
  type ContextData,
  OxFault,
  type OxServices,
  type OxSimulation,
  type ResultOf,
  type ServiceName,
  type UserData,
} from '../state/index.ts';

/** Does the call, on its own OX or on another one (a stale copy); throws `OxFault` when OX refuses. */
export type Effect = (ox?: OxSimulation) => unknown;

/**
 * Stands around every call: whatever is awaited before `effect` happens on the way to OX, whatever is awaited after it on the
 * way back. It resolves to the answer, and may throw an `OxError` (`lostCall`) or an `OxFault` at any moment, or never do the effect.
 */
export type Intercept = (call: CallDescription, effect: Effect) => Promise<unknown>;

export interface InProcessOptions {
  readonly ox: OxSimulation;
  readonly intercept?: Intercept | undefined;
  readonly faults?: FaultRules | undefined;
}

interface CallOptions {
  readonly caller: Credentials;
  /** Passwords that no message may show. */
  readonly secrets?: readonly string[];
}

/** One call without a network: refusals become an `OxError` by the table of the real gateway. Microtasks only. */
export class InProcessPort {
  readonly #options: InProcessOptions;

  constructor(options: InProcessOptions) {
    this.#options = options;
  }

  async call<S extends ServiceName, O extends keyof OxServices[S] & string>(
    service: S,
    operation: O,
    args: ArgumentsOf<OxServices[S][O]>,
    { caller, secrets = [] }: CallOptions,
  ): Promise<ResultOf<OxServices[S][O]>> {
    const message = cleaned({ ...(args as Message), auth: caller });
    const call = describeCall(service, operation, message);
    try {
      return (await this.#around(call, (ox = this.#options.ox) => deliver(ox, call, message))) as ResultOf<OxServices[S][O]>;
    } catch (error) {
      if (!(error instanceof OxFault)) throw error;
      throw classifyFault(error, { ...targetOf(call), login: caller.login, secrets: [caller.password, ...secrets] });
    }
  }

  async #around(call: CallDescription, effect: Effect): Promise<unknown> {
    const { intercept, faults } = this.#options;
    const injection = faults?.take(call);
    const injected: Effect = injection === undefined ? effect : (ox) => inject(injection, call, () => effect(ox));
    return intercept === undefined ? injected() : intercept(call, injected);
  }
}

interface Message {
  readonly ctx?: ContextData;
  readonly usrdata?: UserData;
  readonly convertguest?: boolean;
}

/** What the SOAP stack refuses does not reach OX. */
function deliver(ox: OxSimulation, call: CallDescription, message: Message): unknown {
  if (!ox.services.some((name) => name === call.service)) throw missingService(call);
  refuseUnreadable(ox, message);
  return ox.invoke(call.service, call.operation, message);
}

function missingService(call: CallDescription): OxError {
  return new OxError('FeatureUnsupported', `${whereOf(call)}: this OX has no such service`, { ...targetOf(call), target: 'context' });
}

function refuseUnreadable(ox: OxSimulation, message: Message): void {
  if (message.convertguest !== undefined && !ox.settings.convertGuest) {
    const where = '(URI=http://soap.admin.openexchange.com)';
    throw new OxFault(undefined, `Unexpected element "convertguest" ${where}. Please remove that element from SOAP request.`, 'Client');
  }
  for (const [field, value] of Object.entries(message.usrdata ?? {})) {
    const isDate = Object.hasOwn(USER_FIELDS, field) && dateFields.has(field);
    if (isDate && !isXmlDate(String(value))) throw new OxFault(undefined, `Unmarshalling Error: ${String(value)} `, 'Client');
  }
}

const dateFields: ReadonlySet<string> = new Set(Object.entries(USER_FIELDS).flatMap(([field, type]) => (type === 'date' ? [field] : [])));

function inject(injection: Injection, call: CallDescription, effect: Effect): unknown {
  if (hasEffectFirst(injection)) tryEffect(effect);
  if (injection.kind === 'soapFault') throw new OxFault(injection.exception, injection.text ?? '', injection.code);
  throw lostCall(call, wordsOf[injection.kind]);
}

/** A refusal is lost on the way back like any other answer. */
function tryEffect(effect: Effect): void {
  try {
    effect();
  } catch (error) {
    if (!(error instanceof OxFault)) throw error;
  }
}

const wordsOf: Readonly<Record<Exclude<Injection['kind'], 'soapFault'>, string>> = {
  http502: 'OX answered HTTP 502 with an HTML page "502 Bad Gateway"',
  http503: 'OX answered HTTP 503 with an HTML page "503 Service Unavailable"',
  reset: 'OX gave no answer: the connection was reset before the answer was complete',
  hang: 'OX gave no answer in time',
  malformedXml: 'OX answered with XML that cannot be read (cut off or no SOAP of OX)',
};

/** What the gateway rejects with when no answer came: nobody can tell whether the call had its effect. */
export function lostCall(call: CallDescription, words: string, outcomeUnknown = true): OxError {
  return new OxError('OxUnreachable', `${whereOf(call)}: ${words}`, { ...targetOf(call), outcomeUnknown });
}

function whereOf({ service, operation, contextId }: CallDescription): string {
  return `${service}.${operation}${contextId === undefined ? '' : ` in context ${contextId}`}`;
}

function targetOf({ service, operation, contextId }: CallDescription) {
  return { service, operation, contextId };
}

const unwritable = /[^\t\n\r\P{Cc}]|[\ufffe\uffff]/u;
const everyUnwritable = new RegExp(unwritable, 'gu');

/** As a message looks after its way through XML: no control characters, and an empty list was not sent. */
function cleaned<Value>(value: Value): Value {
  return cleanedValue(value) as Value;
}

function cleanedValue(value: unknown): unknown {
  if (typeof value === 'string') return unwritable.test(value) ? value.replace(everyUnwritable, '') : value;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(cleanedValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, cleanedValue(child)]));
}
