import { z } from 'zod';
import { FAULT_KINDS } from '../faults.ts';

/** The bodies of the control face. */

const count = z.int().min(0);
const reference = z.union([z.int(), z.string()]);

const match = z.strictObject({
  service: z.string().optional(),
  operation: z.string().optional(),
  contextId: z.int().optional(),
  object: z.string().optional(),
  writes: z.boolean().optional(),
});

export const timingBody = z.strictObject({ latencyMs: count.optional(), writeLockMs: count.optional() });

export const faultBody = z.strictObject({
  match: match.optional(),
  skip: count.optional(),
  count: z.int().min(1).optional(),
  injection: z.strictObject({
    kind: z.enum(FAULT_KINDS),
    when: z.enum(['before', 'after']).optional(),
    exception: z.string().optional(),
    text: z.string().optional(),
    code: z.enum(['Server', 'Client', 'VersionMismatch', 'MustUnderstand']).optional(),
  }),
});

export const staleReadsBody = z.strictObject({ match: match.optional(), reads: count.optional(), ms: count.optional() });

const object = z.record(z.string(), z.unknown());

export const editBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('setUserFields'), contextId: z.int(), user: reference, fields: object }),
  z.strictObject({ kind: z.literal('deleteUser'), contextId: z.int(), user: reference }),
  z.strictObject({ kind: z.literal('deleteGroup'), contextId: z.int(), group: reference }),
  z.strictObject({ kind: z.literal('addGuest'), contextId: z.int(), mail: z.string(), createdBy: z.int().optional() }),
]);

export const callBody = z.strictObject({ service: z.string(), operation: z.string(), args: object.default({}) });

export const restartBody = z.strictObject({ process: z.int().optional() });
