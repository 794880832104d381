import { z } from 'zod';
import { withRules } from './rules.ts';
import { attributeName, expected, lateDefault, listAsSet, loginTemplate, profileName, wholeNumber } from './schema-parts.ts';

const mode = z
  .enum(['Enforce', 'CreateOnly', 'Observe'])
  .default('Enforce')
  .describe(
    'Enforce: OX is kept like the directory. CreateOnly: what is missing is created, nothing is changed or deleted. Observe: the operator plans and reports, and writes nothing.',
  );

const base = z
  .string()
  .max(1024)
  .default('')
  .describe('Where the search begins, as an absolute DN. Default (empty): baseDN. A narrower base counts as deletion of what falls out.');

const filter = z
  .string()
  .max(4096)
  .regex(/^(\(.*\))?$/)
  .meta(expected('an LDAP filter in brackets such as (objectClass=person)'))
  .default('')
  .describe(
    'LDAP filter (RFC 4515) in brackets that replaces the one of the preset. Default (empty): the filter of the preset, see docs/mapping.md.',
  );

const contextId = z.object({
  attribute: attributeName(
    'Attribute that holds the number of the context. Empty: none. Default: oxContextIDNum with preset Univention, else none.',
  ).optional(),
  default: wholeNumber(1, 2_147_483_647)
    .optional()
    .describe(
      "Context of entries that name none. Default: the operator's DEFAULT_CONTEXT; without that such entries wait with the reason NoContext.",
    ),
});

const accessProfile = z.object({
  attribute: attributeName(
    'Attribute that holds the name of the access profile. Empty: none. Default: oxAccess with preset Univention, else none.',
  ).optional(),
  default: profileName
    .optional()
    .describe(
      'Access profile of entries that name none; empty = no rights. Default: empty with preset Univention, premium with InetOrgPerson.',
    ),
});

export const users = z
  .object({
    base,
    filter,
    identifier: attributeName(
      "Attribute or UDM property whose value is the login in OX; entryUUID means the unchangeable id of the entry. Default: the operator's OX_USER_IDENTIFIER, else uid.",
    ).optional(),
    contextId: contextId.prefault({}).describe('Which OX context a user belongs to.'),
    accessProfile: accessProfile.prefault({}).describe('Which rights a user has in OX.'),
    deputies: z
      .object({
        attribute: attributeName(
          'Attribute in which an entry names its deputies. Empty: none. Default: oxDeputyPermissionGivenTo with preset Univention, else none.',
        ).optional(),
      })
      .prefault({})
      .describe('Where deputies come from; read with deputyPermissions Enabled only.'),
    aliases: z
      .enum(['Replace', 'Merge'])
      .default('Replace')
      .describe('Replace: the mail aliases in OX are exactly those of the directory. Merge: aliases that were added in OX stay.'),
    mode,
  })
  .prefault({})
  .describe('Which entries become users, and how.');

export const groups = z
  .object({
    base,
    filter,
    identifier: attributeName(
      "Attribute or UDM property whose value is the name of the group in OX; entryUUID means the unchangeable id of the entry. Default: the operator's OX_GROUP_IDENTIFIER, else cn.",
    ).optional(),
    nested: z
      .enum(['Ignore', 'Flatten'])
      .default('Ignore')
      .describe(
        'Groups within groups. Ignore: only direct members count. Flatten: members of inner groups are members as well; inner groups in scope exist on their own too.',
      ),
    mode,
  })
  .prefault({})
  .describe('Which entries become groups, and how.');

export const functionalAccounts = z
  .object({
    base,
    filter,
    mode,
    loginTemplate: loginTemplate(
      "Login of functional accounts at the mail server, with placeholders such as {{fa_entry_uuid}} and {{username}}. Default: the operator's OX_FUNCTIONAL_ACCOUNT_LOGIN_TEMPLATE, else empty = {{fa_entry_uuid}}{{username}}.",
    )
      .meta(lateDefault)
      .default(''),
  })
  .prefault({})
  .describe('Shared mailboxes of the directory, and how they are provisioned.');

