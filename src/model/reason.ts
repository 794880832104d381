/**
 * Every reason the operator ever gives: condition reason = event reason = metric label = `reason` of an error.
 * `errorClass` decides the path of an object (engine/), `remedy` tells an admin what to do.
 *
 * outage: the target cannot be worked with; nobody's fault, everything of it waits and is probed.
 * dependency: something else must come first; woken by it.
 * transient: the same call may succeed a moment later.
 * invalid: this object's data is refused; `errorPolicy` decides between parking and halting.
 */
export type ErrorClass = 'outage' | 'dependency' | 'transient' | 'invalid';

interface ReasonFacts {
  readonly errorClass?: ErrorClass;
  readonly remedy?: string;
}

const facts = {
  Settled: {},
  Progressing: {},
  Suspended: {},
  Observing: {},
  Disabled: {},
  WaitingForContext: { errorClass: 'dependency', remedy: 'Apply an OXContext with this contextId, or correct the context of the entry.' },
  WaitingForCredentials: {
    errorClass: 'dependency',
    remedy: 'Create the Secret that spec.adminSecretRef of the OXContext names, with the keys username and password.',
  },
  WaitingForAccessProfile: { errorClass: 'dependency', remedy: 'Create the access profile that oxAccess names, or correct oxAccess.' },
  WaitingForMember: { errorClass: 'dependency', remedy: 'Nothing to do: the group is completed when its members exist in OX.' },
  NoContext: {
    errorClass: 'dependency',
    remedy: 'Give the entry a context (oxContextIDNum), or set spec.users.contextId.default of the OXDirectory.',
  },
  BackingOff: { errorClass: 'transient' },
  OxUnreachable: { errorClass: 'outage', remedy: 'Check OX_SOAP_SERVER, the network and the OX server. The operator keeps trying.' },
  OxAuthenticationFailed: { errorClass: 'outage', remedy: 'Check the admin name and password, and that the context exists in OX.' },
  OxUpdating: { errorClass: 'outage', remedy: 'OX is updating a database schema. The operator goes on by itself when it is done.' },
  CacheUnavailable: {
    errorClass: 'outage',
    remedy: 'Make room on the disk of CACHE_PATH, or mend it. Nothing is written to OX meanwhile, and all goes on by itself afterwards.',
  },
  CacheDamaged: {
    errorClass: 'outage',
    remedy:
      'Nothing to do at once: the operator puts the file aside, ends, and begins a new one when it is started again. Look at the disk.',
  },
  DirectoryUnreachable: {
    errorClass: 'outage',
    remedy:
      'Check what the message names: the LDAP server, the network and spec.ldap.urls, or the text of spec.ldif. The operator keeps trying.',
  },
  DirectoryIncomplete: {
    errorClass: 'outage',
    remedy: 'The search was cut short, so nothing is deleted. Give the bind DN unlimited size and time limits, and check base and filter.',
  },
  DirectoryAccessDenied: { errorClass: 'outage', remedy: 'Check bindDN and password in the Secret that spec.ldap.bindSecretRef names.' },
  DeletionsHeld: { remedy: 'Look at the held deletions, then approve them with the annotation ox-operator.dev/approve-deletions.' },
  DriftDetected: { remedy: 'Look who changed it in OX. Change it back there, at the source, or set driftPolicy: Correct.' },
  Halted: { remedy: 'Mend the object named here at its source, or set errorPolicy: Park.' },
  Quarantined: {
    remedy:
      'Mend what the message names; as soon as some objects in a row succeed, all go on, and those parked for it are tried once more.',
  },
  InvalidSpec: { errorClass: 'invalid', remedy: 'Correct the field that the message names. The last valid state stays in force.' },
  ContextIdConflict: {
    errorClass: 'invalid',
    remedy: 'Two OXContexts have this contextId; the older one keeps it. Delete one, or give it another contextId.',
  },
  DeletionBlocked: { errorClass: 'dependency', remedy: 'Move or delete what still lives in the context first.' },
  DisplayNameTaken: { errorClass: 'invalid', remedy: 'Give the entry another display name, or switch enforceUniqueDisplayName off in OX.' },
  NameTaken: { errorClass: 'invalid', remedy: 'Another object in OX has this name. Rename one of the two.' },
  MailAddressTaken: {
    errorClass: 'invalid',
    remedy: 'Another account in OX has this primary mail address. Give one of the two another address.',
  },
  GuestHoldsMailAddress: {
    errorClass: 'invalid',
    remedy: 'A guest account holds this address. Remove the guest in OX, or use OX 8.36.36 or newer.',
  },
  IllegalCharacters: { errorClass: 'invalid', remedy: 'Take the characters named in the message out of the name, or allow them in OX.' },
  MandatoryFieldMissing: { errorClass: 'invalid', remedy: 'Fill in the attributes that the message names.' },
  InvalidMailAddress: { errorClass: 'invalid', remedy: 'Correct the mail address that the message names.' },
  InvalidDate: { errorClass: 'invalid', remedy: 'Write the date as YYYY-MM-DD or DD.MM.YYYY.' },
  InvalidIdentifier: {
    errorClass: 'invalid',
    remedy: 'Give the identifier attribute exactly one non-empty value, or choose another identifier.',
  },
  InvalidMapping: { errorClass: 'invalid', remedy: 'Correct spec.mapping of the OXDirectory, or the value that the message names.' },
  ContextAdminProtected: {
    errorClass: 'invalid',
    remedy: 'The entry has the name of the context admin, who is never touched. Rename the entry.',
  },
  DuplicateSource: {
    errorClass: 'dependency',
    remedy: 'Two entries claim this name in one context; the first keeps it. Rename or remove one of them.',
  },
  RightsConflict: {
    errorClass: 'invalid',
    remedy: 'globalAddressBookDisabled cannot go with editPublicFolders, readCreateSharedFolders, webdavXml or delegateTask.',
  },
  FeatureUnsupported: {
    errorClass: 'invalid',
    remedy: 'This needs a newer OX, a package that this OX lacks, or a newer ox-operator: the message says which.',
  },
  ServerFault: { errorClass: 'invalid', remedy: 'Read the message: it is what OX answered. The logs of OX tell more.' },
} as const satisfies Record<string, ReasonFacts>;

export type Reason = keyof typeof facts;

export const REASONS = Object.keys(facts) as Reason[];

/** What an admin can do about it, or `undefined` when there is nothing to be done. */
export function remedyFor(reason: Reason): string | undefined {
  const fact: ReasonFacts = facts[reason];
  return fact.remedy;
}

/** The path that an error with this reason takes, or `undefined` for a reason that is no error. */
export function errorClassOf(reason: Reason): ErrorClass | undefined {
  const fact: ReasonFacts = facts[reason];
  return fact.errorClass;
}
