import { z } from 'zod';
import { AGE_COLUMN, type CustomResource, READY_COLUMN, STATUS_COLUMN } from './custom-resource.ts';
import { functionalAccounts, groups, mapping, userDefaults, users } from './directory-scope-spec.ts';
import { ldap, ldif } from './directory-source-spec.ts';
import { directoryStatus } from './directory-status.ts';
import { withRules } from './rules.ts';
import { deletionPolicy, duration, lateDefault, suspend, wholeNumber } from './schema-parts.ts';

function guard(what: string, maxPercent: number) {
  return z
    .object({
      maxCount: wholeNumber(0, 1_000_000)
        .default(50)
        .describe(`So many deletions of ${what} within 24 hours are believed. 0 holds every deletion.`),
      maxPercent: wholeNumber(0, 100)
        .default(maxPercent)
        .describe(`So many percent of all ${what} may be deleted within 24 hours; applies from 5 deletions on. 100 never holds.`),
    })
    .prefault({})
    .describe(`When deletions of ${what} are held.`);
}

const deletionGuard = z
  .object({ users: guard('users', 10), groups: guard('groups', 25) })
  .prefault({})
  .describe(
    'Holds deletions that are too many to be meant. Held ones are released by the annotation ox-operator.dev/approve-deletions with status.heldDeletions.token.',
  );

const userDeletionFields = z.object({
  policy: z
    .enum(['Delete', 'Disable', 'Orphan'])
    .default('Delete')
    .describe('Delete: the user is deleted in OX with all data. Disable: rights and mail are switched off. Orphan: the user stays as is.'),
  graceDays: wholeNumber(0, 3650)
    .default(0)
    .describe(
      'Days for which a user is only disabled before the deletion. Who comes back within them finds everything. 0: deleted at once.',
    ),
});

const userDeletion = withRules(userDeletionFields, {
  cel: "!has(self.graceDays) || self.graceDays == 0 || self.policy == 'Delete'",
  holds: ({ policy, graceDays }) => graceDays === 0 || policy === 'Delete',
  message: 'graceDays is the time before a deletion: use it with policy Delete, or leave it out',
})
  .prefault({})
  .describe('What happens to a user who leaves the directory or its scope.');

const fields = z.object({
  ldap: ldap.optional(),
  ldif: ldif.optional(),
  preset: z
    .enum(['Univention', 'InetOrgPerson'])
    .default('Univention')
    .describe(
      'The family of the directory: filters, attribute names and the switches isOxUser and isOxGroup come from it; every field below overrides it.',
    ),
  changeDetection: z
    .enum(['Auto', 'ContentSync', 'Timestamps'])
    .default('Auto')
    .describe(
      'How changes are found. ContentSync: RFC 4533, one round trip when nothing changed (slapd with syncprov). Timestamps: modifyTimestamp and a scan of ids. Auto: the best that the server can.',
    ),
  pollInterval: duration('5s', 'Pause between two looks at the source, such as 5s. At least 1s.'),
  users,
  groups,
  functionalAccounts,
  mapping,
  userDefaults,
  deputyPermissions: z
    .enum(['Enabled', 'Disabled'])
    .meta(lateDefault)
    .default('Disabled')
    .describe(
      "Enabled: permissions for deputies are provisioned; needs OX 8. Default: the operator's OX_ENABLE_DEPUTY_PERMISSIONS, else Disabled.",
    ),
  errorPolicy: z
    .enum(['Park', 'Halt'])
    .meta(lateDefault)
    .default('Park')
    .describe(
      "What happens at an object that OX refuses. Park: it is put aside, the others go on. Halt: this directory stands still at it. Default: the operator's OX_CONNECTOR_STOP_ON_ERROR, else Park.",
    ),
  driftPolicy: z
    .enum(['Correct', 'Report', 'Ignore'])
    .default('Report')
    .describe(
      'What happens when OX was changed by somebody else. Correct: it is written again. Report: it is told in the condition DriftDetected. Ignore: nobody looks.',
    ),
  driftInterval: duration('24h', 'How often OX is compared with what was written, such as 24h. At least 1s.'),
  deletionGuard,
  userDeletion,
  deletionPolicy: deletionPolicy(
    'What happens in OX when this resource is deleted. Orphan: everything it provisioned stays. Delete: all of it is deleted, under the deletion guard.',
  ),
  suspend,
});

const spec = withRules(fields, {
  cel: 'has(self.ldap) != has(self.ldif)',
  holds: (directory) => (directory.ldap === undefined) !== (directory.ldif === undefined),
  message: 'name exactly one source: either ldap or ldif',
});

export const OX_DIRECTORY = {
  kind: 'OXDirectory',
  plural: 'oxdirectories',
  shortName: 'oxdir',
  description: 'A directory of people and groups, and how they are provisioned to OX App Suite.',
  spec: spec.describe('Where the directory is and what becomes of its entries.'),
  status: directoryStatus,
  columns: [
    READY_COLUMN,
    {
      name: 'Users',
      type: 'integer',
      jsonPath: '.status.counts[?(@.kind=="User")].settled',
      description: 'Users that are in OX as they should be.',
    },
    {
      name: 'Groups',
      type: 'integer',
      jsonPath: '.status.counts[?(@.kind=="Group")].settled',
      description: 'Groups that are in OX as they should be.',
    },
    { name: 'Parked', type: 'integer', jsonPath: '.status.parked', description: 'Faulty objects that were put aside.' },
    { name: 'Preset', type: 'string', jsonPath: '.spec.preset', description: 'The family of the directory.', priority: 1 },
    { name: 'Source', type: 'string', jsonPath: '.status.source.server', description: 'The server that answered.', priority: 1 },
    {
      name: 'Last poll',
      type: 'date',
      jsonPath: '.status.source.lastPollTime',
      description: 'When the source was last read.',
      priority: 1,
    },
    STATUS_COLUMN,
    AGE_COLUMN,
  ],
  selectableFields: ['.spec.preset'],
  immutable: {},
} as const satisfies CustomResource;

export type DirectorySpec = z.output<typeof spec>;
