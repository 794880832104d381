import { classifyFault, type FaultContext, type OxError } from '../../src/ox/index.ts';

export const userCall: FaultContext = { service: 'OXUserService', operation: 'change', contextId: 10, login: 'oxadmin' };
export const groupCall: FaultContext = { ...userCall, service: 'OXGroupService' };
export const contextCall: FaultContext = { ...userCall, service: 'OXContextService', login: 'oxadminmaster' };

export const resourceCall: FaultContext = { ...userCall, service: 'OXResourceService' };
export const accountCall: FaultContext = { ...userCall, service: 'OXSecondaryAccountService', operation: 'create' };
export const copyCall: FaultContext = { ...contextCall, service: 'OXUserCopyService', operation: 'copyUser', contextId: 11 };
export const deputyCall: FaultContext = { ...userCall, service: 'OXDeputyPermissionsService', operation: 'grant' };

export interface Row {
  readonly exception?: string;
  readonly text: string;
  readonly code?: string;
  readonly call?: FaultContext;
  readonly means: Partial<Pick<OxError, 'reason' | 'errorClass' | 'missing' | 'target'>>;
}

export function classify({ exception, text, code, call = userCall }: Omit<Row, 'means'>): OxError {
  return classifyFault({ exception, text: `${text}; exceptionId -225208343-74`, code }, call);
}
