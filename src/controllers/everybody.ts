import type { ContextAccess, OxGateway } from '../ox/index.ts';

/** The default group of a context, of which every user and the admin are members. */
export const EVERYBODY = 1;

/** The ids of all users of a context, in one small answer. */
export async function idsOfEverybody(gateway: OxGateway, access: ContextAccess): Promise<readonly number[]> {
  return (await gateway.groups.get(access, { id: EVERYBODY }))?.members ?? [];
}
