import { z } from 'zod';
import { objectSchema } from '../client/object-schema.ts';
import { changeSchema, valueSchema } from '../client/value-text.ts';

export const explainedSourceSchema = z.looseObject({
  directory: z.string(),
  dn: z.string(),
  query: z.string(),
  base: z.string(),
  filter: z.string(),
  matchesFilter: z.boolean(),
  outOfScope: z.string().optional(),
  fault: z.looseObject({ reason: z.string(), message: z.string() }).optional(),
  notes: z.array(z.string()),
  fields: z.array(z.looseObject({ field: z.string(), value: valueSchema.optional(), origin: z.string() })),
  lastPollTime: z.string().optional(),
  lastChangeTime: z.string().optional(),
});

const match = z.discriminatedUnion('state', [
  z.looseObject({
    state: z.literal('there'),
    oxId: z.number(),
    contextId: z.number(),
    name: z.string(),
    differences: z.array(z.looseObject({ field: z.string(), inOx: valueSchema.optional(), wanted: valueSchema.optional() })),
  }),
  z.looseObject({ state: z.literal('missing') }),
  z.looseObject({ state: z.literal('unknown'), message: z.string() }),
]);

/** An explanation as the API tells it; what a newer operator tells beside is kept for `-o json`. */
export const explanationSchema = z.looseObject({
  object: objectSchema.extend({ remedy: z.string().optional() }).optional(),
  resource: z.string().optional(),
  sources: z.array(explainedSourceSchema),
  problems: z.array(z.string()),
  leaving: z.looseObject({ message: z.string(), fate: z.string(), deleteTime: z.string().optional(), toDo: z.string() }).optional(),
  ox: match.optional(),
  history: z
    .array(
      z.looseObject({
        time: z.string(),
        verb: z.string(),
        contextId: z.number(),
        outcome: z.string(),
        changes: z.array(changeSchema),
      }),
    )
    .default([]),
});

export type ApiExplanation = z.output<typeof explanationSchema>;
