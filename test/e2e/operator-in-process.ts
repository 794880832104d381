import { onTestFinished } from 'vitest';
import { Cache } from '../../src/cache/index.ts';
import { FolderResourceStore } from '../../src/kube/index.ts';
import { systemClock, systemRandom } from '../../src/model/index.ts';
import { createLogger, Operator, PinoLog, sourceFactory } from '../../src/operator/index.ts';
import { SoapOxGateway } from '../../src/ox/index.ts';
import type { LdapScene } from './ldap-scene.ts';
import { MASTER } from './operator-environment.ts';

/** The operator on the same real parts as the command, with a patience with OX that no setting can make so short. */
export async function startInProcess(
  scene: LdapScene,
  requestTimeoutMs: number,
): Promise<{ readonly out: string; readonly error: string }> {
  const lines: string[] = [];
  const folder = scene.folder.at('m');
  const store = FolderResourceStore.create({ folder, clock: systemClock });
  const cache = Cache.open(scene.folder.at('cache/cache.db'), systemClock);
  const gateway = await SoapOxGateway.create({
    server: scene.ox.simulator.url,
    master: () => MASTER,
    requestTimeoutMs,
    clock: systemClock,
  });
  const operator = new Operator({
    store,
    cache,
    gateway,
    makeSource: sourceFactory({ store, clock: systemClock, folder, observer: () => undefined }),
    clock: systemClock,
    random: systemRandom,
    log: new PinoLog(createLogger('info', { write: (line) => void lines.push(line) })),
    maxConcurrency: 16,
    maxConcurrencyPerContext: 4,
  });
  onTestFinished(async () => {
    await operator.stop();
    await gateway.close();
    cache.close();
  });
  await operator.start();
  return {
    error: '',
    get out() {
      return lines.join('');
    },
  };
}
