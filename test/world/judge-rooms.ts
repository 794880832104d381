import type { OxSimulation } from '../../simulator/index.ts';
import { type Room, type Rooms, titleOf } from './rooms.ts';
import { isStranger } from './strangers.ts';

type Stored =
  ReturnType<OxSimulation['installation']['contexts']['get']> extends infer Context
    ? Context extends { resources: { all(): readonly (infer Resource)[] } }
      ? Resource
      : never
    : never;

/** The resources of OX are the rooms that are wanted, and those that were left on purpose. */
export function judgeRooms(ox: OxSimulation, rooms: Rooms, contextId: number): string[] {
  const stored = storedIn(ox, contextId);
  const wanted = [...rooms.wanted.values()];
  return [
    ...stored.flatMap((resource) => judgeResource(ox, rooms, resource, contextId)),
    ...wanted
      .filter((room) => room.contextId === contextId && !stored.some((resource) => roomNameOf(resource) === room.name))
      .filter((room) => !isBlocked(ox, rooms, room))
      .map((room) => `${room.name} (${room.resourceName}) is missing`),
  ];
}

/** Which room it is, out of its title. */
export function roomNameOf({ displayname }: { readonly displayname: string }): string {
  return displayname.split(' ')[0] ?? '';
}

function judgeResource(ox: OxSimulation, rooms: Rooms, resource: Stored, contextId: number): string[] {
  const name = roomNameOf(resource);
  const room = rooms.wanted.get(name);
  if (room === undefined) return rooms.orphaned.has(name) ? [] : [`resource ${resource.name} (${name}) should not exist`];
  if (isBlocked(ox, rooms, room)) return [];
  if (room.contextId !== contextId) return [`resource ${resource.name} (${name}) should be in context ${room.contextId}`];
  const is = [resource.name, resource.displayname, resource.email, resource.description ?? ''].join(' | ');
  const should = [room.resourceName, titleOf(room), room.email, room.description].join(' | ');
  return is === should ? [] : [`resource ${is} should be ${should}`];
}

/** There is no such context, or another room has or wants the same name or address there. */
function isBlocked(ox: OxSimulation, rooms: Rooms, room: Room): boolean {
  const context = ox.installation.contexts.get(room.contextId);
  if (context === undefined) return true;
  const rivals = [...rooms.wanted.values()].filter((other) => other !== room && other.contextId === room.contextId);
  const others = context.resources.all().filter((resource) => roomNameOf(resource) !== room.name);
  return (
    rivals.some(({ resourceName, email }) => resourceName === room.resourceName || email === room.email) ||
    others.some(({ name, email }) => name === room.resourceName || email === room.email)
  );
}

function storedIn(ox: OxSimulation, contextId: number): readonly Stored[] {
  const all = ox.installation.contexts.get(contextId)?.resources.all() ?? [];
  return all.filter(({ displayname }) => !isStranger(displayname));
}
