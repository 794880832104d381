import { join, resolve } from 'node:path';
import { Cache, openingTroubleOf } from '../../cache/index.ts';
import { readSettings, type Settings } from '../../config/index.ts';
import { ConfigurationError, sleep, systemClock, systemRandom } from '../../model/index.ts';
import { type AlonePlanOptions, checkDirectories, sourceFactory } from '../../operator/index.ts';
import { type CallObserver, SoapOxGateway } from '../../ox/index.ts';
import { CallTimes } from '../../planning/index.ts';
import { masterPassword } from '../run/master-password.ts';
import { openStore } from '../run/open-store.ts';
import { oxAuthorities } from '../run/ox-authorities.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';

/** What leads to resources and cache when no operator runs. */
export interface OwnPlace {
  readonly manifests?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly namespace?: string | undefined;
  /** The cache file of the operator that is not running. */
  readonly cache?: string | undefined;
}

/** So often it is looked whether all has come to rest. */
const PAUSE_MS = 10;

const log = { info: (): void => undefined, warn: tell };

/**
 * Everything that a whole operator needs, made of the settings in the environment, for somebody who writes nothing: the cache is a copy in a
 * folder of its own, which goes with it. Rejects with ConfigurationError when a setting cannot be used.
 */
export async function withoutOperator<T>(
  place: OwnPlace,
  environment: NodeJS.ProcessEnv,
  work: (parts: AlonePlanOptions) => Promise<T>,
): Promise<T> {
  const settings = readSettings(environment);
  return await inTemporaryFolder(async (folder) => {
    const cache = openCopy(place.cache ?? settings.cachePath, join(folder, 'cache.db'));
    const callTimes = new CallTimes();
    const gateway = await openOx(settings, callTimes);
    try {
      return await work(await partsOf(place, settings, { cache, gateway, callTimes }));
    } finally {
      await gateway.close();
      cache.close();
    }
  });
}

function openCopy(from: string, to: string): Cache {
  try {
    return Cache.openCopy(from, to, systemClock);
  } catch (error) {
    throw new ConfigurationError(`CACHE_PATH: found ${JSON.stringify(from)}, which cannot be read (${openingTroubleOf(error).message})`);
  }
}

async function openOx({ ox }: Settings, callTimes: CallTimes): Promise<SoapOxGateway> {
  const { soapServer: server, masterAdmin: login, maxConcurrency, maxConcurrencyPerContext, maxRate } = ox;
  const password = masterPassword(ox.masterPassword, systemClock, tell);
  const ca = oxAuthorities(ox.caFile, systemClock, tell);
  const master = (): { login: string; password: string } => ({ login, password: password() });
  const observer: CallObserver = (call) => callTimes.note(call);
  const limits = { maxConcurrency, maxConcurrencyPerContext, maxRate };
  return await SoapOxGateway.create({ server, master, ca, ...limits, clock: systemClock, observer });
}

async function partsOf(
  { manifests, kubeconfig, namespace }: OwnPlace,
  settings: Settings,
  { cache, gateway, callTimes }: { readonly cache: Cache; readonly gateway: SoapOxGateway; readonly callTimes: CallTimes },
): Promise<AlonePlanOptions> {
  const { ox, directoryDefaults } = settings;
  const { maxConcurrency, maxConcurrencyPerContext, maxRate } = ox;
  const store = await openStore({ manifests, kubeconfig, namespace: namespace ?? settings.namespace, isReadOnly: true }, log);
  const folder = manifests === undefined ? undefined : resolve(manifests);
  const makeSource = sourceFactory({ store, folder, clock: systemClock, observer: () => undefined });
  return {
    ...{ store, cache, gateway, makeSource, maxConcurrency, maxConcurrencyPerContext, directoryDefaults },
    clock: systemClock,
    random: systemRandom,
    speed: { maxConcurrency, maxConcurrencyPerContext, maxRate, timeOf: (operation) => callTimes.of(operation) },
    pause: () => sleep(systemClock, PAUSE_MS),
    whenRead: async () => {
      if (folder !== undefined) await checkDirectories(store, makeSource, directoryDefaults);
    },
  };
}

function tell(problem: string): void {
  console.error(problem);
}
