import { type DirectoryEntry, type Fault, normalizeDn, type Reason } from '../model/index.ts';
import { type AttributeSource, valuesOf } from './attribute-source.ts';
import type { CompiledFunctionalAccounts, CompiledMapping } from './compiled-mapping.ts';
import { isMailAddress, MAIL_ADDRESS_EXPECTED } from './mail-address.ts';
import { quoted } from './quoted.ts';

/** A shared mailbox before it is fanned out over the contexts of its members. */
export type MappedFunctionalAccount =
  | { readonly type: 'outOfScope'; readonly why: string }
  | {
      readonly type: 'functionalAccount';
      /** Also what `fa_entry_uuid` stands for in login templates. */
      readonly sourceId: string;
      readonly name: string;
      readonly primaryAddress: string;
      /** The sender's name; empty when the entry gives none. */
      readonly personal: string;
      /** Of users, normalised, each once, in the order of the directory. */
      readonly memberDns: readonly string[];
      readonly fault?: Fault | undefined;
    };

/** What an entry is as a functional account. Never throws. */
export function mapFunctionalAccount(entry: DirectoryEntry, mapping: CompiledMapping): MappedFunctionalAccount {
  const sources = mapping.functionalAccounts;
  if (sources === undefined) return { type: 'outOfScope', why: 'the preset knows no functional accounts' };
  const name = firstValue(entry, sources.name);
  const primaryAddress = firstValue(entry, sources.primaryAddress);
  const account = {
    type: 'functionalAccount',
    sourceId: entry.sourceId,
    // A nameless object still needs something to be called by in lists and messages.
    name: name === '' ? entry.dn : name,
    primaryAddress,
    personal: firstValue(entry, sources.personal),
    memberDns: memberDnsOf(entry, sources.members),
  } as const;
  const fault = faultOf(entry, sources, name, primaryAddress);
  return fault === undefined ? account : { ...account, fault };
}

function firstValue(entry: DirectoryEntry, source: AttributeSource): string {
  return valuesOf(entry, source)[0]?.trim() ?? '';
}

/** Groups may stand here as well, left by versions that took them; only users count. */
function memberDnsOf(entry: DirectoryEntry, source: AttributeSource): string[] {
  const users = valuesOf(entry, source).filter((dn) => /^\s*uid\s*=/i.test(dn));
  return [...new Set(users.map(normalizeDn))];
}

function faultOf(entry: DirectoryEntry, sources: CompiledFunctionalAccounts, name: string, address: string): Fault | undefined {
  const missing = [name === '' ? sources.name : undefined, address === '' ? sources.primaryAddress : undefined]
    .filter((source) => source !== undefined)
    .map(({ attribute }) => attribute);
  if (missing.length > 0) return fault(entry, 'MandatoryFieldMissing', `empty, but a functional account needs it: ${missing.join(', ')}`);
  if (isMailAddress(address)) return undefined;
  return fault(
    entry,
    'InvalidMailAddress',
    `${sources.primaryAddress.attribute} holds ${quoted(address)}, expected ${MAIL_ADDRESS_EXPECTED}`,
  );
}

function fault(entry: DirectoryEntry, reason: Reason, problem: string): Fault {
  return { reason, message: `${entry.dn}: ${problem}` };
}
