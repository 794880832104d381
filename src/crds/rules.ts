import type { z } from 'zod';

/** One rule about a value, for the API server (CEL) and for us: the two must say the same. */
export interface Rule<Value> {
  /**
   * May use `self`; evaluated by the API server. It also evaluates the rules of an object with `prefault({})` once on the bare `{}`,
   * before the defaults of the fields are filled in: ask `has(self.field)` first there.
   */
  readonly cel: string;
  readonly holds: (value: Value) => boolean;
  /** Tells what to do. */
  readonly message: string;
}

/** The schema, with rules that span several of its fields or need a better message than a bound gives. */
export function withRules<Schema extends z.ZodType>(schema: Schema, ...rules: readonly Rule<z.output<Schema>>[]): Schema {
  return schema
    .superRefine((value, context) => {
      for (const rule of rules) if (!rule.holds(value)) context.addIssue({ code: 'custom', message: rule.message });
    })
    .meta({ 'x-kubernetes-validations': rules.map(({ cel, message }) => ({ rule: cel, message })) });
}