function isSmall(fields: object): boolean {
  return Object.keys(fields).length <= 200;
}

const mappingFields = z.object({
  set: z
    .record(z.string().max(64), attributeName('Attribute or UDM property that feeds the field.').min(1))
    .refine(isSmall, { message: 'more than 200 fields; OX has fewer' })
    .meta({ maxProperties: 200 })
    .default({})
    .describe(
      'OX field to attribute: userfield01: description. Fields by their SOAP names or the old connector’s (imap_server); docs/mapping.md lists them.',
    ),
  unset: listAsSet(z.string().min(1).max(64).describe('One OX field.'), 200)
    .default([])
    .describe('OX fields that are never sent: they stay as they are in OX.'),
  alternatives: z
    .record(
      z.string().max(64),
      z
        .array(attributeName('One attribute or UDM property.').min(1))
        .max(8)
        .describe('Looked at in this order when the attribute is empty; an empty list takes the preset’s alternatives away.'),
    )
    .refine(isSmall, { message: 'more than 200 fields; OX has fewer' })
    .meta({ maxProperties: 200 })
    .default({})
    .describe('OX field to further attributes, for entries whose attribute is empty: email1: [mailAlternativeAddress].'),
});

export const mapping = withRules(mappingFields, {
  cel: '!has(self.unset) || self.unset.all(field, !(field in self.set) && !(field in self.alternatives))',
  holds: ({ set, unset, alternatives }) => unset.every((field) => !Object.hasOwn(set, field) && !Object.hasOwn(alternatives, field)),
  message: 'a field stands in unset and in set or alternatives as well: take it out of one of them',
})
  .prefault({})
  .describe('Changes to the preset’s table of OX fields and attributes.');

function mailServer(protocol: 'imap' | 'smtp', port: number): z.ZodDefault<z.ZodString> {
  return z
    .string()
    .max(512)
    .regex(new RegExp(`^(${protocol}s?://[^\\s/]+)?$`))
    .meta({ ...lateDefault, ...expected(`an address such as ${protocol}://mail.example.org:${port}`) })
    .default('')
    .describe(
      `Mail server of users whose entry names none, such as ${protocol}://mail.example.org:${port}; scheme and port count for everybody. Default: the operator's OX_${protocol.toUpperCase()}_SERVER, else empty = OX decides.`,
    );
}

export const userDefaults = z
  .object({
    language: z
      .string()
      .max(16)
      .regex(/^([A-Za-z]+_[A-Za-z]+)?$/)
      .meta({ ...lateDefault, ...expected('a language and a country such as de_DE') })
      .default('de_DE')
      .describe("Language of new users; theirs to change afterwards. Empty: OX decides. Default: the operator's OX_LANGUAGE, else de_DE."),
    timezone: z
      .string()
      .max(64)
      .regex(/^[A-Za-z0-9_+/-]*$/)
      .meta({ ...lateDefault, ...expected('a time zone such as Europe/Berlin') })
      .default('Europe/Berlin')
      .describe(
        "Time zone of new users; theirs to change afterwards. Empty: OX decides. Default: the operator's LOCAL_TIMEZONE, else Europe/Berlin.",
      ),
    imapServer: mailServer('imap', 143),
    smtpServer: mailServer('smtp', 587),
    imapLogin: z
      .string()
      .max(512)
      .meta(lateDefault)
      .default('')
      .describe(
        "Login at the mail server. {} stands for the primary mail address, {attribute} for that attribute of the entry: {}*master. Default: the operator's OX_IMAP_LOGIN, else empty = the primary mail address.",
      ),
    mailPersonal: z
      .enum(['Enabled', 'Disabled'])
      .default('Disabled')
      .describe(
        'Enabled: the display name becomes the sender name of the primary mail account. Disabled: OX puts first and last name together.',
      ),
  })
  .prefault({})
  .describe('What users get beside the attributes of their entry.');
