import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { ApiClient } from '../../src/kube/api-client.ts';
import { ApiConnection } from '../../src/kube/api-connection.ts';
import { type CacheChange, type CachedObject, ObjectCache } from '../../src/kube/object-cache.ts';
import { projectMetadata } from '../../src/kube/reference-data.ts';
import { Reflector } from '../../src/kube/reflector.ts';
import type { CancelTimer, Random } from '../../src/model/index.ts';
import { FakeApiServer } from '../support/fake-api-server.ts';
import { ManualClock } from '../support/manual-clock.ts';

export const steadyRandom: Random = { next: () => 0.5, secret: (length) => 'x'.repeat(length) };

/** Knows which waits are pauses between attempts, and not the time limits of something under way. */
export class PauseClock extends ManualClock {
  private readonly pauses = new Set<object>();

  get isPausing(): boolean {
    return this.pauses.size > 0;
  }

  override after(delayMs: number, callback: () => void): CancelTimer {
    const pause = {};
    const timeLimits = [30_000, 120_000];
    if (!timeLimits.includes(delayMs)) this.pauses.add(pause);
    const cancel = super.after(delayMs, () => {
      this.pauses.delete(pause);
      callback();
    });
    return () => {
      this.pauses.delete(pause);
      cancel();
    };
  }
}

/** A reflector of things on a fake API server, with time that stands still. */
export interface Fixture {
  server: FakeApiServer;
  clock: PauseClock;
  cache: ObjectCache<CachedObject>;
  /** `added a`, `deleted a`, … in the order they were told. */
  told: string[];
  log: string[];
  /** Called with every batch of changes. */
  onChange: (changes: readonly CacheChange<CachedObject>[]) => void;
  folder: string;
  kubeconfig: string;
  client: ApiClient;
  /** Starts it; the second start would be a second reflector. */
  start(): Reflector<CachedObject>;
  stop(): Promise<void>;
}

export function useReflector(): Fixture {
  const fixture = {} as Fixture;
  beforeEach(async () => {
    fixture.server = await FakeApiServer.start();
    fixture.clock = new PauseClock();
    fixture.cache = new ObjectCache();
    fixture.told = [];
    fixture.log = [];
    fixture.onChange = () => undefined;
    fixture.folder = await mkdtemp(join(tmpdir(), 'ox-operator-reflector-'));
    fixture.kubeconfig = join(fixture.folder, 'kubeconfig');
    await writeFile(fixture.kubeconfig, fixture.server.kubeconfig());
    fixture.client = new ApiClient(await ApiConnection.create({ kubeconfig: fixture.kubeconfig, clock: fixture.clock }), fixture.clock);
    const stopping = new AbortController();
    let running: Promise<void> = Promise.resolve();
    fixture.start = () => {
      const reflector = createReflector(fixture);
      running = reflector.run(stopping.signal);
      return reflector;
    };
    fixture.stop = async () => {
      stopping.abort();
      await running;
    };
  });
  afterEach(async () => {
    await fixture.stop();
    await fixture.client.close();
    await fixture.server.stop();
    await rm(fixture.folder, { recursive: true });
  });
  return fixture;
}

function createReflector(fixture: Fixture): Reflector<CachedObject> {
  const log = { info: (line: string) => void fixture.log.push(line), warn: (line: string) => void fixture.log.push(line) };
  return new Reflector(
    { client: fixture.client, clock: fixture.clock, random: steadyRandom, log },
    {
      label: 'Thing',
      path: '/apis/test/things',
      metadataOnly: false,
      cache: fixture.cache,
      project: projectMetadata,
      changed: (changes) => {
        fixture.told.push(...changes.map(({ type, object }) => `${type} ${object.name}`));
        fixture.onChange(changes);
      },
    },
  );
}
