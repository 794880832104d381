import type { CachedObject } from '../cache/index.ts';
import { QUERY_OF } from '../directory/index.ts';
import { membersOf, type ObjectController, type Subject } from '../engine/index.ts';
import { type AppliedRecord, type FieldValue, messageOf } from '../model/index.ts';
import {
  type ExplainedDifference,
  type ExplainedMatch,
  type ExplainedSource,
  type Explains,
  type Explanation,
  lastDeeds,
  objectView,
} from '../ops/index.ts';
import type { SourceHealth } from './directory-status.ts';
import type { EntryFinder, EntryKey } from './entry-finder.ts';
import { explainEntry } from './explain-entry.ts';
import { explainLeaving, type LeavingCircumstances } from './explain-leaving.ts';
import type { KnownDirectory } from './known-directory.ts';
import { toTime } from './status-time.ts';

interface ExplainerOptions extends LeavingCircumstances {
  readonly controllers: readonly ObjectController[];
  readonly finder: EntryFinder;
  readonly directories: () => readonly KnownDirectory[];
  readonly healthOf: (directory: string) => SourceHealth;
  /** `OXContext/city-hall` of an object of a custom resource. */
  readonly resourceOf: (object: CachedObject) => string | undefined;
  /** Whether somebody can be asked in a context. */
  readonly hasCredentials: (contextId: number) => boolean;
  readonly rightsOf: (profile: string) => readonly string[] | undefined;
}

/** Tells of one object where it comes from, what OX holds of it, and what stands between the two. Looks at the entry and at OX; writes nothing. */
export class Explainer implements Explains {
  private readonly options: ExplainerOptions;

  constructor(options: ExplainerOptions) {
    this.options = options;
  }

  async object(objectId: number): Promise<Explanation> {
    const object = this.options.cache.objects.load(objectId);
    const listed = this.options.cache.list.one(objectId);
    if (object === undefined || listed === undefined) throw new Error('it has just gone');
    const leaving = explainLeaving(object, this.options);
    const [source, ox] = await Promise.all([this.sourceOf(object), this.matchOf(object)]);
    return {
      object: objectView(listed),
      ...(object.owner === '' ? { resource: this.options.resourceOf(object) } : {}),
      ...source,
      ...(leaving === undefined ? {} : { leaving }),
      ox,
      history: lastDeeds(this.options.cache.history, object),
    };
  }

  async entry(name: string): Promise<Explanation | undefined> {
    const found = await Promise.all(this.options.directories().map((directory) => this.look(directory, { name }, undefined)));
    const sources = found.flatMap((one) => one.sources);
    const problems = found.flatMap((one) => one.problems);
    return sources.length + problems.length === 0 ? undefined : { sources, problems, history: [] };
  }

  private async sourceOf({ kind, owner, sourceId }: CachedObject): Promise<Pick<Explanation, 'sources' | 'problems'>> {
    const query = QUERY_OF[kind] ?? '';
    const known = this.options.cache.directories.entry(owner, query, sourceId);
    const directory = this.options.directories().find(({ name }) => name === owner);
    if (directory === undefined) return { sources: [], problems: [] };
    return await this.look(directory, { entryUuid: known?.entryUuid ?? sourceId, sourceId }, query);
  }

  private async look(
    directory: KnownDirectory,
    key: EntryKey,
    query: string | undefined,
  ): Promise<Pick<Explanation, 'sources' | 'problems'>> {
    try {
      const found = await this.options.finder.find(directory, key);
      const meant = found.filter((one) => query === undefined || one.query === query);
      return { sources: meant.map((one) => this.withTimes(explainEntry(one, directory))), problems: [] };
    } catch (error) {
      return { sources: [], problems: [`OXDirectory ${directory.name}: ${messageOf(error)}`] };
    }
  }

  private withTimes(source: ExplainedSource): ExplainedSource {
    const { lastPollAt, lastChangeAt } = this.options.healthOf(source.directory);
    return {
      ...source,
      ...(lastPollAt === undefined ? {} : { lastPollTime: toTime(lastPollAt) }),
      ...(lastChangeAt === undefined ? {} : { lastChangeTime: toTime(lastChangeAt) }),
    };
  }

  private async matchOf(object: CachedObject): Promise<ExplainedMatch> {
    const controller = this.options.controllers.find(({ kind }) => kind === object.kind);
    if (controller === undefined) return { state: 'unknown', message: `there is nothing to ask OX about a ${object.kind}` };
    const place = object.applied?.contextId ?? object.contextId;
    if (object.kind !== 'Context' && !this.options.hasCredentials(place))
      return { state: 'unknown', message: `context ${place} is not set up: it has no admin yet who could be asked` };
    // What is known of him already is asked all the same.
    const subject: Subject = { object: { ...object, lookFirst: true }, members: membersOf(object, this.options.cache), mode: 'Enforce' };
    try {
      const found = await controller.observe(subject);
      if (found === undefined) return { state: 'missing' };
      const { oxId, contextId, name } = found;
      return { state: 'there', oxId, contextId, name, differences: this.differencesOf(controller, subject, found) };
    } catch (error) {
      return { state: 'unknown', message: messageOf(error) };
    }
  }

  private differencesOf(controller: ObjectController, subject: Subject, found: AppliedRecord): ExplainedDifference[] {
    const names = controller.differences?.(subject, found) ?? [];
    return names.map((field) => {
      const [inOx, wanted] = [valueIn(found, field), this.wantedOf(subject.object, field)];
      return { field, ...(inOx === undefined ? {} : { inOx }), ...(wanted === undefined ? {} : { wanted }) };
    });
  }

  private wantedOf({ desired, name }: CachedObject, field: string): FieldValue | undefined {
    if (field === 'rights') return this.options.rightsOf(desired?.accessProfile ?? '');
    return field === 'name' ? name : field === 'personal' ? desired?.personal : hidden(field, desired?.fields[field]);
  }
}

function valueIn({ name, rights, personal, fields }: AppliedRecord, field: string): FieldValue | undefined {
  if (field === 'rights') return rights;
  return field === 'name' ? name : field === 'personal' ? personal : hidden(field, fields[field]);
}

function hidden(field: string, value: FieldValue | undefined): FieldValue | undefined {
  return field === 'image1' && value !== undefined ? '(picture)' : value;
}
