import { z } from 'zod';
import { time, wholeNumber } from './schema-parts.ts';

const generation = wholeNumber(0, Number.MAX_SAFE_INTEGER);

const condition = z.object({
  type: z
    .string()
    .max(316)
    .regex(/^[A-Za-z]([A-Za-z0-9]*)?$/)
    .describe('What is told about, such as Ready.'),
  status: z.enum(['True', 'False', 'Unknown']).describe('Whether it is so.'),
  observedGeneration: generation.optional().describe('The metadata.generation that this condition was found for.'),
  lastTransitionTime: time('When the status of this condition changed last.'),
  reason: z
    .string()
    .min(1)
    .max(1024)
    .regex(/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/)
    .describe('Why, in one word; docs/reasons.md lists them.'),
  message: z.string().max(32_768).describe('Why, in words for an admin.'),
});

/** Read by `kubectl wait`, Flux and Argo CD (kstatus), beside conditions of each kind's own. */
export function conditions(ofItsOwn: string): z.ZodOptional<z.ZodArray<typeof condition>> {
  return z
    .array(condition.describe('One condition.'))
    .max(16)
    .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['type'] })
    .optional()
    .describe(`How things stand: Ready, Reconciling and Stalled as kstatus defines them, and ${ofItsOwn}.`);
}

/** What the status of every kind has. */
export const commonStatus = {
  observedGeneration: generation.optional().describe('The metadata.generation that this status speaks of.'),
  lastSyncTime: time('When everything was last found to be as it should.').optional(),
  lastHandledReconcileAt: z
    .string()
    .max(256)
    .optional()
    .describe('The value of the annotation ox-operator.dev/reconcile-requested-at that was acted on last.'),
};
