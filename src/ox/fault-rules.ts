import type { ErrorClass, Reason } from '../model/index.ts';
import { OPTIONAL_SERVICES } from './optional-service.ts';
import type { OxObjectType } from './ox-error.ts';

/** Which faults mean what: every condition that a rule has must hold. */
export interface FaultRule {
  /** Only for these exceptions; `undefined` in the list is a fault without detail. */
  readonly exceptions?: readonly (string | undefined)[];
  readonly code?: 'Client' | 'VersionMismatch' | 'MustUnderstand';
  readonly text?: RegExp;
  /** Only of these services. */
  readonly services?: readonly string[];
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
export const faultRules: readonly FaultRule[] = [
  // Outages: nobody's data is at fault.
  { exceptions: ['InvalidCredentialsException'], reason: 'OxAuthenticationFailed', target: 'caller' },
  { exceptions: ['DatabaseUpdateException'], reason: 'OxUpdating' },
  {
    services: OPTIONAL_SERVICES,
    exceptions: ['RemoteException', undefined],
    text: /^Missing com\.openexchange\./,
    reason: 'ServerFault',
    errorClass: 'transient',
    explanation: 'OX has not started this service',
  },
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
  { exceptions: ['NoSuchContextException'], services: ['OXContextService'], reason: 'ServerFault', missing: 'context' },
  { exceptions: ['NoSuchContextException'], reason: 'WaitingForContext', missing: 'context' },
  { text: /^Cannot add guest user to group/, reason: 'ServerFault', explanation: 'OX does not take guests into groups' },
  // Secondary accounts have no exception of their own for a group.
  { exceptions: ['NoSuchUserException'], text: /^No such group\b/, reason: 'ServerFault', missing: 'group' },
  { exceptions: ['NoSuchUserException'], reason: 'ServerFault', missing: 'user' },
  { exceptions: ['NoSuchGroupException'], reason: 'ServerFault', missing: 'group' },
  { exceptions: ['NoSuchResourceException'], reason: 'ServerFault', missing: 'resource' },

  // Names and addresses that others have.
  { exceptions: ['ContextExistsException', 'UserExistsException'], ...taken },
  { text: /^User .* already exists in this context/, ...taken },
  { text: /^Group already exists!/, ...taken },
  { text: /^Group .* already exists in this context/, ...taken },
  { text: /^Resource .* already exists in this context/, ...taken },
  // A copy of a user, when only the database found the name.
  { text: /^UCP-0011\b/, ...taken },
  { text: /^Context (?:.* )?already exists!/, ...taken },
  { text: /^Cannot map '.*' to the newly created context/, ...taken },
  { text: /^A mapping with login info ".*" already exists/, ...taken },
  { text: /^The displayname is already used/, reason: 'DisplayNameTaken' },
  { text: /^Primary mail address .* already exists/, reason: 'MailAddressTaken' },
  { text: /^Resource with this email address already exists/, reason: 'MailAddressTaken' },
  { text: /^ACC-0017\b/, reason: 'MailAddressTaken' },

  // Values that OX refuses.
  { text: /^Illegal chars: /, reason: 'IllegalCharacters' },
  { text: /^Invalid group name/, reason: 'IllegalCharacters' },
  { text: /^Mandatory fields (?:in .* )?not set: /, reason: 'MandatoryFieldMissing' },
  { text: /^Empty password is not allowed/, reason: 'MandatoryFieldMissing' },
  { text: /^Primary address is empty/, reason: 'MandatoryFieldMissing' },
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
  {
    text: /^Unexpected element "convertguest"|local:"convertguest"/,
    reason: 'FeatureUnsupported',
    explanation: 'making a user of a guest needs OX 8.36.36 or newer',
  },
  { text: /^Message part .* was not recognized/, reason: 'FeatureUnsupported', explanation: 'this OX does not know the operation' },
  { code: 'Client', reason: 'ServerFault', explanation: unreadable },
  { code: 'VersionMismatch', reason: 'ServerFault', explanation: unreadable },
  { code: 'MustUnderstand', reason: 'ServerFault', explanation: unreadable },
  {
    exceptions: [undefined],
    text: /^(?:Unexpected (?:wrapper )?element|Unmarshalling Error|Invalid value in line|Error reading)/,
    reason: 'ServerFault',
    explanation: unreadable,
  },
];
