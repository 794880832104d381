import { describe, expect, it } from 'vitest';
import type { SyncErrorAction } from '../../src/crds/index.ts';
import type { ResourceStore, SyncErrorReport, SyncErrorResource } from '../../src/kube/resource-store.ts';
import { eventually } from './eventually.ts';
import type { RecordingListener } from './recording-listener.ts';
import type { StoreHarness } from './resource-store-contract.ts';

/** What the running test of the contract works with. */
interface ContractStage {
  store(): ResourceStore;
  harness(): StoreHarness;
  heard(): RecordingListener;
  start(): Promise<void>;
  restart(): Promise<void>;
}

const ERROR: SyncErrorReport = {
  name: 'people-anna',
  spec: { objectRef: { kind: 'User', name: 'anna', sourceId: 'a1', contextId: 10, directory: 'people' } },
  status: { reason: 'DisplayNameTaken', message: 'is taken', attempts: 4, state: 'Parked', lastTriedTime: '2026-01-01T00:00:00Z' },
  labels: { 'ox-operator.dev/directory': 'people' },
};

/** What every resource store does with OXSyncErrors. */
export function describeSyncErrors(stage: ContractStage): void {
  describe('sync errors', () => {
    const errorNames = (): string[] =>
      stage
        .store()
        .listSyncErrors()
        .map((error) => error.name);
    const held = (): SyncErrorResource | undefined =>
      stage
        .store()
        .listSyncErrors()
        .find((error) => error.name === ERROR.name);

    async function startWithError(): Promise<void> {
      await stage.start();
      await stage.store().applySyncError(ERROR);
      await eventually(() => expect(held()).toEqual({ ...ERROR, spec: { ...ERROR.spec, action: '' } }));
      stage.heard().clear();
    }

    async function editAction(action: SyncErrorAction): Promise<void> {
      await stage.harness().editSyncError(ERROR.name, action);
      await eventually(() => expect(held()?.spec.action).toBe(action));
    }

    it('are shown as they were told, without an action', async () => {
      await startWithError();
      expect(errorNames()).toEqual(['people-anna']);
    });

    it('say what was told last, and nothing of what was told before', async () => {
      await startWithError();
      const objectRef = { ...ERROR.spec.objectRef, name: 'anna2', contextId: 20 };
      await stage.store().applySyncError({ ...ERROR, spec: { objectRef }, status: { reason: 'NameTaken', state: 'Halted' }, labels: {} });
      await eventually(() =>
        expect(held()).toEqual({
          name: ERROR.name,
          spec: { objectRef, action: '' },
          status: { reason: 'NameTaken', state: 'Halted' },
          labels: {},
        }),
      );
    });

    it('take the action of an admin, which is told', async () => {
      await startWithError();
      await editAction('Retry');
      await eventually(() => expect(stage.heard().changed).toContain('OXSyncError/people-anna'));
      expect(held()).toMatchObject({ spec: ERROR.spec, status: ERROR.status, labels: ERROR.labels });
    });

    it('keep the action of an admin when they are told anew', async () => {
      await startWithError();
      await stage.harness().editSyncError(ERROR.name, 'Discard');
      await stage.store().applySyncError({ ...ERROR, status: { ...ERROR.status, attempts: 5 } });
      await eventually(() => expect(held()).toMatchObject({ spec: { action: 'Discard' }, status: { attempts: 5 } }));
      await eventually(() => expect(stage.heard().changed).toContain('OXSyncError/people-anna'));
    });

    it('have no action any more when it was carried out', async () => {
      await startWithError();
      await editAction('Resync');
      await stage.store().clearSyncErrorAction(ERROR.name);
      await eventually(() => expect(held()).toMatchObject({ spec: { ...ERROR.spec, action: '' }, status: ERROR.status }));
      await editAction('Retry');
    });

    it('go when they are over, also twice', async () => {
      await startWithError();
      await stage.store().deleteSyncError(ERROR.name);
      await stage.store().deleteSyncError(ERROR.name);
      await eventually(() => expect(stage.store().listSyncErrors()).toEqual([]));
      await expect(stage.store().clearSyncErrorAction(ERROR.name)).resolves.toBeUndefined();
      await stage.store().applySyncError(ERROR);
      await eventually(() => expect(errorNames()).toEqual(['people-anna']));
    });

    it('that somebody else removes are told of, and can be told anew', async () => {
      await startWithError();
      await stage.harness().removeSyncError(ERROR.name);
      await eventually(() => expect(stage.heard().changed).toContain('OXSyncError/people-anna'));
      expect(stage.store().listSyncErrors()).toEqual([]);
      await stage.store().applySyncError(ERROR);
      await eventually(() => expect(errorNames()).toEqual(['people-anna']));
    });

    it('outlive a restart with the action that was set meanwhile', async () => {
      await startWithError();
      await stage.store().stop();
      await stage.harness().editSyncError(ERROR.name, 'Retry');
      await stage.restart();
      await eventually(() => expect(held()).toEqual({ ...ERROR, spec: { ...ERROR.spec, action: 'Retry' } }));
    });
  });
}
