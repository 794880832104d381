import { readdir, stat } from 'node:fs/promises';
import { afterEach, beforeEach, expect } from 'vitest';
import { FolderResourceStore, type FolderStoreOptions } from '../../src/kube/folder-resource-store.ts';
import type { ResourceRef } from '../../src/kube/resource-store.ts';
import { ConfigurationError } from '../../src/model/index.ts';
import { eventually } from '../support/eventually.ts';
import { fastClock } from '../support/fast-clock.ts';
import { ManifestFolder } from '../support/manifest-folder.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { RecordingListener } from '../support/recording-listener.ts';

export const CITY: ResourceRef = { kind: 'OXContext', name: 'city' };
export const TOWN: ResourceRef = { kind: 'OXContext', name: 'town' };

const CLOCK_STEP_MS = 50;

/** Stands for any text that matches. */
export function like(pattern: RegExp): unknown {
  return expect.stringMatching(pattern);
}

/** A store over a temporary folder, with its listener. */
export class FolderFixture {
  readonly folder: ManifestFolder;
  readonly heard = new RecordingListener();
  readonly notes: string[] = [];
  store: FolderResourceStore;

  private constructor(folder: ManifestFolder) {
    this.folder = folder;
    this.store = this.open();
  }

  static async create(): Promise<FolderFixture> {
    return new FolderFixture(await ManifestFolder.create());
  }

  /** Another store over the folder, which is the one of the test from now on; not started yet. */
  open(options: Partial<FolderStoreOptions> = {}): FolderResourceStore {
    const { path } = this.folder;
    this.store = FolderResourceStore.create({ folder: path, clock: fastClock(10), onNote: (line) => this.notes.push(line), ...options });
    return this.store;
  }

  async startWith(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [file, text] of Object.entries(files)) await this.folder.write(file, text);
    await this.store.start(this.heard);
    this.heard.clear();
  }

  /** Starts on a clock that stands still; gives a function that lets `ms` milliseconds pass, with every look that is due in them. */
  async startOnManualClock(files: Readonly<Record<string, string>>): Promise<(ms: number) => Promise<void>> {
    const clock = new ManualClock();
    const pass = async (ms: number): Promise<void> => {
      for (let passed = 0; passed < ms; passed += CLOCK_STEP_MS) {
        clock.advance(CLOCK_STEP_MS);
        await eventually(() => clock.pending > 0);
      }
    };
    this.open({ clock });
    let isStarted = false;
    const starting = this.startWith(files).finally(() => {
      isStarted = true;
    });
    await eventually(() => clock.pending > 0);
    while (!isStarted) await pass(CLOCK_STEP_MS);
    await starting;
    return pass;
  }

  async restart(): Promise<void> {
    await this.store.stop();
    this.heard.clear();
    await this.open().start(this.heard);
  }

  /** What the store says when it refuses to start; the folder is called DIR. */
  async refusal(): Promise<string> {
    const error: unknown = await this.store.start(this.heard).catch((reason: unknown) => reason);
    if (!(error instanceof ConfigurationError)) throw new Error(`expected a ConfigurationError, got ${String(error)}`);
    return error.message.replaceAll(this.folder.path, 'DIR');
  }

  async namesIn(path: string): Promise<string[]> {
    return (await readdir(this.folder.at(path))).sort();
  }

  async modeOf(path: string): Promise<string> {
    return ((await stat(this.folder.at(path))).mode & 0o777).toString(8);
  }

  /** spec.contextName, which the tests change. */
  nameOf(ref: ResourceRef): unknown {
    return (this.store.get(ref)?.spec as { contextName?: unknown } | undefined)?.contextName;
  }

  async close(): Promise<void> {
    await this.store.stop();
    await this.folder.dispose();
  }
}

/** Gives each test a fixture of its own; `on()` is that of the running test. */
export function useFolder(): () => FolderFixture {
  let fixture: FolderFixture;
  beforeEach(async () => {
    fixture = await FolderFixture.create();
  });
  afterEach(() => fixture.close());
  return () => fixture;
}
