import type { ErrorClass, Reason } from '../model/index.ts';
import { readFaultText, withoutSecrets } from './fault-text.ts';
import { OxError, type OxErrorContext, type OxObjectType } from './ox-error.ts';

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

interface FaultRule {
  /** Only for these exceptions; `undefined` in the list is a fault without detail. */
  readonly exceptions?: readonly (string | undefined)[];
  readonly code?: 'Client' | 'VersionMismatch' | 'MustUnderstand';
  readonly text?: RegExp;
  readonly service?: string;
  readonly reason: Reason;
  readonly errorClass?: ErrorClass;
  readonly missing?: OxObjectType;
  /** What is out of order, the context when left out. `caller` is all of OX for calls of the master admin, else the context. */
  readonly target?: 'installation' | 'caller';
  /** Said before the words of OX. */
  readonly explanation?: string;
}

const unreadable = 'OX could not read the message (a fault of ox-operator, or an OX that is too old)';
const taken = { reason: 'NameTaken' } as const;
const storage = ['StorageException', 'RemoteException', undefined] as const;

/** Fault → reason. The first rule that fits decides. */
const rules: readonly FaultRule[] = [
  // Outages: nobody's data is at fault.
  { exceptions: ['InvalidCredentialsException'], reason: 'OxAuthenticationFailed', target: 'caller' },
  { exceptions: ['DatabaseUpdateException'], reason: 'OxUpdating' },
  {
    exceptions: ['RemoteException', undefined],
    text: /^Missing com\.openexchange\./,
    reason: 'OxUnreachable',
    target: 'installation',
    explanation: 'OX is still starting',
  },
  {
    exceptions: [undefined],
    text: /^No binding operation info/,
    reason: 'OxUnreachable',
    target: 'installation',
    explanation: 'OX is still starting',
  },

  // What the call named is not there.
  { exceptions: ['NoSuchContextException'], service: 'OXContextService', reason: 'ServerFault', missing: 'context' },
  { exceptions: ['NoSuchContextException'], reason: 'WaitingForContext', missing: 'context' },
  { text: /^Cannot add guest user to group/, reason: 'ServerFault', explanation: 'OX does not take guests into groups' },
  { exceptions: ['NoSuchUserException'], reason: 'ServerFault', missing: 'user' },
  { exceptions: ['NoSuchGroupException'], reason: 'ServerFault', missing: 'group' },

  // Names and addresses that others have.
  { exceptions: ['ContextExistsException', 'UserExistsException'], ...taken },
  { text: /^User .* already exists in this context/, ...taken },
  { text: /^Group already exists!/, ...taken },
  { text: /^Group .* already exists in this context/, ...taken },
  { text: /^Context (?:.* )?already exists!/, ...taken },
  { text: /^Cannot map '.*' to the newly created context/, ...taken },
  { text: /^A mapping with login info ".*" already exists/, ...taken },
  { text: /^The displayname is already used/, reason: 'DisplayNameTaken' },
  { text: /^Primary mail address .* already exists/, reason: 'MailAddressTaken' },

  // Values that OX refuses.
  { text: /^Illegal chars: /, reason: 'IllegalCharacters' },
  { text: /^Mandatory fields (?:in .* )?not set: /, reason: 'MandatoryFieldMissing' },
  { text: /^Empty password is not allowed/, reason: 'MandatoryFieldMissing' },
  { text: /^Invalid email address/, reason: 'InvalidMailAddress' },
  { text: /^Global address book can not be disabled/, reason: 'RightsConflict' },
  { text: /^Admin delete not supported/, reason: 'ContextAdminProtected' },
  { text: /^Changing username is disabled/, reason: 'ServerFault', explanation: 'OX needs USERNAME_CHANGEABLE=true in User.properties' },
  {
    text: /^primary mail must not be changed/,
    reason: 'ServerFault',
    explanation: 'OX needs PRIMARY_MAIL_UNCHANGEABLE=false in User.properties',
  },

  // The database had no time.
  { exceptions: storage, text: /deadlock|lock wait timeout|try restarting transaction/i, reason: 'ServerFault', errorClass: 'transient' },
  { exceptions: storage, text: /communications link failure|too many connections/i, reason: 'ServerFault', errorClass: 'transient' },
  {
    exceptions: storage,
    text: /connection (?:\w+ ){0,3}(?:reset|refused|closed|timed out|lost)|connect timed out|(?:get|obtain|acquire|create|no) (?:\w+ ){0,3}connection/i,
    reason: 'ServerFault',
    errorClass: 'transient',
  },

  // CXF refused the message before OX saw it.
  { text: /^Unexpected element "convertguest"/, reason: 'FeatureUnsupported' },
  { text: /local:"convertguest"/, reason: 'FeatureUnsupported' },
  { code: 'Client', reason: 'ServerFault', explanation: unreadable },
  { code: 'VersionMismatch', reason: 'ServerFault', explanation: unreadable },
  { code: 'MustUnderstand', reason: 'ServerFault', explanation: unreadable },
  {
    exceptions: [undefined],
    text: /^(?:Unexpected (?:wrapper )?element|Unmarshalling Error|Invalid value in line|Message part|Error reading)/,
    reason: 'ServerFault',
    explanation: unreadable,
  },
];

const unknownFault: FaultRule = { reason: 'ServerFault' };
const unknownCaller: FaultRule = { reason: 'OxAuthenticationFailed', target: 'caller', explanation: 'the context has no such admin' };

/** The error that a SOAP fault means. */
export function classifyFault(fault: SoapFault, call: FaultContext): OxError {
  const { message, exceptionIds, wrapped } = readFaultText(fault.text);
  const seen = { exception: fault.exception ?? wrapped, code: fault.code, message };
  const rule = deniesCaller(message, call) ? unknownCaller : (rules.find((candidate) => fits(candidate, seen, call)) ?? unknownFault);
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

/** `OXUserService.create in context 10`. */
export function describeCall({ service, operation, contextId }: OxErrorContext): string {
  return `${service}.${operation}${contextId === undefined ? '' : ` in context ${contextId}`}`;
}

interface SeenFault {
  readonly exception: string | undefined;
  readonly code: string | undefined;
  readonly message: string;
}

function fits(rule: FaultRule, seen: SeenFault, call: FaultContext): boolean {
  return (
    (rule.exceptions?.includes(seen.exception) ?? true) &&
    (rule.code === undefined || rule.code === seen.code) &&
    (rule.service === undefined || rule.service === call.service) &&
    (rule.text?.test(seen.message) ?? true)
  );
}

/** OXUserService looks the admin up first: a wrong admin name must never be read as "this user is missing, create it". */
function deniesCaller(message: string, { service, login, contextId }: FaultContext): boolean {
  return service === 'OXUserService' && login !== undefined && message === `No such user ${login} in context ${contextId}`;
}

function targetOf(rule: FaultRule, { service, contextId }: FaultContext): 'installation' | 'context' {
  if (contextId === undefined || rule.target === 'installation') return 'installation';
  return rule.target === 'caller' && service === 'OXContextService' ? 'installation' : 'context';
}
