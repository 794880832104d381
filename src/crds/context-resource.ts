import { z } from 'zod';
import { AGE_COLUMN, type CustomResource, READY_COLUMN, STATUS_COLUMN } from './custom-resource.ts';
import { withRules } from './rules.ts';
import { count, deletionPolicy, listAsSet, reference, suspend, wholeNumber } from './schema-parts.ts';
import { commonStatus, conditions } from './status-parts.ts';

/** OX stores bytes in 64 bits. */
const maxQuotaMB = 8_796_093_022_207;

const quotaMB = withRules(wholeNumber(-1, maxQuotaMB), {
  cel: 'self > 0',
  holds: (megabytes) => megabytes > 0,
  message: 'leave quotaMB out for a context without a limit, or give a number of megabytes above 0',
});

const fields = z.object({
  contextId: wholeNumber(1, 2_147_483_647).describe(
    'Number of the context in OX. Required, and fixed once the resource exists. Users get here by oxContextIDNum of their entry.',
  ),
  contextName: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('Name of the context in OX; people may log in with it as name@context. Default: context<contextId>.'),
  quotaMB: quotaMB.optional().describe('File storage of the whole context in megabytes. Default: unlimited.'),
  loginMappings: listAsSet(z.string().min(1).max(128).describe('One login mapping, such as a mail domain.'), 100)
    .default([])
    .describe('Further names under which the context is found at login. Its id and its name are always among them. At most 100.'),
  managementPolicy: z
    .enum(['Manage', 'Observe'])
    .default('Manage')
    .describe(
      'Manage: the operator creates, changes and (if deletionPolicy says so) deletes the context. Observe: the context exists and belongs to somebody else; the operator only provisions users and groups in it.',
    ),
  adminSecretRef: reference('Secret with the keys username and password of the context admin')
    .optional()
    .describe(
      'The context admin, in whose name users and groups are written. Without it (Manage only) the operator generates a password and keeps it in the Secret <metadata.name>-ox-admin.',
    ),
  deletionPolicy: deletionPolicy(
    'What happens in OX when this resource is deleted. Orphan: nothing, the context stays with everything in it. Delete: the context is deleted with all data of its people, once no user, group, resource or account is provisioned in it any more.',
  ),
  suspend,
});

const spec = withRules(
  fields,
  {
    cel: "self.managementPolicy != 'Observe' || has(self.adminSecretRef)",
    holds: (context) => context.managementPolicy !== 'Observe' || context.adminSecretRef !== undefined,
    message: 'an observed context needs adminSecretRef: create a Secret with the username and password of its admin and name it there',
  },
  {
    cel: "self.managementPolicy != 'Observe' || self.deletionPolicy == 'Orphan'",
    holds: (context) => context.managementPolicy !== 'Observe' || context.deletionPolicy === 'Orphan',
    message: 'an observed context belongs to somebody else and is never deleted: use deletionPolicy Orphan or managementPolicy Manage',
  },
);

const status = z.object({
  conditions: conditions(
    'AdminReachable (the admin credentials work) and DeletionBlocked (users, groups, resources or accounts still live in the context)',
  ),
  ...commonStatus,
  users: count('Users that are provisioned in the context.').optional(),
  groups: count('Groups that are provisioned in the context.').optional(),
  adminSecretName: z.string().max(253).optional().describe('The Secret that holds the credentials of the context admin.'),
});

export const OX_CONTEXT = {
  kind: 'OXContext',
  plural: 'oxcontexts',
  shortName: 'oxctx',
  description: 'A context of OX App Suite: a closed group of people with users, groups, resources and data of its own.',
  spec: spec.describe('What the context should be.'),
  status: status.describe('What the operator found and did.'),
  columns: [
    { name: 'ID', type: 'integer', jsonPath: '.spec.contextId', description: 'Number of the context in OX.' },
    READY_COLUMN,
    { name: 'Users', type: 'integer', jsonPath: '.status.users', description: 'Users that are provisioned in the context.' },
    { name: 'Groups', type: 'integer', jsonPath: '.status.groups', description: 'Groups that are provisioned in the context.' },
    { name: 'Context', type: 'string', jsonPath: '.spec.contextName', description: 'Name of the context in OX.', priority: 1 },
    { name: 'Policy', type: 'string', jsonPath: '.spec.managementPolicy', description: 'Who owns the context.', priority: 1 },
    { name: 'Secret', type: 'string', jsonPath: '.status.adminSecretName', description: 'Credentials of its admin.', priority: 1 },
    STATUS_COLUMN,
    AGE_COLUMN,
  ],
  selectableFields: ['.spec.contextId', '.spec.managementPolicy'],
  immutable: {
    contextId: 'contextId cannot be changed, OX gives a context its id for ever: create another OXContext and delete this one',
  },
} as const satisfies CustomResource;

export type ContextSpec = z.output<typeof spec>;
export type ContextStatus = z.output<typeof status>;
