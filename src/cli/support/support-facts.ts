import { z } from 'zod';
import type { OperatorPlace } from '../client/find-operator.ts';
import type { Missing } from './or-missing.ts';

export interface SupportPlace extends OperatorPlace {
  /** The cache file, when no operator runs. */
  readonly cache?: string;
}

const plain = z.record(z.string(), z.unknown());
const setting = z.object({ name: z.string(), value: z.string(), from: z.string() });

/** What `/api/v1/support` answers; what a newer operator tells beside is left out, for nobody knows what is in it. */
export const supportFactsSchema = z.object({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  lease: z.string().optional(),
  isLeading: z.boolean(),
  settings: z.array(setting),
  outage: plain.optional(),
  notice: z.string().optional(),
  quarantines: z.array(plain),
  counts: z.array(plain),
  heldDeletions: z.array(plain),
  commonNames: z.array(z.string()),
  resources: z.array(plain),
  log: z.object({ lines: z.array(z.string()), omitted: z.number() }),
  metrics: z.string(),
  missing: z.array(z.object({ what: z.string(), why: z.string() })),
});

/** All that could be found out. What is `undefined` could not, and `missing` says why. */
export interface Findings {
  /** The command, which may be another version than the operator. */
  readonly command: { readonly version: string; readonly node: string; readonly platform: string };
  readonly operator?: z.output<typeof supportFactsSchema> | undefined;
  readonly kubernetes?: { readonly version: string; readonly platform: string } | undefined;
  readonly definitions?: readonly string[] | undefined;
  readonly settings: readonly z.output<typeof setting>[];
  readonly counts?: readonly object[] | undefined;
  readonly heldDeletions?: readonly object[] | undefined;
  readonly resources?: readonly object[] | undefined;
  /** Words of our own that are in somebody's name, too. */
  readonly commonNames?: readonly string[] | undefined;
  readonly missing: readonly Missing[];
}
