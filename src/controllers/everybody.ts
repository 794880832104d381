import { type ContextAccess, EVERYBODY, type OxGateway } from '../ox/index.ts';

/** The ids of all users of a context, in one small answer. */
export async function idsOfEverybody(gateway: OxGateway, access: ContextAccess): Promise<readonly number[]> {
  return (await gateway.groups.get(access, { id: EVERYBODY }))?.members ?? [];
}
