import { describe, expect, it } from 'vitest';
import { rightsConflict, SHIPPED_ACCESS_PROFILES } from '../../src/mapping/index.ts';
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
      expect(rightsConflict(rights)).toBeUndefined();
    }
  });
});

describe('rights that contradict each other', () => {
  const against = ['editPublicFolders', 'readCreateSharedFolders', 'webdavXml', 'delegateTask'];

  it.each(against)('are globalAddressBookDisabled and %s', (right) => {
    expect(rightsConflict([right, 'globalAddressBookDisabled'])).toEqual({
      reason: 'RightsConflict',
      message: `globalAddressBookDisabled stands beside ${right}, expected it alone: OX disables the global address book only for users without editPublicFolders, readCreateSharedFolders, webdavXml, delegateTask`,
    });
  });

  it('are all named', () => {
    expect(rightsConflict(USER_RIGHTS)?.message).toContain(`stands beside ${against.join(', ')}, expected`);
  });

  it.each(USER_RIGHTS.filter((right) => !against.includes(right)))('are not globalAddressBookDisabled and %s', (right) => {
    expect(rightsConflict([right, 'globalAddressBookDisabled'])).toBeUndefined();
  });

  it('are none without globalAddressBookDisabled', () => {
    expect(rightsConflict(USER_RIGHTS.filter((right) => right !== 'globalAddressBookDisabled'))).toBeUndefined();
  });
});
