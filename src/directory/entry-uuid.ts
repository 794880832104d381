const UUID_BYTES = 16;

/** Octets of an entryUUID as text: lower case, with hyphens. */
export function formatUuid(octets: Buffer): string {
  if (octets.length !== UUID_BYTES) throw new RangeError('an entryUUID does not have 16 octets');
  const hex = octets.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The ids that `others` lacks. */
export function idsWithout(ids: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...ids].filter((id) => !others.has(id));
}
