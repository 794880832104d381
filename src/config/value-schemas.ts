import { z } from 'zod';
import { choiceIn } from '../model/index.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Python's names, which the old connector took. */
const oldLevels: Readonly<Record<string, LogLevel>> = { warning: 'warn', critical: 'fatal' };

export const text = z.string().min(1);

export function wholeNumber(minimum: number, maximum: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum));
}

export const DRIFT_POLICIES = ['Correct', 'Report', 'Ignore'] as const;

export type DriftPolicyName = (typeof DRIFT_POLICIES)[number];

/** In any case. */
export const driftPolicy = z
  .string()
  .transform((word) => choiceIn(word, DRIFT_POLICIES) ?? word)
  .pipe(z.enum(DRIFT_POLICIES));

const unitSeconds = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** Milliseconds of a whole number of seconds, minutes, hours or days, at most a year. */
export const interval = z
  .string()
  .regex(/^[1-9]\d{0,7}[smhd]$/)
  .transform((words) => {
    const unit = words.slice(-1);
    const seconds = unit === 's' || unit === 'm' || unit === 'h' || unit === 'd' ? unitSeconds[unit] : 0;
    return Number(words.slice(0, -1)) * seconds * 1_000;
  })
  .pipe(z.number().max(365 * 86_400_000));

export const webAddress = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

export const logLevel = z
  .string()
  .transform((word) => oldLevels[word.toLowerCase()] ?? word.toLowerCase())
  .pipe(z.enum(LOG_LEVELS));

/** Where to listen; without a host on every interface, port 0 = any free one. */
export interface ListenAddress {
  readonly host?: string;
  readonly port: number;
}

/** `host:port`, `[::1]:port` or `:port`; empty = `off`. */
export const listenAddress = z
  .string()
  .regex(/^(([^\s:[\]]+|\[[0-9a-fA-F:.]+\])?:\d{1,5})?$/)
  .transform((address): ListenAddress | 'off' => {
    if (address === '') return 'off';
    const colon = address.lastIndexOf(':');
    const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
    return { ...(host === '' ? {} : { host }), port: Number(address.slice(colon + 1)) };
  })
  .refine((address) => address === 'off' || address.port <= 65_535);

/** Python's truth values in any case, as the old connector's settings had them. */
export const truth = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['true', 'false']))
  .transform((word) => word === 'true');

export function mailServer(protocol: 'imap' | 'smtp'): z.ZodType<string, string> {
  return z.string().regex(new RegExp(`^(${protocol}s?://([^\\s/:]+|\\[[0-9a-fA-F:.]+\\])(:\\d{1,5})?)?/?$`));
}
