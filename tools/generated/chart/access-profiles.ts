import { stringify } from 'yaml';
import { API_GROUP, API_VERSION } from '../../../src/crds/index.ts';
import { SHIPPED_ACCESS_PROFILES } from '../../../src/mapping/index.ts';

const header = '# Generated from src/mapping/access-profiles.ts by "npm run generate". Do not edit.\n';

/** How people call what comes with the product. */
const DISPLAY_NAMES: Readonly<Record<string, string>> = {
  none: 'No rights',
  webmail: 'Webmail',
  webmail_drive: 'Webmail and Drive',
  pim: 'Webmail, calendar and tasks',
  pim_drive: 'Webmail, calendar, tasks and Drive',
  groupware: 'Groupware',
  premium: 'Premium',
};

/** Path to the manifest of each access profile that comes with the product. */
export function accessProfileFiles(): Readonly<Record<string, () => string>> {
  return Object.fromEntries(
    [...SHIPPED_ACCESS_PROFILES].map(([profileName, rights]) => {
      const name = profileName.replaceAll('_', '-');
      return [`charts/ox-operator/files/access-profiles/${name}.yaml`, () => manifest(name, profileName, rights)];
    }),
  );
}

function manifest(name: string, profileName: string, rights: readonly string[]): string {
  const displayName = DISPLAY_NAMES[profileName];
  if (displayName === undefined) throw new Error(`the access profile ${profileName} has no display name in tools/generated/chart`);
  const spec = { profileName, displayName, rights };
  return header + stringify({ apiVersion: `${API_GROUP}/${API_VERSION}`, kind: 'OXAccessProfile', metadata: { name }, spec });
}
