/** One directory entry as it was read. Attribute names are in lower case; values keep their order. */
export interface DirectoryEntry {
  /** univentionObjectIdentifier, else entryUUID: stays through renames and moves. */
  readonly sourceId: string;
  /**
   * What the directory itself calls the entry, in lower case: `present` and `gone` speak of entries by it. It changes when an entry
   * is deleted and restored, where a univentionObjectIdentifier stays.
   */
  readonly entryUuid: string;
  /** As the server spells it. */
  readonly dn: string;
  /** Which queries of the poll the entry belongs to, by `DirectoryQuery.name`. */
  readonly query: string;
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  /** Attributes whose values are octets (jpegPhoto), as copies of their own. */
  readonly binary: ReadonlyMap<string, readonly Buffer[]>;
}
