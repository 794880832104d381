import { z } from 'zod';
import { DURATION_PATTERN, parseDuration } from './duration.ts';
import { withRules } from './rules.ts';

/**
 * Keys of our own in a schema's meta data; none of them reaches a CRD.
 * `x-ox-expected`: what to expect of the value, in words. `x-ox-late-default`: the operator fills the default in, not the API server,
 * because a setting of the operator may come between. `x-ox-manifests-only`: makes no sense in a cluster.
 */
export const OWN_KEYS = ['x-ox-expected', 'x-ox-late-default', 'x-ox-manifests-only'] as const;

export const lateDefault = { 'x-ox-late-default': true } as const;
export const manifestsOnly = { 'x-ox-manifests-only': true } as const;

export function expected(text: string): { readonly 'x-ox-expected': string } {
  return { 'x-ox-expected': text };
}

const namePattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** A reference by name to something in the same namespace. */
export function reference(what: string): z.ZodObject<{ name: z.ZodString }> {
  return z.object({
    name: z
      .string()
      .min(1)
      .max(253)
      .regex(namePattern)
      .meta(expected('the name of an object: lower-case letters, digits, - and .'))
      .describe(`Name of the ${what}, in the same namespace.`),
  });
}

export const suspend = z
  .boolean()
  .default(false)
  .describe(
    'Stops all work for this resource while true: nothing is read for it and nothing is written to OX. What exists stays as it is. Its deletion is carried out all the same.',
  );

export function deletionPolicy(
  description: string,
  fallback: 'Delete' | 'Orphan' = 'Orphan',
): z.ZodDefault<z.ZodEnum<{ Delete: 'Delete'; Orphan: 'Orphan' }>> {
  return z.enum(['Delete', 'Orphan']).default(fallback).describe(description);
}

/** Of an access profile; entries of a directory may hold anything. */
export const profileName = z.string().max(253);

/** Where something lives. The id of the context is that of the OXContext. */
export const contextRef = reference('OXContext');

export function mailAddress(example: string, description: string): z.ZodString {
  return z
    .string()
    .max(320)
    .regex(/^[^\s@]+@[^\s@]+$/)
    .meta(expected(`a mail address such as ${example}`))
    .describe(description);
}

/** `mapping/account-login.ts` puts the values in; a brace anywhere else is a slip that would end up in a login. */
export function loginTemplate(description: string): z.ZodString {
  return z
    .string()
    .max(512)
    .regex(/^([^{}]|\{\{[A-Za-z0-9_-]+\}\})*$/)
    .meta(expected('text with placeholders in double braces such as {{username}}, and no other braces'))
    .describe(description);
}

/** A list in which nothing stands twice; the API server says so by itself. */
export function listAsSet<Item extends z.ZodType>(item: Item, maximum: number): z.ZodArray<Item> {
  return z
    .array(item)
    .max(maximum)
    .superRefine((items, context) => {
      const twice = new Set(items.filter((value, index) => items.indexOf(value) !== index));
      for (const value of twice)
        context.addIssue({ code: 'custom', message: `${JSON.stringify(value)} stands there twice, expected once` });
    })
    .meta({ 'x-kubernetes-list-type': 'set' });
}

/** At least one second: nobody needs a directory polled more often, and 0 would be a busy loop. */
export function duration(fallback: string, description: string): z.ZodDefault<z.ZodString> {
  const text = z.string().max(32).regex(DURATION_PATTERN).meta(expected('a duration such as 5s, 10m or 1h30m'));
  return withRules(text, {
    cel: "duration(self) >= duration('1s')",
    holds: (value) => !DURATION_PATTERN.test(value) || parseDuration(value) >= 1_000,
    message: 'shorter than a second; use 1s or more',
  })
    .default(fallback)
    .describe(description);
}

/** LDAP attribute or UDM property name. */
export function attributeName(description: string): z.ZodString {
  return z
    .string()
    .max(128)
    .regex(/^([A-Za-z][A-Za-z0-9;-]*)?$/)
    .meta(expected('the name of an attribute such as description'))
    .describe(description);
}

export function wholeNumber(minimum: number, maximum: number): z.ZodInt {
  return z.int().min(minimum).max(maximum);
}

export function time(description: string): z.ZodString {
  return z.string().meta({ format: 'date-time' }).describe(description);
}

export function count(description: string): z.ZodInt {
  return wholeNumber(0, Number.MAX_SAFE_INTEGER).describe(description);
}
