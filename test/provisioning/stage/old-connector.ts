import type { OxSimulation } from '../../../simulator/index.ts';
import { type Credentials, isUserField, USER_FIELDS } from '../../../src/model/index.ts';
import { OX_CONNECTOR_USER_MAPPING } from '../../support/ox-connector-user-mapping.ts';

/** Rights of the shipped profile `webmail`, by SOAP name. */
const WEBMAIL = ['contacts', 'webmail', 'collectEmailAddresses', 'multipleMailAccounts', 'subscription'];

const ADMIN = { login: 'oxadmin', password: 'Numbat-Of-10' };

/** What the OX Connector sends for a user whose entry is that of `user(login)`: every text that has no value is an empty one. */
function sentUser(login: string): Record<string, unknown> {
  const empty = OX_CONNECTOR_USER_MAPPING.map(([field]) => field).filter((field) => isUserField(field) && USER_FIELDS[field] === 'text');
  const mail = `${login}@example.org`;
  return {
    ...Object.fromEntries(empty.map((field) => [field, ''])),
    ...{ name: login, display_name: `Display ${login}`, given_name: 'Given', sur_name: 'Sur', password: 'dummy' },
    ...{ primaryEmail: mail, email1: mail, defaultSenderAddress: mail, aliases: [mail], language: 'de_DE', timezone: 'Europe/Berlin' },
    ...{ imapServer: 'imap://mail.example.org:143', smtpServer: 'smtp://mail.example.org:587', imapLogin: mail },
    ...{ mailenabled: true, gui_spam_filter_enabled: true },
  };
}

/** Context 10 with these people and groups, as the OX Connector leaves it, of whose admin these are the credentials. */
export function fillByHand(ox: OxSimulation, logins: readonly string[], groups: Readonly<Record<string, readonly string[]>>): Credentials {
  const auth = ox.installation.master;
  const ctx = { id: 10 };
  const admin = { ...ADMIN, name: ADMIN.login, display_name: 'OX Admin', given_name: 'OX', sur_name: 'Admin' };
  const mail = `${ADMIN.login}@example.org`;
  const admin_user = { ...admin, primaryEmail: mail, email1: mail };
  ox.call('OXContextService', 'create', { ctx: { ...ctx, name: 'context10', maxQuota: -1 }, admin_user, auth });
  const access = Object.fromEntries(WEBMAIL.map((right) => [right, true]));
  const ids = new Map<string, number>();
  for (const login of logins) {
    const user = ox.call('OXUserService', 'createByModuleAccess', { ctx, usrdata: sentUser(login), access, auth: ADMIN });
    ids.set(login, user.id ?? 0);
  }
  for (const [name, members] of Object.entries(groups)) {
    const grp = { name, displayname: name, members: members.map((login) => ids.get(login) ?? 0) };
    ox.call('OXGroupService', 'create', { ctx, grp, auth: ADMIN });
  }
  return ADMIN;
}
