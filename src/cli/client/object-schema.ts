import { z } from 'zod';
import { deedSchema } from './history-text.ts';

/** An object as the API tells it; what a newer operator tells beside is kept for `-o json`. */
export const objectSchema = z.looseObject({
  kind: z.string(),
  name: z.string(),
  contextId: z.number(),
  sourceId: z.string(),
  directory: z.string().default(''),
  state: z.string(),
  reason: z.string().default(''),
  message: z.string().default(''),
  attempts: z.number().default(0),
  nextRetryTime: z.string().optional(),
  /** The newest first. */
  history: z.array(deedSchema).default([]),
});

export type ApiObject = z.output<typeof objectSchema>;
