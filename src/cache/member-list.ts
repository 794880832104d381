import type { Kind } from '../model/index.ts';

/** A directory entry as the cache knows it: where it is and when it was last seen. */
export interface KnownEntry {
  readonly sourceId: string;
  readonly entryUuid: string;
  /** Normalized. */
  readonly dn: string;
}

/** What is made of an entry and the users that it names by DN. */
export type ListKind = Extract<Kind, 'Group' | 'FunctionalAccount' | 'DeputyPermission'>;

/** The member list of one entry. A user's deputies are a list beside the user, under the same source id. */
export interface ListKey {
  readonly owner: string;
  readonly kind: ListKind;
  readonly sourceId: string;
}

export interface MemberList extends ListKey {
  readonly name: string;
  /** Whatever else its objects are made of; the feed's own text. */
  readonly content: string;
  /** Normalized. */
  readonly memberDns: readonly string[];
}

/** The row of a user who is wanted in OX, and the context he is wanted in; 0 while he has none. */
export interface UserPlace {
  readonly id: number;
  readonly contextId: number;
}

/** A member that is a user of the same directory and wanted in some context. */
export interface ResolvedMember extends UserPlace {
  readonly sourceId: string;
  /** Normalized. */
  readonly dn: string;
}
