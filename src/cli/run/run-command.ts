import { readSettings, type Settings } from '../../config/index.ts';
import { messageOf } from '../../model/index.ts';
import { createLogger, PinoLog } from '../../operator/index.ts';
import { Shutdown } from '../shutdown.ts';
import { packageVersion } from '../version.ts';
import { openStore } from './open-store.ts';
import { RunningOperator } from './running-operator.ts';

export interface RunOptions {
  readonly manifests?: string;
  readonly cache?: string;
  readonly kubeconfig?: string;
}

/** Runs the operator until a signal asks it to end. Rejects with ConfigurationError when settings or manifests are wrong. */
export async function runOperator(options: RunOptions, environment: NodeJS.ProcessEnv): Promise<void> {
  const shutdown = Shutdown.listen();
  const settings = withCache(readSettings(environment), options.cache);
  const logger = createLogger(settings.logLevel);
  const store = await openStore({ ...options, namespace: settings.namespace }, logger);
  const running = await RunningOperator.create({
    settings,
    store,
    folder: options.manifests,
    log: new PinoLog(logger),
    onListening: (face, url) => logger.info({ url: `${url}${face}` }, `listening on ${url}${face}`),
  });
  logger.info(
    { version: packageVersion(), ox: settings.ox.soapServer, cache: settings.cachePath },
    `ox-operator ${packageVersion()} starts`,
  );
  await startOrGiveUp(running, shutdown);
  if (!shutdown.isRequested) logger.info('all resources are read, work begins');
  await shutdown.requested();
  logger.info('stopping: what is under way is finished first');
  await running.stop();
  logger.info('stopped');
}

function withCache(settings: Settings, cache: string | undefined): Settings {
  return cache === undefined ? settings : { ...settings, cachePath: cache };
}

/** A start waits for an API server that is away; a signal ends the waiting. */
async function startOrGiveUp(running: RunningOperator, shutdown: Shutdown): Promise<void> {
  const started = running.start().catch(async (error: unknown) => {
    if (shutdown.isRequested) return;
    await running.release();
    throw error instanceof Error ? error : new Error(messageOf(error));
  });
  await Promise.race([started, shutdown.requested()]);
}
