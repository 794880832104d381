import { z } from 'zod';

/** A value of a field of OX, as the API tells it. */
export const valueSchema = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);

export type ApiValue = z.output<typeof valueSchema>;

/** One field of OX before and after; absent: it had, or has, none. */
export const changeSchema = z.looseObject({ field: z.string(), before: valueSchema.optional(), after: valueSchema.optional() });

/** A value in a line of its own; who wants a long one whole reads `-o json`. */
export function valueText(value: ApiValue, longest: number): string {
  if (typeof value === 'string' && value.startsWith('sha256:')) return '(long value)';
  const text = typeof value === 'object' ? `[${value.join(', ')}]` : typeof value === 'string' ? JSON.stringify(value) : String(value);
  return cut(text, longest);
}

export function cut(text: string, longest: number): string {
  return oneLine(shortened(text, longest));
}

export function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Names and messages come from outside: none of them moves the cursor of a terminal. */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
