import type { Member } from '../cache/index.ts';
import { type ContextAccess, EVERYBODY, type OxGateway } from '../ox/index.ts';

/** Ids of members who are no users of the context any more. */
export async function lostMembers(gateway: OxGateway, access: ContextAccess, members: readonly Member[]): Promise<number[]> {
  const everybody = await gateway.groups.get(access, { id: EVERYBODY });
  if (everybody === undefined) return [];
  const known = new Set(everybody.members);
  return members.flatMap(({ oxId }) => (oxId === undefined || known.has(oxId) ? [] : [oxId]));
}
