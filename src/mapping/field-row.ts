import type { UserField } from '../model/index.ts';

/** An attribute by both its names. */
export interface AttributeNames {
  /** Name of the UDM property; the LDAP name where there is no UDM. */
  readonly property: string;
  /** As the schema spells it. */
  readonly attribute: string;
}

/** One line of a mapping table: where an OX field gets its value. */
export interface FieldRow extends AttributeNames {
  readonly field: UserField;
  /** Which of several values is taken, counted from 0. */
  readonly position: number;
  /** Looked at in this order when the attribute is empty. */
  readonly alternatives: readonly AttributeNames[];
  /** Known for the documentation, but sent only when `mapping.set` asks for it. */
  readonly sent: boolean;
  readonly note?: string;
}

interface RowOptions {
  readonly position?: number;
  readonly alternatives?: readonly AttributeNames[];
  readonly sent?: boolean;
  readonly note?: string;
}

export function row(field: UserField, property: string, attribute: string, options: RowOptions = {}): FieldRow {
  return { field, property, attribute, position: 0, alternatives: [], sent: true, ...options };
}

/** A row whose UDM property is called like the LDAP attribute. */
export function same(field: UserField, name: string, options: RowOptions = {}): FieldRow {
  return row(field, name, name, options);
}
