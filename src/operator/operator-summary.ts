import { type Cache, GUARDED_KINDS, type GuardedKind } from '../cache/index.ts';
import { parseSpec } from '../crds/index.ts';
import type { Engine } from '../engine/index.ts';
import { conditionsOf, type Resource, type ResourceStore } from '../kube/index.ts';
import type { Kind } from '../model/index.ts';
import type { ContextSummary, DirectorySummary, Readiness, Summary } from '../ops/index.ts';
import { countedOf } from './counted-of.ts';
import { countsByKind } from './kind-counts.ts';

interface SummaryParts {
  readonly store: ResourceStore;
  readonly cache: Cache;
  readonly engine: Engine;
  readonly version: string;
}

/** As many errors of a directory as a page shows. */
const MAX_TROUBLES = 20;

/** How everything stands now. Resources are told by their status, objects by the cache, which is never late. */
export function operatorSummary({ store, cache, engine, version }: SummaryParts): Summary {
  return {
    version,
    outage: engine.outage,
    notice: store.notice,
    contexts: store.list('OXContext').map((resource) => contextSummary(resource, cache)),
    directories: store.list('OXDirectory').map((resource) => directorySummary(resource, cache, engine)),
  };
}

function contextSummary(resource: Resource, cache: Cache): ContextSummary {
  const parsed = parseSpec('OXContext', resource.spec);
  const contextId = parsed.ok ? parsed.spec.contextId : 0;
  const population = cache.summary.population(contextId);
  const countOf = (kind: Kind): number => population.find((row) => row.kind === kind)?.count ?? 0;
  return {
    name: resource.metadata.name,
    contextId,
    users: countOf('User'),
    groups: countOf('Group'),
    ready: readiness(resource),
    status: resource.status ?? {},
  };
}

function directorySummary(resource: Resource, cache: Cache, engine: SummaryParts['engine']): DirectorySummary {
  const { name } = resource.metadata;
  return {
    name,
    ready: readiness(resource),
    status: resource.status ?? {},
    counts: countsByKind(countedOf(cache, name)),
    troubles: cache.summary.troubles(name, MAX_TROUBLES),
    quarantine: engine.quarantineOf(name),
  };
}

function readiness({ status }: Resource): Readiness {
  const ready = conditionsOf(status).find(({ type }) => type === 'Ready');
  return ready ?? { status: 'Unknown', reason: 'Progressing', message: 'not looked at yet' };
}

/** Deletions that wait for approval, of all directories, with zeros. */
export function heldDeletions(store: ResourceStore, cache: Cache): { directory: string; kind: GuardedKind; count: number }[] {
  const counts = cache.departures.heldCounts();
  const countOf = (directory: string, kind: GuardedKind): number =>
    counts.find((row) => row.owner === directory && row.kind === kind)?.count ?? 0;
  return store
    .list('OXDirectory')
    .flatMap(({ metadata: { name: directory } }) => GUARDED_KINDS.map((kind) => ({ directory, kind, count: countOf(directory, kind) })));
}
