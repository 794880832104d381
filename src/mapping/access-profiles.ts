import type { Fault, UserRight } from '../model/index.ts';

const webmail: readonly UserRight[] = ['collectEmailAddresses', 'contacts', 'multipleMailAccounts', 'subscription', 'webmail'];
const pim: readonly UserRight[] = [...webmail, 'calendar', 'delegateTask', 'tasks'];
const groupware: readonly UserRight[] = [...pim, 'infostore', 'editPublicFolders', 'readCreateSharedFolders'];

/** The access profiles that come with the product, by name. `none` takes every right away. */
export const SHIPPED_ACCESS_PROFILES: ReadonlyMap<string, readonly UserRight[]> = new Map([
  ['none', []],
  ['webmail', webmail],
  ['webmail_drive', [...webmail, 'infostore']],
  ['pim', pim],
  ['pim_drive', [...pim, 'infostore']],
  ['groupware', groupware],
  ['premium', [...groupware, 'ical', 'vcard', 'webdav', 'webdavXml', 'USM']],
]);

/** OX takes the global address book only from users who have none of these. */
const needAddressBook: readonly UserRight[] = ['editPublicFolders', 'readCreateSharedFolders', 'webdavXml', 'delegateTask'];

/** What OX would refuse about a set of rights; it knows no other contradiction. */
export function rightsConflict(rights: readonly string[]): Fault | undefined {
  const against = needAddressBook.filter((right) => rights.includes(right));
  if (!rights.includes('globalAddressBookDisabled') || against.length === 0) return undefined;
  const message = `globalAddressBookDisabled stands beside ${against.join(', ')}, expected it alone: OX disables the global address book only for users without ${needAddressBook.join(', ')}`;
  return { reason: 'RightsConflict', message };
}
