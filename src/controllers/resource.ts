import type { CachedObject, Place } from '../cache/index.ts';
import type { Dependency, IsAnothers, ObjectController, Plan, Subject } from '../engine/index.ts';
import type { AppliedRecord, DesiredObject, Remains } from '../model/index.ts';
import {
  type ContextAccess,
  type OxGateway,
  type OxReference,
  type OxResource,
  type OxResourceContent,
  readInChunks,
} from '../ox/index.ts';
import { accessTo, type CredentialsBook, isKnownContext } from './context-access.ts';
import { changedFields, isSameName } from './field-changes.ts';
import { contextsOf, deleteUnlessMissing, findByIdOrName, findMoved, homeOf, nobodys, remainsOf, traceOf } from './find-object.ts';
import { wanted } from './wanted.ts';

export type ResourceOperation =
  | { readonly type: 'create'; readonly content: OxResourceContent }
  | { readonly type: 'change'; readonly resource: OxReference; readonly content: OxResourceContent }
  | { readonly type: 'delete'; readonly id: number }
  | { readonly type: 'deleteRemains' };

interface ResourceControllerOptions {
  readonly gateway: OxGateway;
  readonly credentials: CredentialsBook;
}

const NONE: ReadonlySet<string> = new Set();

/** OX's resources: into another context one is created anew before the old one is deleted. */
export class ResourceController implements ObjectController<ResourceOperation> {
  readonly kind = 'Resource';
  private readonly options: ResourceControllerOptions;

  constructor(options: ResourceControllerOptions) {
    this.options = options;
  }

  dependencies({ object }: Subject): readonly Dependency[] {
    const contexts = contextsOf(object);
    return object.desired === undefined ? contexts : [...contexts, { type: 'freeName' }];
  }

  mustObserve({ object: { desired, applied } }: Subject): boolean {
    if (applied === undefined) return false;
    // A stale id must not hit a stranger.
    return desired === undefined || desired.contextId !== applied.contextId || !isSameName(desired.name, applied.name);
  }

  async observe({ object }: Subject, isAnothers: IsAnothers = nobodys): Promise<AppliedRecord | undefined> {
    const created = await this.findCreated(object, isAnothers);
    const { applied, contextId } = object;
    if (created !== undefined && applied?.contextId !== contextId) return { ...created, remains: applied && remainsOf(applied) };
    const place = homeOf(object);
    const get = (reference: OxReference): Promise<OxResource | undefined> => this.get(place, reference);
    const found = await findByIdOrName(object, get, (each) => isAnothers(toRecord(each, place)));
    const home = found && toRecord(found, place);
    const moved = await findMoved(object, home, isAnothers, (other) => this.find(other));
    return moved ?? (await this.joinRemains(object, home, created === undefined ? applied?.remains : remainsOf(created)));
  }

  private async joinRemains(
    { applied }: CachedObject,
    home: AppliedRecord | undefined,
    left: Remains | undefined,
  ): Promise<AppliedRecord | undefined> {
    const trace = await traceOf(left, (where, reference) => this.get(where, reference));
    if (home === undefined) return trace === 'seen' ? { ...wanted(applied), ...wanted(left), remains: undefined } : undefined;
    return { ...home, remains: trace === 'gone' ? undefined : left };
  }

  async *survey(contextId: number): AsyncGenerator<readonly AppliedRecord[]> {
    const { resources } = this.options.gateway;
    const access = this.access(contextId);
    for await (const found of readInChunks(await resources.ids(access), (some) => resources.getMany(access, some)))
      yield found.map((resource) => toRecord(resource, contextId));
  }

  differences({ object: { desired } }: Subject, baseline: AppliedRecord): readonly string[] {
    if (desired === undefined) return [];
    return [...(isSameName(desired.name, baseline.name) ? [] : ['name']), ...changedFields(desired.fields, baseline.fields, NONE)];
  }

  /** What a call without an answer may have made of it in another context, where it was to go. */
  private async findCreated(object: CachedObject, isAnothers: IsAnothers): Promise<AppliedRecord | undefined> {
    const { applied, attemptedIn, attemptedName, name } = object;
    if (attemptedIn === undefined || applied === undefined || applied.contextId === attemptedIn) return undefined;
    const found = await this.get(attemptedIn, { name: attemptedName ?? name });
    const created = found && toRecord(found, attemptedIn);
    return created === undefined || isAnothers(created) ? undefined : created;
  }

  private async find({ contextId, name }: Place): Promise<AppliedRecord | undefined> {
    if (!isKnownContext(contextId, this.options.credentials)) return undefined;
    const found = await this.get(contextId, { name });
    return found && toRecord(found, contextId);
  }

  plan({ object: { desired } }: Subject, baseline: AppliedRecord | undefined): Plan<ResourceOperation> {
    const end: ResourceOperation[] = baseline?.remains === undefined ? [] : [{ type: 'deleteRemains' }];
    if (desired === undefined) {
      const operations: ResourceOperation[] = baseline === undefined ? [] : [...end, { type: 'delete', id: baseline.oxId }];
      return { type: 'operations', operations };
    }
    const content = contentOf(desired);
    if (baseline === undefined) return { type: 'operations', operations: [{ type: 'create', content }] };
    if (baseline.contextId !== desired.contextId) {
      // What an earlier move left goes first: there is room to remember one old place only.
      return { type: 'operations', operations: [...end, { type: 'create', content }], again: true };
    }
    return { type: 'operations', operations: [...planChange(desired, baseline), ...end] };
  }

  async apply(operation: ResourceOperation, { object }: Subject, baseline: AppliedRecord | undefined): Promise<AppliedRecord | undefined> {
    const { resources } = this.options.gateway;
    switch (operation.type) {
      case 'create': {
        const id = await resources.create(this.access(object.contextId), operation.content);
        const remains = baseline === undefined ? undefined : remainsOf(baseline);
        return { ...toRecord({ id, ...operation.content }, object.contextId), remains };
      }
      case 'change': {
        const before = wanted(baseline);
        await resources.change(this.access(before.contextId), operation.resource, operation.content);
        return { ...before, ...toRecord({ id: before.oxId, ...operation.content }, before.contextId) };
      }
      case 'delete':
        await resources.delete(this.access(wanted(baseline).contextId), operation.id);
        return undefined;
      case 'deleteRemains': {
        const before = wanted(baseline);
        const { contextId, oxId } = wanted(before.remains);
        await deleteUnlessMissing(resources.delete(this.access(contextId), oxId));
        return { ...before, remains: undefined };
      }
    }
  }

  private async get(contextId: number, reference: OxReference): Promise<OxResource | undefined> {
    return await this.options.gateway.resources.get(this.access(contextId), reference);
  }

  private access(contextId: number): ContextAccess {
    return accessTo(contextId, this.options.credentials);
  }
}

function planChange(desired: DesiredObject, baseline: AppliedRecord): ResourceOperation[] {
  const isRename = !isSameName(desired.name, baseline.name);
  if (!isRename && changedFields(desired.fields, baseline.fields, NONE).length === 0) return [];
  const resource = isRename ? { id: baseline.oxId } : { name: baseline.name };
  return [{ type: 'change', resource, content: contentOf(desired) }];
}

function contentOf({ name, fields }: DesiredObject): OxResourceContent {
  const text = (field: string): string => String(fields[field] ?? '');
  return { name, displayName: text('displayname') || name, description: text('description'), email: text('email') };
}

function toRecord({ id, name, displayName, description, email }: OxResource, contextId: number): AppliedRecord {
  return { oxId: id, contextId, name, fields: { displayname: displayName, description, email } };
}
