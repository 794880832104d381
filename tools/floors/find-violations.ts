import { posix } from 'node:path';
import { findCycles } from './cycles.ts';
import { homeOf, mayReadTheClock, type Room, roomOf } from './rooms.ts';
import { type ParsedFile, parseFile, type SourceFile } from './source-file.ts';

/** One line for every place in src and simulator that breaks the order of the house; empty when all is well. */
export function findViolations(files: readonly SourceFile[]): string[] {
  const parsed = files.filter((file) => roomOf(file.path) !== undefined).map(parseFile);
  return [...parsed.flatMap(violationsOf), ...cyclesAmong(parsed)];
}

function violationsOf(file: ParsedFile): string[] {
  const room = roomOf(file.path);
  if (room === undefined) return [];
  if (room.name !== 'simulator' && room.floor === undefined) {
    return [`${file.path}: ${room.name} has no floor; give it one in tools/floors/rooms.ts`];
  }
  const found: string[] = [];
  for (const { what, line } of file.imports) {
    const objection = what.startsWith('.') ? objectionToRoom(room, resolve(file.path, what)) : objectionToPackage(room, what);
    if (objection !== undefined) found.push(`${file.path}:${line} imports ${what}: ${objection}`);
  }
  if (!mayReadTheClock(file.path)) {
    for (const { what, line } of file.hiddenInputs) {
      found.push(`${file.path}:${line} uses ${what}: time and chance come from Clock and Random of src/model`);
    }
  }
  return found;
}

function objectionToPackage(room: Room, specifier: string): string | undefined {
  const home = homeOf(specifier);
  if (room.name === 'simulator' || home === undefined || home === room.name) return undefined;
  return `only ${home} may`;
}

function objectionToRoom(from: Room, target: string): string | undefined {
  const to = roomOf(target);
  if (to === undefined) return `${from.name} may import from src${from.name === 'src/cli' ? ' and simulator' : ''} only`;
  if (to.name === from.name) return undefined;
  return objectionToFloor(from, to) ?? objectionToDoor(to, target);
}

function objectionToFloor(from: Room, to: Room): string | undefined {
  if (from.name === 'simulator') {
    return to.name === 'src/model' || to.name === 'src/ox' ? undefined : 'the simulator may import src/model and src/ox only';
  }
  if (to.name === 'simulator') {
    return from.name === 'src/cli' ? undefined : 'only src/cli may import the simulator (for the demo)';
  }
  if (from.floor === undefined || to.floor === undefined || to.floor < from.floor) return undefined;
  return `${from.name} is on floor ${from.floor}, ${to.name} on floor ${to.floor}; imports only go down`;
}

function objectionToDoor(to: Room, target: string): string | undefined {
  return target === `${to.name}/index.ts` ? undefined : `a room is entered by its face, ${to.name}/index.ts`;
}

function resolve(importer: string, specifier: string): string {
  return posix.join(posix.dirname(importer), specifier);
}

function cyclesAmong(files: readonly ParsedFile[]): string[] {
  const graph = new Map(
    files.map(({ path, imports }) => [path, imports.filter(({ what }) => what.startsWith('.')).map(({ what }) => resolve(path, what))]),
  );
  return findCycles(graph).map((cycle) => `imports go in a circle: ${cycle.join(' -> ')}`);
}
