import { describe, expect, it } from 'vitest';
import type { SyncErrorReport, SyncErrorResource } from '../../src/kube/resource-store.ts';
import { eventually } from '../support/eventually.ts';
import { like, useFolder } from './folder-fixture.ts';

const ERROR: SyncErrorReport = {
  name: 'people-anna',
  spec: { objectRef: { kind: 'User', name: 'anna', sourceId: 'a1', contextId: 10, directory: 'people' } },
  status: { reason: 'NameTaken', message: 'is taken', attempts: 4, state: 'Parked' },
  labels: { 'ox-operator.dev/directory': 'people' },
};
const FILE = '.ox-operator/OXSyncError/people-anna.yaml';

describe('In a folder of manifests an OXSyncError', () => {
  const current = useFolder();

  async function startWithError(): Promise<void> {
    await current().startWith({});
    await current().store.applySyncError(ERROR);
  }

  function held(): SyncErrorResource | undefined {
    return current().store.listSyncErrors()[0];
  }

  async function edit(change: (text: string) => string): Promise<void> {
    const { folder } = current();
    await folder.write(FILE, change(await folder.read(FILE)));
  }

  it('is a file that an admin can read and edit', async () => {
    await startWithError();
    expect(await current().folder.read(FILE)).toBe(`apiVersion: ox-operator.dev/v1alpha1
kind: OXSyncError
metadata:
  name: people-anna
  labels:
    ox-operator.dev/directory: people
spec:
  objectRef:
    kind: User
    name: anna
    sourceId: a1
    contextId: 10
    directory: people
  action: ""
status:
  reason: NameTaken
  message: is taken
  attempts: 4
  state: Parked
`);
    expect(await current().modeOf('.ox-operator/OXSyncError')).toBe('700');
  });

  it('says what is wrong with an edit, is not written over, and goes on when it is mended', async () => {
    const on = current();
    await startWithError();
    await edit((text) => text.replace('action: ""', 'action: Delete'));
    await eventually(() =>
      expect(on.heard.invalid).toEqual([
        { ref: undefined, message: like(/^\.ox-operator\/OXSyncError\/people-anna\.yaml: spec\.action: expected one of "", Retry/) },
      ]),
    );
    await on.store.applySyncError({ ...ERROR, status: { ...ERROR.status, attempts: 5 } });
    expect(await on.folder.read(FILE)).toContain('action: Delete');
    expect(held()).toMatchObject({ spec: { action: '' }, status: { attempts: 5 } });
    await edit((text) => text.replace('action: Delete', 'action: Retry'));
    await eventually(() => expect(held()?.spec.action).toBe('Retry'));
    await eventually(async () => expect(await on.folder.read(FILE)).toContain('attempts: 5'));
    expect(await on.folder.read(FILE)).toContain('action: Retry');
  });

  it('that is half-written by an editor at the moment is left to the editor', async () => {
    const on = current();
    await startWithError();
    await on.folder.write(FILE, 'apiVersion: ox-operator.dev/v1alpha1\nkind: OXSync');
    await on.store.applySyncError({ ...ERROR, status: { ...ERROR.status, attempts: 5 } });
    expect(await on.folder.read(FILE)).toMatch(/OXSync$/);
  });

  it('has everything but the action put right after an edit', async () => {
    const on = current();
    await startWithError();
    const before = await on.folder.read(FILE);
    await on.store.applySyncError({ ...ERROR, status: { ...ERROR.status, attempts: 5 } });
    await on.folder.write(FILE, before.replace('action: ""', 'action: Discard').replace('name: anna', 'name: bob'));
    await eventually(() => expect(held()?.spec.action).toBe('Discard'));
    await eventually(async () => expect(await on.folder.read(FILE)).toMatch(/ {4}name: anna\n.*action: Discard\n.*attempts: 5/s));
  });

  it('that nobody told is shown, so that it can be removed', async () => {
    const on = current();
    await startWithError();
    await on.folder.write('.ox-operator/OXSyncError/copy.yaml', (await on.folder.read(FILE)).replace('people-anna', 'copy'));
    await eventually(() => expect(on.heard.changed).toContain('OXSyncError/copy'));
    await on.store.deleteSyncError('copy');
    expect(on.store.listSyncErrors().map(({ name }) => name)).toEqual(['people-anna']);
    expect(await on.namesIn('.ox-operator/OXSyncError')).toEqual(['people-anna.yaml']);
  });

  it('keeps an action that came after the one that was carried out', async () => {
    await startWithError();
    await edit((text) => text.replace('action: ""', 'action: Retry'));
    await eventually(() => expect(held()?.spec.action).toBe('Retry'));
    await edit((text) => text.replace('action: Retry', 'action: Discard'));
    await current().store.clearSyncErrorAction(ERROR.name);
    expect(held()?.spec.action).toBe('Discard');
  });

  it('cannot have a name that leads out of its folder', async () => {
    await current().startWith({});
    await expect(current().store.applySyncError({ ...ERROR, name: '../status/x' })).rejects.toThrow('not a name');
  });

  it('does not keep the store from starting when its file is damaged', async () => {
    const on = current();
    await on.startWith({ [FILE]: 'kind: [' });
    expect(on.store.listSyncErrors()).toEqual([]);
    await on.store.stop();
    await on.open().start(on.heard);
    expect(on.heard.invalid).toEqual([
      { ref: undefined, message: like(/people-anna\.yaml: line 1: .*; correct spec\.action, or remove the file$/) },
    ]);
  });

  it('among the manifests is a mistake, and the message tells where it belongs', async () => {
    const on = current();
    await on.folder.write('error.yaml', 'apiVersion: ox-operator.dev/v1alpha1\nkind: OXSyncError\nmetadata: {name: x}\n');
    expect(await on.refusal()).toBe(
      'error.yaml: line 1: OXSyncError x: is written by the operator: take it out here, and set spec.action in .ox-operator/OXSyncError/x.yaml',
    );
  });
});
