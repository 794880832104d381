import { type FaultRule, faultRules } from './fault-rules.ts';
import { readFaultText, withoutSecrets } from './fault-text.ts';
import { describeCall, OxError, type OxErrorContext } from './ox-error.ts';

/** A SOAP fault as it was read off the wire. */
export interface SoapFault {
  /** The element name in the detail: `NoSuchUserException`. CXF's own faults have none. */
  readonly exception: string | undefined;
  /** The faultstring with all its suffixes. */
  readonly text: string;
  /** The faultcode without its prefix: `Server` is OX, `Client` is CXF refusing the message. */
  readonly code?: string | undefined;
}

/** The failed call. */
export interface FaultContext extends OxErrorContext {
  /** Who called: OX names an unknown admin in the words that it uses for a missing user. */
  readonly login?: string | undefined;
  /** Never shown, even if OX repeats them. */
  readonly secrets?: readonly string[] | undefined;
}

/** Services that only the master admin may call. */
const masterServices = ['OXContextService', 'OXUserCopyService'];

const unknownFault: FaultRule = { reason: 'ServerFault' };
const unknownCaller: FaultRule = { reason: 'OxAuthenticationFailed', target: 'caller', explanation: 'the context has no such admin' };

/** The error that a SOAP fault means. */
export function classifyFault(fault: SoapFault, call: FaultContext): OxError {
  const { message, exceptionIds, wrapped } = readFaultText(fault.text);
  const seen = { exception: fault.exception ?? wrapped, code: fault.code, message };
  const rule = deniesCaller(message, call) ? unknownCaller : (faultRules.find((candidate) => fits(candidate, seen, call)) ?? unknownFault);
  const words = readFaultText(withoutSecrets(fault.text, call.secrets ?? [])).message || `${seen.exception ?? 'a fault'} without text`;
  const ids = exceptionIds.length === 0 ? '' : ` [exceptionId ${exceptionIds.join(', ')}]`;
  return new OxError(rule.reason, `${describeCall(call)}: ${rule.explanation === undefined ? '' : `${rule.explanation}: `}${words}${ids}`, {
    service: call.service,
    operation: call.operation,
    contextId: call.contextId,
    missing: rule.missing,
    target: targetOf(rule, call),
    ...(rule.errorClass === undefined ? {} : { errorClass: rule.errorClass }),
  });
}

interface SeenFault {
  readonly exception: string | undefined;
  readonly code: string | undefined;
  readonly message: string;
}

function fits(rule: FaultRule, seen: SeenFault, call: FaultContext): boolean {
  return (
    isAmong(rule.exceptions, seen.exception) &&
    (rule.code === undefined || rule.code === seen.code) &&
    isAmong(rule.services, call.service) &&
    (rule.text?.test(seen.message) ?? true)
  );
}

function isAmong<Value>(allowed: readonly Value[] | undefined, value: Value): boolean {
  return allowed?.includes(value) ?? true;
}

/** OXUserService looks the admin up first: a wrong admin name must never be read as "this user is missing, create it". */
function deniesCaller(message: string, { service, login, contextId }: FaultContext): boolean {
  return service === 'OXUserService' && login !== undefined && message === `No such user ${login} in context ${contextId}`;
}

function targetOf(rule: FaultRule, { service, contextId }: FaultContext): 'installation' | 'context' {
  if (contextId === undefined || rule.target === 'installation') return 'installation';
  return rule.target === 'caller' && masterServices.includes(service) ? 'installation' : 'context';
}
