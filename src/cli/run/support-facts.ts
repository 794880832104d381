import type { Cache } from '../../cache/index.ts';
import type { ToldSetting } from '../../config/index.ts';
import type { Engine } from '../../engine/index.ts';
import type { ResourceStore } from '../../kube/index.ts';
import { knownFacts, toldResources } from '../../operator/index.ts';
import type { KeptLog, Metrics, SupportFacts } from '../../ops/index.ts';
import { type Missing, orMissing } from '../support/or-missing.ts';
import { plainWords } from '../support/vocabulary.ts';

interface RunningParts {
  readonly version: string;
  readonly store: ResourceStore;
  readonly cache: Cache;
  readonly engine: Pick<Engine, 'outage' | 'quarantineOf'>;
  readonly metrics: Pick<Metrics, 'text'>;
  readonly leadership: { readonly leaseName: string; readonly mayWrite: boolean } | undefined;
  readonly settings: readonly ToldSetting[];
  readonly log: () => KeptLog;
}

/** What this process knows. A cache that cannot be read keeps nobody from reading the log. */
export async function supportFacts({ store, cache, engine, leadership, ...parts }: RunningParts): Promise<SupportFacts> {
  const missing: Missing[] = [];
  const known = await orMissing('counts and held deletions', missing, () => knownFacts(store, cache, plainWords()));
  const metrics = await orMissing('metrics', missing, () => parts.metrics.text());
  const directories = store.list('OXDirectory').map(({ metadata }) => metadata.name);
  return {
    ...{ version: parts.version, node: process.version, platform: `${process.platform} ${process.arch}` },
    ...{ lease: leadership?.leaseName, isLeading: leadership?.mayWrite ?? true },
    ...{ settings: parts.settings, outage: engine.outage, notice: store.notice },
    quarantines: directories.flatMap((directory) => {
      const quarantine = engine.quarantineOf(directory);
      return quarantine === undefined ? [] : [{ directory, ...quarantine }];
    }),
    ...(known ?? { counts: [], heldDeletions: [], commonNames: [], resources: toldResources(store) }),
    log: parts.log(),
    metrics: metrics ?? '',
    missing,
  };
}
