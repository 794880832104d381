import type { Kind } from './kind.ts';
import type { Reason } from './reason.ts';

/** A value of an OX field. Binary data is base64 text. Dates are `YYYY-MM-DD`. */
export type FieldValue = string | number | boolean | readonly string[];

/** OX fields by SOAP element name. A missing field is left as it is in OX; an empty string clears a string field. */
export type Fields = Readonly<Record<string, FieldValue>>;

/** Why an object cannot be written, found before anything was sent. */
export interface Fault {
  readonly reason: Reason;
  readonly message: string;
}

/** The projection of one LDAP entry or custom resource onto OX. */
export interface DesiredObject {
  readonly kind: Kind;
  /** Name of the OXDirectory that feeds it; empty for a custom resource. */
  readonly owner: string;
  /** What identifies it for ever at its source. For one group in one context: `<source id>` with `contextId` as partition. */
  readonly sourceId: string;
  /** The OX context it belongs to; 0 while it has none. */
  readonly contextId: number;
  /** Its name in OX: login, group name, context name. */
  readonly name: string;
  readonly fields: Fields;
  /** Users only: the access profile whose rights the user has; an empty name is no rights at all. */
  readonly accessProfile?: string | undefined;
  /** Users only: the name before the address in mails; absent: left as it is in OX. */
  readonly personal?: string | undefined;
  /** Users only: what the operator did not write into the aliases stays there. */
  readonly aliasPolicy?: 'Merge' | undefined;
  /**
   * Users only: what the login templates of functional accounts may ask for, by placeholder: always `dn` (normalized) and `username`,
   * and whatever the template of the directory names beside the mapped properties.
   */
  readonly properties?: Readonly<Record<string, string>> | undefined;
  /** Found wrong before it was sent: nothing is written until the source is mended. */
  readonly fault?: Fault | undefined;
}

/** What we last wrote to OX for a desired object. Values longer than 200 characters are kept as `sha256:<hex>`. */
export interface AppliedRecord {
  readonly oxId: number;
  readonly contextId: number;
  readonly name: string;
  readonly fields: Fields;
  /** Users only: the rights that are on. */
  readonly rights?: readonly string[] | undefined;
  /** Users only: made of a guest, whose rights are still to be written; a read that lags behind would show those of the guest. */
  readonly hasGuestRights?: boolean | undefined;
  /** Users only: the name before the address in mails, where we wrote one. */
  readonly personal?: string | undefined;
  /** Users with aliasPolicy Merge: aliases in OX that are not ours. */
  readonly foreignAliases?: readonly string[] | undefined;
  /** The object is about to be copied into this context, in which its name was free. */
  readonly movingTo?: number | undefined;
  /** It lives in `contextId` already; this is what is still to be deleted where it came from. */
  readonly remains?: Remains | undefined;
}

/** What a move between contexts leaves behind until its last step. */
export interface Remains {
  readonly contextId: number;
  readonly oxId: number;
  readonly name: string;
}
