import { z } from 'zod';
import { AGE_COLUMN, CONTEXT_COLUMN, type CustomResource, READY_COLUMN, STATUS_COLUMN } from './custom-resource.ts';
import { contextRef, count, deletionPolicy, listAsSet, loginTemplate, mailAddress, suspend } from './schema-parts.ts';
import { commonStatus, conditions } from './status-parts.ts';

const spec = z.object({
  contextRef: contextRef.describe('The context whose users share the mailbox.'),
  primaryAddress: mailAddress(
    'info@example.org',
    'Mail address of the shared mailbox. Required, and fixed once the resource exists: OX knows the account by it.',
  ),
  accountName: z.string().min(1).max(128).optional().describe('Name under which users see the account. Default: the mail address.'),
  personal: z.string().max(320).default('').describe('Sender name in mails from this account. Empty: none.'),
  users: listAsSet(z.string().min(1).max(255).describe('One login name in OX.'), 5_000)
    .default([])
    .describe(
      'Who has the account: login names in OX, as the directory feeds them. Who is not there yet joins by himself later. At most 5000.',
    ),
  groups: listAsSet(z.string().min(1).max(255).describe('One name of a group in OX.'), 500)
    .default([])
    .describe('Groups in OX whose members have the account, now and later: the operator follows the changes of a group. At most 500.'),
  loginTemplate: loginTemplate(
    'Login of each user at the mail server. {{fa_entry_uuid}} is metadata.uid of this resource, {{fa_email_address}} its primaryAddress; {{username}}, {{entry_uuid}}, {{dn}} and any mapped property are those of the user.',
  )
    .min(1)
    .default('{{fa_entry_uuid}}{{username}}'),
  deletionPolicy: deletionPolicy(
    'What happens in OX when this resource is deleted. Delete: its users lose the account; mails stay at the mail server. Orphan: the account stays as it is.',
    'Delete',
  ),
  suspend,
});

const status = z.object({
  conditions: conditions('no others'),
  ...commonStatus,
  users: count('Users who have the account in OX.').optional(),
  missing: z
    .array(z.string().max(255).describe('One login or group name.'))
    .max(50)
    .meta({ 'x-kubernetes-list-type': 'atomic' })
    .optional()
    .describe('Users and groups of the spec who are not in OX yet, at most 50. They join by themselves when they come.'),
});

export const OX_FUNCTIONAL_ACCOUNT = {
  kind: 'OXFunctionalAccount',
  plural: 'oxfunctionalaccounts',
  shortName: 'oxfa',
  description: 'A functional account: a shared mailbox that several users of a context of OX App Suite have beside their own.',
  spec: spec.describe('What the account should be and who has it.'),
  status: status.describe('What the operator found and did.'),
  columns: [
    READY_COLUMN,
    { name: 'Address', type: 'string', jsonPath: '.spec.primaryAddress', description: 'Mail address of the shared mailbox.' },
    { name: 'Users', type: 'integer', jsonPath: '.status.users', description: 'Users who have the account in OX.' },
    { ...CONTEXT_COLUMN, priority: 1 },
    { name: 'Account', type: 'string', jsonPath: '.spec.accountName', description: 'Name under which users see it.', priority: 1 },
    { name: 'Missing', type: 'string', jsonPath: '.status.missing', description: 'Who is not in OX yet.', priority: 1 },
    STATUS_COLUMN,
    AGE_COLUMN,
  ],
  selectableFields: ['.spec.contextRef.name', '.spec.primaryAddress'],
  immutable: {
    primaryAddress:
      'primaryAddress cannot be changed, OX knows the account by it: create another OXFunctionalAccount and delete this one; the mails stay at the mail server',
  },
} as const satisfies CustomResource;

export type FunctionalAccountSpec = z.output<typeof spec>;
export type FunctionalAccountStatus = z.output<typeof status>;
