import type { FieldValue } from './desired-object.ts';

/** One field of OX, or one of `context`, `name`, `rights` and `personal`. Long values are digests (`sha256:<hex>`), pictures never shown. */
export interface FieldChange {
  readonly field: string;
  /** Absent: it had, or has, none. */
  readonly before?: FieldValue | undefined;
  readonly after?: FieldValue | undefined;
}

/** What a write makes of an object. `move`: it lives in another context from now on; what it leaves there is a `delete` of its own. */
export type Verb = 'create' | 'change' | 'move' | 'delete';
