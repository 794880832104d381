import { describeCall, OxError, type OxErrorContext } from './ox-error.ts';
import type { OxServiceName } from './ox-wsdl.ts';

/** What an OX without the service lacks, and what it takes to have it. */
const lacks: Partial<Record<string, string>> = {
  OXSecondaryAccountService: 'this OX has no secondary accounts: they need OX 7.10.6 or newer',
  OXUserCopyService: 'this OX cannot copy users to another context: install its package for copying users',
  OXDeputyPermissionsService: 'this OX has no deputy permissions: they need OX 8.35 or newer with the package open-xchange-deputy',
} satisfies Partial<Record<OxServiceName, string>>;

/** Services that an OX may do without. */
export const OPTIONAL_SERVICES: readonly string[] = Object.keys(lacks);

/** What a call rejects with when its service is not there; `undefined` for a service without which OX is no OX. */
export function lackOfService(call: OxErrorContext): OxError | undefined {
  const lack = lacks[call.service];
  if (lack === undefined) return undefined;
  const message = `${describeCall(call)}: ${lack} (there is no /webservices/${call.service} at OX_SOAP_SERVER)`;
  return new OxError('FeatureUnsupported', message, { ...call, target: 'context' });
}
