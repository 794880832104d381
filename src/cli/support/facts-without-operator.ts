import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Cache, openingTroubleOf } from '../../cache/index.ts';
import { tellSettings } from '../../config/index.ts';
import type { ResourceStore } from '../../kube/index.ts';
import { messageOf, systemClock } from '../../model/index.ts';
import { knownFacts, toldResources } from '../../operator/index.ts';
import { openStore } from '../run/open-store.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import type { Missing } from './or-missing.ts';
import type { Findings, SupportPlace } from './support-facts.ts';
import { plainWords } from './vocabulary.ts';

type Facts = Pick<Findings, 'settings' | 'counts' | 'heldDeletions' | 'resources' | 'commonNames'>;

const SILENT = { info: (): void => undefined, warn: (): void => undefined };
const NOBODY = {
  resourceChanged: (): void => undefined,
  referenceChanged: (): void => undefined,
  syncErrorChanged: (): void => undefined,
  resourceInvalid: (): void => undefined,
};

/** The settings in the environment, the resources of a folder, and the counts of the cache file if nobody has that open. Nothing is written. */
export async function factsWithoutOperator(place: SupportPlace, environment: NodeJS.ProcessEnv, missing: Missing[]): Promise<Facts> {
  const settings = tellSettings(environment);
  const path = place.cache ?? settings.find(({ name }) => name === 'CACHE_PATH')?.value ?? '';
  const store = place.manifests === undefined ? undefined : await readFolder(place.manifests, environment.POD_NAMESPACE, missing);
  try {
    return await inTemporaryFolder(async (folder) => {
      const cache = openCopy(path, join(folder, 'cache.db'), missing);
      const facts = factsIn(store, cache);
      cache?.close();
      return { settings, ...facts };
    });
  } finally {
    await store?.stop();
  }
}

function factsIn(store: ResourceStore | undefined, cache: Cache | undefined): Omit<Facts, 'settings'> {
  if (store !== undefined && cache !== undefined) return knownFacts(store, cache, plainWords());
  return {
    ...(store && { resources: toldResources(store) }),
    ...(cache && { counts: cache.summary.reasons(), commonNames: cache.names.among(plainWords()) }),
  };
}

async function readFolder(manifests: string, namespace: string | undefined, missing: Missing[]): Promise<ResourceStore | undefined> {
  const store = await openStore({ manifests, namespace: namespace || undefined, isReadOnly: true }, SILENT);
  try {
    await store.start(NOBODY);
    return store;
  } catch (error) {
    await store.stop();
    missing.push({ what: 'custom resources', why: messageOf(error) });
    return undefined;
  }
}

function openCopy(from: string, to: string, missing: Missing[]): Cache | undefined {
  if (!existsSync(from)) {
    missing.push({ what: 'counts', why: `there is no cache file ${from} (--cache names it)` });
    return undefined;
  }
  try {
    return Cache.openCopyOfUnused(from, to, systemClock);
  } catch (error) {
    const { kind, message } = openingTroubleOf(error);
    missing.push({ what: 'counts', why: `the cache file ${from} ${kind === 'inUse' ? 'is in use' : `cannot be read (${message})`}` });
    return undefined;
  }
}
