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

const contextId = z.int();
const resourceFields = z.strictObject({
  name: z.string().optional(),
  displayname: z.string().optional(),
  email: z.string().optional(),
  description: z.string().optional(),
  available: z.boolean().optional(),
});
const account = { contextId, user: reference, primaryAddress: z.string() };
const deputy = { contextId, grantor: reference, deputy: reference };

const edits = [
  z.strictObject({ kind: z.literal('setUserFields'), contextId, user: reference, fields: object }),
  z.strictObject({ kind: z.literal('deleteUser'), contextId, user: reference }),
  z.strictObject({ kind: z.literal('addGuest'), contextId, mail: z.string(), createdBy: z.int().optional() }),
  z.strictObject({
    kind: z.literal('setGroup'),
    contextId,
    group: reference,
    name: z.string().optional(),
    displayname: z.string().optional(),
    members: z.array(reference).optional(),
  }),
  z.strictObject({ kind: z.literal('deleteGroup'), contextId, group: reference }),
  z.strictObject({ kind: z.literal('addResource'), contextId, fields: resourceFields }),
  z.strictObject({ kind: z.literal('setResourceFields'), contextId, resource: reference, fields: resourceFields }),
  z.strictObject({ kind: z.literal('deleteResource'), contextId, resource: reference }),
  z.strictObject({ kind: z.literal('addAccount'), ...account, fields: object.optional() }),
  z.strictObject({ kind: z.literal('setAccountFields'), ...account, fields: object }),
  z.strictObject({ kind: z.literal('deleteAccount'), ...account }),
  z.strictObject({
    kind: z.literal('putDeputy'),
    ...deputy,
    sendOnBehalfOf: z.boolean().optional(),
    modulePermissions: z.array(object),
  }),
  z.strictObject({ kind: z.literal('deleteDeputy'), ...deputy }),
  z.strictObject({ kind: z.literal('blockManual'), contextId, user: reference, blocked: z.boolean() }),
] as const;

export const editBody = z.discriminatedUnion('kind', edits);

export const EDIT_KINDS: readonly string[] = edits.map((edit) => edit.shape.kind.value);

export const callBody = z.strictObject({ service: z.string(), operation: z.string(), args: object.default({}) });

export const restartBody = z.strictObject({ process: z.int().optional() });
