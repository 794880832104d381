import { USER_RIGHTS, type UserRight } from '../../../src/model/index.ts';

/** The 25 rights of OX that a profile can give. */
export const RIGHTS: readonly UserRight[] = USER_RIGHTS;

/** Rights that OX takes only from a user who keeps the global address book. */
export const AGAINST_ADDRESS_BOOK: readonly UserRight[] = ['editPublicFolders', 'readCreateSharedFolders', 'webdavXml', 'delegateTask'];

/** The profiles that the product brings, as the manual of access profiles lists them. */
export const SHIPPED: Readonly<Record<string, readonly UserRight[]>> = {
  none: [],
  webmail: ['contacts', 'webmail', 'collectEmailAddresses', 'multipleMailAccounts', 'subscription'],
  webmail_drive: ['contacts', 'webmail', 'collectEmailAddresses', 'multipleMailAccounts', 'subscription', 'infostore'],
  pim: ['contacts', 'webmail', 'collectEmailAddresses', 'multipleMailAccounts', 'subscription', 'calendar', 'delegateTask', 'tasks'],
  pim_drive: [
    ...([
      'contacts',
      'webmail',
      'collectEmailAddresses',
      'multipleMailAccounts',
      'subscription',
      'calendar',
      'delegateTask',
      'tasks',
    ] as const),
    'infostore',
  ],
  groupware: [
    ...([
      'contacts',
      'webmail',
      'collectEmailAddresses',
      'multipleMailAccounts',
      'subscription',
      'calendar',
      'delegateTask',
      'tasks',
    ] as const),
    ...(['infostore', 'editPublicFolders', 'readCreateSharedFolders'] as const),
  ],
  premium: [
    ...([
      'contacts',
      'webmail',
      'collectEmailAddresses',
      'multipleMailAccounts',
      'subscription',
      'calendar',
      'delegateTask',
      'tasks',
    ] as const),
    ...(['infostore', 'editPublicFolders', 'readCreateSharedFolders'] as const),
    ...(['ical', 'vcard', 'USM', 'webdav', 'webdavXml'] as const),
  ],
};
