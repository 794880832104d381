import type { UserRight } from '../model/index.ts';

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
