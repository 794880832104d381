import { z } from 'zod';
import { count, time, wholeNumber } from './schema-parts.ts';
import { commonStatus, conditions } from './status-parts.ts';

const kindCount = z.object({
  kind: z.string().max(64).describe('What is counted: User, Group, FunctionalAccount or DeputyPermission.'),
  desired: count('Objects that should exist in OX.'),
  settled: count('Objects that are in OX as they should be.'),
  pending: count('Objects that are about to be written.'),
  waiting: count('Objects that wait for something else, such as a context or a member.'),
  backingOff: count('Objects that are tried again after a pause.'),
  parked: count('Faulty objects that were put aside.'),
  held: count('Objects whose deletion waits for approval.'),
  discarded: count('Faulty objects that an admin has discarded: left as they are until they change at their source.').optional(),
  observed: count('Objects that their mode (Observe, CreateOnly) leaves as they are in OX.').optional(),
  disabled: count('Users who left and are disabled, not deleted: userDeletion. They are not among the desired ones.').optional(),
});

const failure = z.object({
  kind: z.string().max(64).describe('Kind of the object.'),
  name: z.string().max(1024).describe('Name of the object.'),
  reason: z.string().max(64).describe('Why, in one word; docs/reasons.md lists them.'),
  message: z.string().max(4096).describe('Why, in words for an admin.'),
  nextRetryTime: time('When it is tried again; absent when it waits for a change.').optional(),
});

const adoption = z.object({
  kind: z.string().max(64).describe('What is counted: User, Group or FunctionalAccount.'),
  matched: count('Objects that were in OX already, found by name.'),
  wouldChange: count('Of those, objects in which some field was not as it should be.'),
  onlyInOx: count('Objects in OX that nobody wants: unmanaged, and never touched.'),
  onlyInDirectory: count('Objects that are wanted and not in OX.'),
  ambiguous: count('Objects whose name another one wants, too.'),
});

const source = z.object({
  changeDetection: z.string().max(64).optional().describe('The method in use: ContentSync, Timestamps or File.'),
  lastPollTime: time('When the source was last read to its end; written once a minute at most.').optional(),
  lastChangeTime: time('When it last held a change.').optional(),
  server: z.string().max(1024).optional().describe('The server or file that answered.'),
});

const heldDeletions = z.object({
  users: count('Users whose deletion is held.'),
  groups: count('Groups whose deletion is held.'),
  functionalAccounts: count('Functional accounts whose deletion is held.').optional(),
  token: z.string().max(128).describe('Names exactly this set. Releases it as value of the annotation ox-operator.dev/approve-deletions.'),
});

const letGo = z.object({
  hour: time('When the hour began.'),
  users: count('Users who were let go in it.'),
  groups: count('Groups that were let go in it.'),
  functionalAccounts: count('Functional accounts that were let go in it.'),
});

export const directoryStatus = z
  .object({
    conditions: conditions('SourceReachable, TargetReachable, DeletionsHeld, DeletionBlocked, Halted, Quarantined and DriftDetected'),
    ...commonStatus,
    counts: z
      .array(kindCount.describe('Counts of one kind.'))
      .max(8)
      .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['kind'] })
      .optional()
      .describe('How many objects of each kind are in which state.'),
    adoption: z
      .array(adoption.describe('Counts of one kind.'))
      .max(8)
      .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['kind'] })
      .optional()
      .describe('What was found in contexts that held accounts before, in all of them together; /api/v1/adoption tells names and fields.'),
    parked: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional().describe('Faulty objects of all kinds that were put aside.'),
    source: source.optional().describe('How the source is read.'),
    firstErrors: z
      .array(failure.describe('One object that cannot be settled.'))
      .max(10)
      .meta({ 'x-kubernetes-list-type': 'atomic' })
      .optional()
      .describe('The first objects that cannot be settled, at most 10; OXSyncErrors tell of the rest.'),
    heldDeletions: heldDeletions.optional().describe('Deletions that wait for approval.'),
    deletionWindow: z
      .array(letGo.describe('One hour.'))
      .max(25)
      .meta({ 'x-kubernetes-list-type': 'atomic' })
      .optional()
      .describe(
        'What deletionGuard counted in the last 24 hours: deletions that nobody had to approve. A cache that is made anew goes on from there.',
      ),
  })
  .describe('What the operator found and did.');

export type DirectoryStatus = z.output<typeof directoryStatus>;
