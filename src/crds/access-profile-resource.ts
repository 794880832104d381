import { z } from 'zod';
import { USER_RIGHTS } from '../model/index.ts';
import { AGE_COLUMN, type CustomResource, READY_COLUMN, STATUS_COLUMN } from './custom-resource.ts';
import { withRules } from './rules.ts';
import { count, listAsSet, profileName, suspend } from './schema-parts.ts';
import { commonStatus, conditions } from './status-parts.ts';

/** OX takes the global address book only from users who have none of these. */
const needAddressBook = ['editPublicFolders', 'readCreateSharedFolders', 'webdavXml', 'delegateTask'] as const;

const rights = withRules(listAsSet(z.enum(USER_RIGHTS).describe('One right, by its name in OX.'), USER_RIGHTS.length), {
  cel: `!('globalAddressBookDisabled' in self) || !self.exists(right, right in ['${needAddressBook.join("', '")}'])`,
  holds: (given) => !given.includes('globalAddressBookDisabled') || !needAddressBook.some((right) => given.includes(right)),
  message: `OX refuses these rights: Global address book can not be disabled for non-PIM users. Take globalAddressBookDisabled out, or else ${needAddressBook.join(', ')}`,
});

const spec = z.object({
  profileName: profileName
    .min(1)
    .optional()
    .describe('Name by which entries of the directory ask for this profile; any characters. Default: metadata.name.'),
  displayName: z.string().max(253).optional().describe('Name for people to read. Nothing depends on it.'),
  rights: rights.describe('What its users may do in OX: these rights and no others. An empty list takes every right away.'),
  suspend: suspend.describe(
    'Stops all work for this resource while true: a change of its rights is taken over for nobody. Its users keep the rights they have.',
  ),
});

const status = z.object({
  conditions: conditions('DeletionBlocked (users still have this profile)'),
  ...commonStatus,
  users: count('Users who should have the rights of this profile.').optional(),
  appliedUsers: count('Those of them who have exactly these rights in OX.').optional(),
});

export const OX_ACCESS_PROFILE = {
  kind: 'OXAccessProfile',
  plural: 'oxaccessprofiles',
  shortName: 'oxap',
  description: 'An access profile: a set of rights in OX App Suite under a name that the entries of users ask for.',
  spec: spec.describe('What the profile should be.'),
  status: status.describe('What the operator found and did.'),
  columns: [
    READY_COLUMN,
    { name: 'Users', type: 'integer', jsonPath: '.status.users', description: 'Users who should have these rights.' },
    { name: 'Applied', type: 'integer', jsonPath: '.status.appliedUsers', description: 'Users who have them in OX.' },
    { name: 'Profile', type: 'string', jsonPath: '.spec.profileName', description: 'Name that entries ask for.', priority: 1 },
    { name: 'Title', type: 'string', jsonPath: '.spec.displayName', description: 'Name for people to read.', priority: 1 },
    { name: 'Rights', type: 'string', jsonPath: '.spec.rights', description: 'What its users may do.', priority: 1 },
    STATUS_COLUMN,
    AGE_COLUMN,
  ],
  selectableFields: ['.spec.profileName'],
  immutable: {},
} as const satisfies CustomResource;

export type AccessProfileSpec = z.output<typeof spec>;
export type AccessProfileStatus = z.output<typeof status>;
