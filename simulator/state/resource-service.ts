import { authenticateContextAdmin, type ContextCall } from './authentication.ts';
import type { ContextState } from './context-state.ts';
import type { Installation } from './installation.ts';
import { collationKey, matcherOf } from './names.ts';
import type { ResourceOperations } from './operations.ts';
import type { ResourceData } from './ox-data.ts';
import { invalidData, noSuchResource } from './ox-fault.ts';
import { resolveResourceId } from './references.ts';
import type { StoredResource } from './resource-table.ts';
import { changeResource, createResource } from './resource-write.ts';
import { read, type ServiceHandlers, write } from './service-handlers.ts';

interface ResourceCall extends ContextCall {
  readonly res?: ResourceData | undefined;
}

/** A missing argument has no text but in change. */
function argumentsOf(ox: Installation, args: ResourceCall, nullText = ''): { context: ContextState; sent: ResourceData } {
  if (args.res === undefined) throw invalidData(nullText);
  return { context: authenticateContextAdmin(ox, args), sent: args.res };
}

function findResource({ context, sent }: ReturnType<typeof argumentsOf>, missingText: string): StoredResource {
  const resource = context.resources.get(resolveResourceId(context, sent));
  if (resource === undefined) throw noSuchResource(missingText);
  return resource;
}

/** When id and name are sent, both must exist; whether they are the same resource is not asked. */
function readMany(context: ContextState, sent: readonly ResourceData[]): readonly ResourceData[] {
  return sent.map(({ id, name }) => {
    const byId = id === undefined ? undefined : context.resources.get(id);
    if (id !== undefined && byId === undefined) throw noSuchResource(`No such resource ${id}`);
    const byName = name === undefined ? undefined : context.resources.named(name);
    if (name !== undefined && byName === undefined) throw noSuchResource(`No such resource ${name}`);
    const resource = byId ?? byName;
    if (resource === undefined) throw invalidData('Resourcename and resourceid missing!Cannot resolve resource data');
    return resource;
  });
}

/** The pattern is for the name; a display name must be the same as the whole pattern. */
function listResources(context: ContextState, pattern: string): readonly ResourceData[] {
  const matches = matcherOf(pattern);
  const whole = collationKey(pattern);
  return context.resources.all().filter(({ name, displayname }) => matches(name) || collationKey(displayname) === whole);
}

function list(ox: Installation, args: ContextCall, pattern: string | undefined): readonly ResourceData[] {
  if (pattern === undefined) throw invalidData('');
  if (pattern === '') throw invalidData('Invalid pattern!');
  return listResources(authenticateContextAdmin(ox, args), pattern);
}

/** OXResourceService. */
export const resourceService: ServiceHandlers<ResourceOperations> = {
  create: write((ox, args) => {
    if (args.res?.name === undefined) throw invalidData('');
    return createResource(ox.settings, authenticateContextAdmin(ox, args), args.res);
  }),
  change: write((ox, args) => {
    const call = argumentsOf(ox, args, 'One of the given arguments for change is null');
    changeResource(ox.settings, call.context, findResource(call, 'Resource with this id does not exists'), call.sent);
  }),
  delete: write((ox, args) => {
    const call = argumentsOf(ox, args);
    call.context.resources.remove(findResource(call, 'Resource with this id does not exist').id);
  }),
  getData: read((ox, args) => findResource(argumentsOf(ox, args), 'resource with with this id does not exist')),
  getMultipleData: read((ox, args) => readMany(authenticateContextAdmin(ox, args), args.resources ?? [])),
  list: read((ox, args) => list(ox, args, args.pattern)),
  listAll: read((ox, args) => list(ox, args, '*')),
};
