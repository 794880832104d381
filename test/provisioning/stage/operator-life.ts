import { cp } from 'node:fs/promises';
import { Cache } from '../../../src/cache/index.ts';
import type { ResourceStore } from '../../../src/kube/index.ts';
import { type Clock, type Credentials, systemClock, systemRandom } from '../../../src/model/index.ts';
import { Operator, type OperatorOptions } from '../../../src/operator/index.ts';
import { SoapOxGateway } from '../../../src/ox/index.ts';

export interface LifeOptions extends Pick<OperatorOptions, 'makeSource' | 'directoryDefaults'> {
  readonly server: string;
  readonly master: () => Credentials;
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  readonly store: ResourceStore;
  readonly tell: (bindings: object, message: string) => void;
}

/** What the dead do not write any more. */
const WRITES = new Set<PropertyKey>(['applyStatus', 'addFinalizer', 'removeFinalizer', 'createSecret', 'deleteSecret', 'recordEvent']);

/** One process of the operator, from its start to its end or its death. */
export class OperatorLife {
  readonly operator: Operator;
  readonly cache: Cache;
  private readonly gateway: SoapOxGateway;
  private readonly vitals: { isDead: boolean };

  private constructor(parts: Pick<OperatorLife, 'operator' | 'cache'>, gateway: SoapOxGateway, vitals: { isDead: boolean }) {
    this.operator = parts.operator;
    this.cache = parts.cache;
    this.gateway = gateway;
    this.vitals = vitals;
  }

  /** Nothing is done before `operator.start()`. `cachePath` of a file, or `:memory:`. */
  static async make(options: LifeOptions, cachePath: string): Promise<OperatorLife> {
    const { server, master, requestTimeoutMs, clock, store, tell, ...others } = options;
    const vitals = { isDead: false };
    const mayCall = (): boolean => !vitals.isDead;
    const gateway = await SoapOxGateway.create({
      server,
      master,
      clock: systemClock,
      requestTimeoutMs,
      mayCall,
      closeGraceMs: 0,
    });
    const cache = Cache.open(cachePath, clock);
    const operator = new Operator({
      ...others,
      store: mortalStore(store, vitals),
      cache,
      gateway,
      clock: mortalClock(clock, vitals),
      random: systemRandom,
      log: { outcome: () => undefined, outage: () => undefined, warn: tell, error: tell },
      maxConcurrency: 16,
      maxConcurrencyPerContext: 4,
    });
    return new OperatorLife({ operator, cache }, gateway, vitals);
  }

  /** What is under way is finished. */
  async end(): Promise<void> {
    await this.operator.stop();
    await this.gateway.close();
    this.cache.close();
  }

  /** Cut off in the middle; whatever it had in its cache file stands in the copy. */
  async die(cachePath: string, copyPath: string): Promise<void> {
    this.vitals.isDead = true;
    for (const suffix of ['', '-wal']) await cp(cachePath + suffix, copyPath + suffix);
    await this.gateway.close();
  }

  /** What a dead one leaves to be tidied up. */
  bury(): void {
    this.cache.close();
  }
}

function mortalClock(clock: Clock, vitals: { readonly isDead: boolean }): Clock {
  const after: Clock['after'] = (delayMs, callback) =>
    clock.after(delayMs, () => {
      if (!vitals.isDead) callback();
    });
  return { now: () => clock.now(), after };
}

function mortalStore(store: ResourceStore, vitals: { readonly isDead: boolean }): ResourceStore {
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]): unknown =>
        vitals.isDead && WRITES.has(name) ? new Promise(() => undefined) : Reflect.apply(value, target, args);
    },
  });
}
