import { describe, expect, it } from 'vitest';
import { SHIPPED_ACCESS_PROFILES } from '../../src/mapping/index.ts';
import { USER_RIGHTS } from '../../src/model/index.ts';

const expected = {
  none: '',
  webmail: 'collectEmailAddresses contacts multipleMailAccounts subscription webmail',
  webmail_drive: 'collectEmailAddresses contacts infostore multipleMailAccounts subscription webmail',
  pim: 'calendar collectEmailAddresses contacts delegateTask multipleMailAccounts subscription tasks webmail',
  pim_drive: 'calendar collectEmailAddresses contacts delegateTask infostore multipleMailAccounts subscription tasks webmail',
  groupware:
    'calendar collectEmailAddresses contacts delegateTask editPublicFolders infostore multipleMailAccounts readCreateSharedFolders subscription tasks webmail',
  premium:
    'USM calendar collectEmailAddresses contacts delegateTask editPublicFolders ical infostore multipleMailAccounts readCreateSharedFolders subscription tasks vcard webdav webdavXml webmail',
};

describe('the shipped access profiles', () => {
  it.each(Object.entries(expected))('%s gives the rights that the OX Connector gives', (name, rights) => {
    expect([...SHIPPED_ACCESS_PROFILES.get(name)!].sort().join(' ')).toBe(rights);
  });

  it('are seven', () => {
    expect([...SHIPPED_ACCESS_PROFILES.keys()]).toEqual(Object.keys(expected));
  });

  it('name rights that OX knows, and none that contradict each other', () => {
    for (const rights of SHIPPED_ACCESS_PROFILES.values()) {
      expect(USER_RIGHTS).toEqual(expect.arrayContaining([...rights]));
      expect(rights).not.toContain('globalAddressBookDisabled');
    }
  });
});
