import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SyncErrorAction } from '../../src/crds/index.ts';
import {
  type DataMap,
  FINALIZER,
  type Resource,
  type ResourceKind,
  type ResourceRef,
  type ResourceStore,
} from '../../src/kube/resource-store.ts';
import { eventually } from './eventually.ts';
import { RecordingListener } from './recording-listener.ts';
import { describeSyncErrors } from './sync-error-contract.ts';

/** A custom resource as an admin applies it. */
export interface AppliedResource {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly spec: unknown;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A store and the hands of an admin on the other side of it. */
export interface StoreHarness {
  /** Not started yet. */
  readonly store: ResourceStore;
  apply(resource: AppliedResource): Promise<void>;
  delete(ref: ResourceRef): Promise<void>;
  applySecret(name: string, data: DataMap): Promise<void>;
  deleteSecret(name: string): Promise<void>;
  applyConfigMap(name: string, data: DataMap): Promise<void>;
  deleteConfigMap(name: string): Promise<void>;
  /** Sets the action of an OXSyncError that the store has written. */
  editSyncError(name: string, action: SyncErrorAction): Promise<void>;
  removeSyncError(name: string): Promise<void>;
  /** Another store over the same state, after the first was stopped; not started yet. */
  reopen(): Promise<ResourceStore>;
  close(): Promise<void>;
}

const CITY: ResourceRef = { kind: 'OXContext', name: 'city-hall' };
const PEOPLE: ResourceRef = { kind: 'OXDirectory', name: 'people' };
const city: AppliedResource = { ...CITY, spec: { contextId: 10, contextName: 'cityhall' } };
const people: AppliedResource = { ...PEOPLE, spec: { ldif: { configMapRef: { name: 'people' } } } };

const contextRef = { name: 'city-hall' };
const OTHERS: readonly (AppliedResource & { readonly spec: object })[] = [
  { kind: 'OXAccessProfile', name: 'premium', spec: { rights: ['webmail', 'calendar'] } },
  { kind: 'OXResource', name: 'room-1', spec: { contextRef, email: 'room-1@example.org' } },
  { kind: 'OXFunctionalAccount', name: 'info', spec: { contextRef, primaryAddress: 'info@example.org', users: ['anna'] } },
];

/** What every resource store does, whatever it is made of. */
export function describeResourceStore(name: string, open: () => Promise<StoreHarness>): void {
  describe(`${name} as a resource store`, () => {
    let harness: StoreHarness;
    let store: ResourceStore;
    let heard: RecordingListener;

    beforeEach(async () => {
      harness = await open();
      store = harness.store;
      heard = new RecordingListener();
    });

    afterEach(async () => {
      await store.stop();
      await harness.close();
    });

    async function startWith(...resources: readonly AppliedResource[]): Promise<void> {
      for (const resource of resources) await harness.apply(resource);
      await store.start(heard);
      heard.clear();
    }

    async function restart(): Promise<void> {
      await store.stop();
      store = await harness.reopen();
      heard.clear();
      await store.start(heard);
    }

    function shown(ref: ResourceRef): Resource {
      const resource = store.get(ref);
      if (resource === undefined) throw new Error(`${ref.kind} ${ref.name} is not in the store`);
      return resource;
    }

    describe('reading', () => {
      it('knows every resource once it has started', async () => {
        await startWith(city, people);
        expect(store.list('OXContext').map(({ metadata }) => metadata.name)).toEqual(['city-hall']);
        expect(store.list('OXDirectory').map(({ metadata }) => metadata.name)).toEqual(['people']);
        expect(shown(CITY).spec).toMatchObject({ contextId: 10, contextName: 'cityhall' });
        expect(store.get({ kind: 'OXDirectory', name: 'city-hall' })).toBeUndefined();
      });

      it('gives a new resource the metadata that a cluster would', async () => {
        await startWith({ ...city, annotations: { 'example.org/team': 'mail' } });
        const { metadata, status } = shown(CITY);
        expect(metadata).toMatchObject({ name: 'city-hall', generation: 1, finalizers: [], annotations: { 'example.org/team': 'mail' } });
        expect(metadata.uid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect(Date.parse(metadata.creationTimestamp)).not.toBeNaN();
        expect(metadata.deletionTimestamp).toBeUndefined();
        expect(status ?? {}).toEqual({});
      });

      it('tells of a resource that appears', async () => {
        await startWith();
        await harness.apply(city);
        await eventually(() => expect(heard.changed).toContain('OXContext/city-hall'));
        expect(shown(CITY).spec).toMatchObject({ contextId: 10 });
      });

      it('counts changes of the spec in the generation', async () => {
        await startWith(city);
        await harness.apply({ ...city, spec: { contextId: 10, contextName: 'townhall' } });
        await eventually(() => expect(heard.changed).toContain('OXContext/city-hall'));
        expect(shown(CITY)).toMatchObject({ metadata: { generation: 2 }, spec: { contextName: 'townhall' } });
      });

      it('tells of an annotation without counting it', async () => {
        await startWith(city);
        await harness.apply({ ...city, annotations: { 'ox-operator.dev/reconcile-requested-at': '1' } });
        await eventually(() => expect(heard.changed).toContain('OXContext/city-hall'));
        expect(shown(CITY).metadata).toMatchObject({ generation: 1, annotations: { 'ox-operator.dev/reconcile-requested-at': '1' } });
      });

      it('says nothing more after it was stopped', async () => {
        await startWith(city);
        await store.stop();
        const heardByStopped = heard;
        heard = new RecordingListener();
        store = await harness.reopen();
        await store.start(heard);
        await harness.delete(CITY);
        await eventually(() => expect(heard.changed).toContain('OXContext/city-hall'));
        expect(heardByStopped.changed).toEqual([]);
      });
    });

    describe('status', () => {
      it('shows the status that was written, and leaves the spec alone', async () => {
        await startWith(city);
        await store.applyStatus(CITY, { observedGeneration: 1, users: 3 });
        await eventually(() => expect(shown(CITY).status).toEqual({ observedGeneration: 1, users: 3 }));
        expect(shown(CITY)).toMatchObject({ metadata: { generation: 1 }, spec: { contextId: 10 } });
      });

      it('replaces the whole status: what is not written again is gone', async () => {
        await startWith(city);
        await store.applyStatus(CITY, { observedGeneration: 1, users: 3, groups: 1 });
        await store.applyStatus(CITY, { observedGeneration: 1, users: 4 });
        await eventually(() => expect(shown(CITY).status).toEqual({ observedGeneration: 1, users: 4 }));
      });

      it('outlives a restart, together with uid and generation', async () => {
        await startWith(city);
        await harness.apply({ ...city, spec: { contextId: 10, contextName: 'townhall' } });
        await eventually(() => expect(shown(CITY).metadata.generation).toBe(2));
        await store.applyStatus(CITY, { observedGeneration: 2 });
        const { uid, creationTimestamp } = shown(CITY).metadata;
        await restart();
        expect(shown(CITY)).toMatchObject({ metadata: { uid, creationTimestamp, generation: 2 }, status: { observedGeneration: 2 } });
      });

      it('of a resource that is gone is no error', async () => {
        await startWith();
        await expect(store.applyStatus(CITY, { observedGeneration: 1 })).resolves.toBeUndefined();
        expect(store.get(CITY)).toBeUndefined();
      });
    });

    describe('deletion', () => {
      it('lets a resource without a finalizer go at once', async () => {
        await startWith(city);
        await harness.delete(CITY);
        await eventually(() => expect(heard.changed).toContain('OXContext/city-hall'));
        expect(store.get(CITY)).toBeUndefined();
        expect(store.list('OXContext')).toEqual([]);
      });

      it('holds a resource with our finalizer as terminating until the finalizer is off', async () => {
        await startWith(city);
        await store.addFinalizer(CITY);
        await harness.delete(CITY);
        await eventually(() => expect(shown(CITY).metadata.deletionTimestamp).toBeDefined());
        expect(heard.changed).toContain('OXContext/city-hall');
        expect(shown(CITY).spec).toMatchObject({ contextId: 10 });
        heard.clear();
        await store.removeFinalizer(CITY);
        await eventually(() => expect(store.get(CITY)).toBeUndefined());
        await eventually(() => expect(heard.changed).toContain('OXContext/city-hall'));
      });

      it('is not forgotten by a restart', async () => {
        await startWith(city);
        await store.addFinalizer(CITY);
        await harness.delete(CITY);
        await eventually(() => expect(shown(CITY).metadata.deletionTimestamp).toBeDefined());
        const { deletionTimestamp } = shown(CITY).metadata;
        await restart();
        expect(shown(CITY).metadata).toMatchObject({ deletionTimestamp, finalizers: [FINALIZER] });
      });

      it('is noticed when it happened while nobody watched', async () => {
        await startWith(city, people);
        await store.addFinalizer(CITY);
        await store.stop();
        await harness.delete(CITY);
        await harness.delete(PEOPLE);
        await restart();
        expect(shown(CITY).metadata.deletionTimestamp).toBeDefined();
        expect(store.get(PEOPLE)).toBeUndefined();
      });

      it('goes on when the resource is applied again meanwhile', async () => {
        await startWith(city);
        await store.addFinalizer(CITY);
        await harness.delete(CITY);
        await eventually(() => expect(shown(CITY).metadata.deletionTimestamp).toBeDefined());
        heard.clear();
        await harness.apply({ ...city, spec: { contextId: 10, contextName: 'townhall' } });
        await eventually(() => expect(heard.changed).toContain('OXContext/city-hall'));
        expect(shown(CITY).metadata.deletionTimestamp).toBeDefined();
      });

      it('takes the status of a terminating resource', async () => {
        await startWith(city);
        await store.addFinalizer(CITY);
        await harness.delete(CITY);
        await eventually(() => expect(shown(CITY).metadata.deletionTimestamp).toBeDefined());
        await store.applyStatus(CITY, { observedGeneration: 1, users: 3 });
        await eventually(() => expect(shown(CITY).status).toMatchObject({ users: 3 }));
      });
    });

    describe('finalizers', () => {
      it('are put on once, however often that is asked for', async () => {
        await startWith(city);
        await store.addFinalizer(CITY);
        await store.addFinalizer(CITY);
        await eventually(() => expect(shown(CITY).metadata).toMatchObject({ finalizers: [FINALIZER], generation: 1 }));
      });

      it('come off a resource that is not deleted without harm', async () => {
        await startWith(city);
        await store.addFinalizer(CITY);
        await store.removeFinalizer(CITY);
        await eventually(() => expect(shown(CITY).metadata.finalizers).toEqual([]));
      });

      it('that are asked off a resource that is gone are no error', async () => {
        await startWith();
        await expect(store.removeFinalizer(CITY)).resolves.toBeUndefined();
      });

      it('cannot be put on a resource that is gone', async () => {
        await startWith();
        await expect(store.addFinalizer(CITY)).rejects.toThrow();
      });

      it('cannot be put on a resource that is being deleted', async () => {
        await startWith(city);
        await store.addFinalizer(CITY);
        await harness.delete(CITY);
        await eventually(() => expect(shown(CITY).metadata.deletionTimestamp).toBeDefined());
        await store.removeFinalizer(CITY);
        await expect(store.addFinalizer(CITY)).rejects.toThrow();
      });
    });

    it.each(OTHERS)('serves an $kind like the others', async (resource) => {
      const ref: ResourceRef = { kind: resource.kind, name: resource.name };
      await startWith();
      await harness.apply(resource);
      await eventually(() => expect(heard.changed).toContain(`${ref.kind}/${ref.name}`));
      expect(store.list(ref.kind).map(({ spec }) => spec)).toEqual([expect.objectContaining(resource.spec)]);
      await store.addFinalizer(ref);
      await store.applyStatus(ref, { observedGeneration: 1 });
      await harness.delete(ref);
      await eventually(() =>
        expect(shown(ref)).toMatchObject({ metadata: { finalizers: [FINALIZER] }, status: { observedGeneration: 1 } }),
      );
      await eventually(() => expect(shown(ref).metadata.deletionTimestamp).toBeDefined());
      await restart();
      await store.removeFinalizer(ref);
      await eventually(() => expect(store.get(ref)).toBeUndefined());
    });

    describe('Secrets and ConfigMaps', () => {
      it('are read decoded, and not at all when they are not there', async () => {
        await harness.applySecret('ldap-bind', { bindDN: 'cn=reader,dc=example,dc=org', password: 'pa: #ß' });
        await harness.applyConfigMap('people', { 'people.ldif': 'dn: dc=example,dc=org\n' });
        await startWith();
        expect(await store.readSecret('ldap-bind')).toEqual({ bindDN: 'cn=reader,dc=example,dc=org', password: 'pa: #ß' });
        expect(await store.readConfigMap('people')).toEqual({ 'people.ldif': 'dn: dc=example,dc=org\n' });
        expect(await store.readSecret('people')).toBeUndefined();
        expect(await store.readConfigMap('ldap-bind')).toBeUndefined();
      });

      it('are told of when they appear, change and go', async () => {
        await startWith();
        await harness.applySecret('ldap-bind', { password: 'one' });
        await harness.applyConfigMap('people', { 'people.ldif': '' });
        await eventually(() => expect(heard.changed).toEqual(expect.arrayContaining(['Secret/ldap-bind', 'ConfigMap/people'])));
        heard.clear();
        await harness.applySecret('ldap-bind', { password: 'two' });
        await eventually(() => expect(heard.changed).toContain('Secret/ldap-bind'));
        expect(await store.readSecret('ldap-bind')).toEqual({ password: 'two' });
        heard.clear();
        await harness.deleteSecret('ldap-bind');
        await harness.deleteConfigMap('people');
        await eventually(() => expect(heard.changed).toEqual(expect.arrayContaining(['Secret/ldap-bind', 'ConfigMap/people'])));
        expect(await store.readSecret('ldap-bind')).toBeUndefined();
        expect(await store.readConfigMap('people')).toBeUndefined();
      });

      it('are created once: what is there already is never overwritten', async () => {
        await harness.applySecret('theirs', { password: 'theirs' });
        await startWith();
        expect(await store.createSecret('ours', { username: 'oxadmin', password: 'ours' })).toBe('created');
        expect(await store.createSecret('ours', { password: 'other' })).toBe('exists');
        expect(await store.createSecret('theirs', { password: 'other' })).toBe('exists');
        expect(await store.readSecret('ours')).toEqual({ username: 'oxadmin', password: 'ours' });
        expect(await store.readSecret('theirs')).toEqual({ password: 'theirs' });
      });

      it('of our making outlive a restart', async () => {
        await startWith();
        await store.createSecret('ours', { username: 'oxadmin', password: 'ours' });
        await restart();
        expect(await store.readSecret('ours')).toEqual({ username: 'oxadmin', password: 'ours' });
      });

      it('of our making can be deleted, also twice, and created anew', async () => {
        await startWith();
        await store.createSecret('ours', { password: 'one' });
        await store.deleteSecret('ours');
        await store.deleteSecret('ours');
        expect(await store.readSecret('ours')).toBeUndefined();
        expect(await store.createSecret('ours', { password: 'two' })).toBe('created');
        expect(await store.readSecret('ours')).toEqual({ password: 'two' });
      });

      it('of others are not ours to delete', async () => {
        await harness.applySecret('theirs', { password: 'theirs' });
        await startWith();
        await store.deleteSecret('theirs');
        expect(await store.readSecret('theirs')).toEqual({ password: 'theirs' });
      });
    });

    describeSyncErrors({
      store: () => store,
      harness: () => harness,
      heard: () => heard,
      start: () => startWith(),
      restart,
    });

    it('takes events, also of a resource that is gone', async () => {
      await startWith(city);
      const event = { type: 'Warning', reason: 'NameTaken', message: 'the name is taken' } as const;
      await expect(store.recordEvent(CITY, event)).resolves.toBeUndefined();
      await expect(store.recordEvent(PEOPLE, event)).resolves.toBeUndefined();
    });
  });
}
