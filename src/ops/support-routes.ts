import type { ReasonCount } from '../cache/index.ts';
import type { ToldSetting } from '../config/index.ts';
import type { Outage, Quarantine } from '../engine/index.ts';
import { json, type Routes } from './http-face.ts';
import { type KeptLog, withoutPasswords } from './recent-log.ts';

type Plain = Readonly<Record<string, unknown>>;

/** What can be told of an installation with its resources and its cache at hand, be there an operator or not. */
export interface KnownFacts {
  readonly counts: readonly ReasonCount[];
  readonly heldDeletions: readonly Plain[];
  /** Words of the operator's own that are in somebody's name as well, in lower case: to be left out of messages. */
  readonly commonNames: readonly string[];
  /** Of every kind, OXSyncErrors too: kind, metadata as far as it matters, spec and status. */
  readonly resources: readonly Plain[];
}

/** What a support bundle is made of, as only a running operator knows it. No secret is among it. */
export interface SupportFacts extends KnownFacts {
  readonly version: string;
  /** Of Node. */
  readonly node: string;
  readonly platform: string;
  /** `undefined`: nobody is elected. */
  readonly lease: string | undefined;
  /** Whether this process is the one that works. */
  readonly isLeading: boolean;
  readonly settings: readonly ToldSetting[];
  readonly outage: Outage | undefined;
  readonly notice: string | undefined;
  readonly quarantines: readonly (Quarantine & { readonly directory: string })[];
  readonly log: KeptLog;
  /** What /metrics answers. */
  readonly metrics: string;
  /** What could not be found out. */
  readonly missing: readonly { readonly what: string; readonly why: string }[];
}

/** `/api/v1/support`. Of a replica that stands by, too: it may be the one that is in trouble. */
export function supportRoutes(facts: () => Promise<SupportFacts>): Routes {
  return {
    '/api/v1/support': async () => {
      const reply = json(200, await facts());
      return { ...reply, body: withoutPasswords(reply.body) };
    },
  };
}
