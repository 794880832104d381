import type { OxServiceName } from './ox-wsdl.ts';

/** What an OX without the service lacks, and what it takes to have it. */
const lacks: Partial<Record<string, string>> = {
  OXSecondaryAccountService: 'this OX has no secondary accounts: they need OX 7.10.6 or newer',
  OXUserCopyService: 'this OX cannot copy users to another context: install its package for copying users',
  OXDeputyPermissionsService: 'this OX has no deputy permissions: they need OX 8.35 or newer with the package open-xchange-deputy',
} satisfies Partial<Record<OxServiceName, string>>;

/** Services that an OX may do without. */
export const OPTIONAL_SERVICES: readonly string[] = Object.keys(lacks);

/** For an admin; `undefined` for a service without which OX is no OX. */
export function lackOf(service: OxServiceName): string | undefined {
  return lacks[service];
}
