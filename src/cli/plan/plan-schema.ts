import { z } from 'zod';
import { changeSchema } from '../client/value-text.ts';

const change = changeSchema.extend({
  added: z.array(z.string()).optional(),
  removed: z.array(z.string()).optional(),
  origin: z.string().optional(),
});

const object = z.looseObject({
  kind: z.string(),
  name: z.string(),
  contextId: z.number(),
  directory: z.string(),
  action: z.string(),
  deleteTime: z.string().optional(),
  isCut: z.boolean().default(false),
  writes: z.array(z.looseObject({ operation: z.string(), contextId: z.number(), name: z.string(), changes: z.array(change) })),
});

const wait = z.looseObject({
  kind: z.string(),
  name: z.string(),
  contextId: z.number(),
  reason: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
  fate: z.string().optional(),
});

const number = z.number().default(0);

/** A plan as the API tells it; what a newer operator tells beside is kept for `-o json`. */
export const planSchema = z.looseObject({
  madeTime: z.string(),
  hasChanges: z.boolean(),
  problems: z.array(z.looseObject({ directory: z.string(), reason: z.string(), message: z.string() })),
  objects: z.array(object),
  observed: z.array(object),
  waiting: z.array(wait),
  held: z.array(z.looseObject({ directory: z.string(), count: z.number(), approval: z.string() })).default([]),
  refused: z.array(wait),
  counts: z.array(
    z.looseObject({
      kind: z.string(),
      contextId: z.number(),
      create: number,
      adopt: number,
      change: number,
      move: number,
      disable: number,
      delete: number,
      held: number,
      disabled: number,
      waiting: number,
      refused: number,
      observed: number,
    }),
  ),
  estimate: z.looseObject({
    reads: z.number(),
    writes: z.number(),
    seconds: z.number(),
    calls: z.array(z.looseObject({ operation: z.string(), count: z.number(), ms: z.number(), measured: z.number() })),
  }),
});

export type ApiPlan = z.output<typeof planSchema>;
export type ApiPlannedObject = ApiPlan['objects'][number];
export type ApiPlannedWait = ApiPlan['waiting'][number];
export type ApiChange = z.output<typeof change>;
