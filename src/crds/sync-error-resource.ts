import { z } from 'zod';
import { KINDS } from '../model/index.ts';
import { AGE_COLUMN, type CustomResource } from './custom-resource.ts';
import { count, time, wholeNumber } from './schema-parts.ts';

const objectRef = z.object({
  kind: z.enum(KINDS).describe('What the object is in OX.'),
  name: z.string().max(1024).describe('Its name: login, group name, mail address.'),
  sourceId: z.string().max(1024).describe('What identifies it for ever at its source, such as the entryUUID of its entry.'),
  contextId: wholeNumber(0, 2_147_483_647).describe('Number of its context in OX; 0 while it has none.'),
  directory: z.string().max(253).describe('The OXDirectory that feeds it; empty for an object that a custom resource describes.'),
});

const spec = z.object({
  objectRef: objectRef.describe('The object that cannot be brought in step with OX. Written by the operator.'),
  action: z
    .enum(['', 'Retry', 'Resync', 'Discard', 'Park'])
    .default('')
    .describe(
      'What the operator shall do; the only field that is yours. Retry: try the same again now. Resync: read it afresh from the directory, then try. Discard: forget this error until the object changes. Park: put aside what halts its directory. Emptied when it is done.',
    ),
});

const status = z.object({
  reason: z.string().max(64).optional().describe('Why, in one word; docs/reasons.md lists them.'),
  message: z.string().max(4096).optional().describe('Why, in words: what was found, where, and what is expected.'),
  remedy: z.string().max(1024).optional().describe('What to do about it.'),
  attempts: count('How often it was tried.').optional(),
  firstSeenTime: time('When this error was seen first.').optional(),
  lastTriedTime: time('When it was tried last.').optional(),
  nextRetryTime: time('When it is tried again; absent when it waits for a person or for a change.').optional(),
  state: z
    .enum(['Parked', 'Halted', 'BackingOff', 'Waiting'])
    .optional()
    .describe(
      'Parked: put aside, the others go on. Halted: its directory stands still at it. BackingOff: tried again at nextRetryTime. Waiting: for something else to come.',
    ),
});

const object = '.spec.objectRef';

export const OX_SYNC_ERROR = {
  kind: 'OXSyncError',
  plural: 'oxsyncerrors',
  shortName: 'oxerr',
  description:
    'An object that cannot be brought in step with OX App Suite, and why. Written by the operator, and removed by it when the object settles.',
  spec: spec.describe('Which object it is about, and what an admin wants done.'),
  status: status.describe('What went wrong and what comes next.'),
  columns: [
    { name: 'Kind', type: 'string', jsonPath: `${object}.kind`, description: 'What the object is in OX.' },
    { name: 'Object', type: 'string', jsonPath: `${object}.name`, description: 'Name of the object.' },
    { name: 'Reason', type: 'string', jsonPath: '.status.reason', description: 'Why, in one word.' },
    { name: 'State', type: 'string', jsonPath: '.status.state', description: 'Where the object stands.' },
    { name: 'Attempts', type: 'integer', jsonPath: '.status.attempts', description: 'How often it was tried.' },
    // A column of type date tells how long ago, which a time to come is not.
    { name: 'Next', type: 'string', jsonPath: '.status.nextRetryTime', description: 'When it is tried again.' },
    { name: 'Directory', type: 'string', jsonPath: `${object}.directory`, description: 'The OXDirectory that feeds it.', priority: 1 },
    { name: 'Context', type: 'integer', jsonPath: `${object}.contextId`, description: 'Number of its context in OX.', priority: 1 },
    { name: 'Action', type: 'string', jsonPath: '.spec.action', description: 'What an admin wants done.', priority: 1 },
    { name: 'Message', type: 'string', jsonPath: '.status.message', description: 'Why, in words.', priority: 1 },
    AGE_COLUMN,
  ],
  selectableFields: [
    `${object}.kind`,
    `${object}.name`,
    `${object}.contextId`,
    `${object}.directory`,
    '.spec.action',
    '.status.reason',
    '.status.state',
  ],
  immutable: {},
} as const satisfies CustomResource;

export type SyncErrorSpec = z.output<typeof spec>;
export type SyncErrorStatus = z.output<typeof status>;
/** What an admin may ask for; empty: nothing. */
export type SyncErrorAction = SyncErrorSpec['action'];
