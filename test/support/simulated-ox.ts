import { CONNECTOR_READY, DEFAULT_MASTER, OxFault, type OxSettings, OxSimulation, type UserData } from '../../simulator/index.ts';

export const master = DEFAULT_MASTER;
export const contextAdmin = { login: 'oxadmin', password: 'adminpw' };

/** An OX with context 10, whose admin is oxadmin (id 2). */
export function simulatedOx(settings: Partial<OxSettings> = {}): OxSimulation {
  const ox = new OxSimulation({ settings: { ...CONNECTOR_READY, ...settings } });
  addContext(ox, 10);
  return ox;
}

export function addContext(ox: OxSimulation, id: number): void {
  ox.call('OXContextService', 'create', {
    ctx: { id, name: `context${id}`, maxQuota: 1000, loginMappings: [`c${id}.example.org`] },
    admin_user: { ...person('oxadmin'), password: contextAdmin.password },
    auth: master,
  });
}

/** A user with everything that OX wants. */
export function person(name: string, fields: UserData = {}): UserData {
  const address = `${name}@example.org`;
  return {
    name,
    display_name: `Display ${name}`,
    password: 'userpw',
    given_name: 'Given',
    sur_name: 'Sur',
    primaryEmail: address,
    email1: address,
    ...fields,
  };
}

/** The arguments that every call of a context admin has. */
export const inTen = { ctx: { id: 10 }, auth: contextAdmin } as const;

/** Creates a user in context 10 and gives the id. */
export function addUser(ox: OxSimulation, name: string, fields: UserData = {}): number {
  const { id } = ox.call('OXUserService', 'createByModuleAccess', { ...inTen, usrdata: person(name, fields), access: { webmail: true } });
  if (id === undefined) throw new Error('a user without an id');
  return id;
}

/** Creates a group in context 10 and gives the id. */
export function addGroup(ox: OxSimulation, name: string, members: readonly number[] = []): number {
  const { id } = ox.call('OXGroupService', 'create', { ...inTen, grp: { name, displayname: name, members } });
  if (id === undefined) throw new Error('a group without an id');
  return id;
}

/** `Exception: text` of the refusal, without exception ids; the result of a call that is not refused as JSON. */
export function refusalOf(call: () => unknown): string {
  try {
    return `accepted: ${JSON.stringify(call())}`;
  } catch (error) {
    if (!(error instanceof OxFault)) throw error;
    return `${error.exception}: ${error.text.replace(/(?:; exceptionId -?\d+-\d+)+$/, '')}`;
  }
}
