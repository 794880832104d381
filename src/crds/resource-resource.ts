import { z } from 'zod';
import { AGE_COLUMN, CONTEXT_COLUMN, type CustomResource, READY_COLUMN, STATUS_COLUMN } from './custom-resource.ts';
import { contextRef, deletionPolicy, mailAddress, suspend } from './schema-parts.ts';
import { commonStatus, conditions } from './status-parts.ts';

const spec = z.object({
  contextRef: contextRef.describe(
    'The context in which the resource can be booked. When it changes, the resource is created in the new one before it is deleted in the old one; bookings are not taken along.',
  ),
  resourceName: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe(
      'Name in OX: letters, digits and $ @ % . + - _, of which OX makes lower-case letters; no two in a context are the same. Default: metadata.name.',
    ),
  displayName: z.string().min(1).max(128).optional().describe('Name that people see when they book. Default: the name in OX.'),
  description: z.string().max(4096).default('').describe('What people should know about it. Empty: nothing, also in OX.'),
  email: mailAddress(
    'room-1@example.org',
    'Mail address for invitations. Required by OX, and no other resource and no user of the context may have it.',
  ),
  deletionPolicy: deletionPolicy(
    'What happens in OX when this resource is deleted. Delete: the room or device is deleted with it. Orphan: it stays as it is.',
    'Delete',
  ),
  suspend,
});

const status = z.object({
  conditions: conditions('no others'),
  ...commonStatus,
});

export const OX_RESOURCE = {
  kind: 'OXResource',
  plural: 'oxresources',
  shortName: 'oxres',
  description: 'A room, a device or anything else that people of a context of OX App Suite book in their calendars.',
  spec: spec.describe('What the resource should be.'),
  status: status.describe('What the operator found and did.'),
  columns: [
    READY_COLUMN,
    CONTEXT_COLUMN,
    { name: 'Email', type: 'string', jsonPath: '.spec.email', description: 'Mail address for invitations.' },
    { name: 'Resource', type: 'string', jsonPath: '.spec.resourceName', description: 'Name in OX.', priority: 1 },
    { name: 'Title', type: 'string', jsonPath: '.spec.displayName', description: 'Name that people see.', priority: 1 },
    { name: 'Deletion', type: 'string', jsonPath: '.spec.deletionPolicy', description: 'What a deletion does in OX.', priority: 1 },
    STATUS_COLUMN,
    AGE_COLUMN,
  ],
  selectableFields: ['.spec.contextRef.name', '.spec.resourceName', '.spec.email'],
  immutable: {},
} as const satisfies CustomResource;

export type ResourceSpec = z.output<typeof spec>;
