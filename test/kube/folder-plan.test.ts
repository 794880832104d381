import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FolderContent, keyOf, mergeFiles, parseManifestFile } from '../../src/kube/folder-content.ts';
import { isFields, validateStrictly } from '../../src/kube/folder-manifest.ts';
import { addFinalizerTo, removeFinalizerFrom, stableUid, type Transition } from '../../src/kube/folder-object.ts';
import { compareProblems, type FolderPlan, type HeldState, planFolder } from '../../src/kube/folder-plan.ts';
import type { Resource, ResourceRef } from '../../src/kube/resource-store.ts';
import { contextManifest } from '../support/manifest-folder.ts';
import { like } from './folder-fixture.ts';

const CITY: ResourceRef = { kind: 'OXContext', name: 'city' };
const LATER = '2026-02-01T00:00:00.000Z';
const circumstances = { namespace: 'default', now: '2026-01-01T00:00:00.000Z', validate: validateStrictly };

/** A store that follows a folder without a disk. */
class Held implements HeldState {
  readonly resources = new Map<string, Resource>();
  readonly data = new Map();
  readonly homes = new Map<string, string>();

  follow(content: FolderContent, now = circumstances.now): FolderPlan {
    const plan = planFolder(content, this, { ...circumstances, now });
    for (const { ref, transition } of plan.transitions) this.carryOut(ref, transition);
    for (const [key, { file }] of content.resources) this.homes.set(key, file);
    return plan;
  }

  carryOut(ref: ResourceRef, transition: Transition): void {
    if (transition.type === 'changed') this.resources.set(keyOf(ref), transition.resource);
    if (transition.type === 'gone') this.resources.delete(keyOf(ref));
  }

  city(): Resource | undefined {
    return this.resources.get(keyOf(CITY));
  }

  change(act: (resource: Resource) => Transition): void {
    const city = this.city();
    if (city !== undefined) this.carryOut(CITY, act(city));
  }
}

function folderOf(files: Readonly<Record<string, string>>): FolderContent {
  return mergeFiles(Object.entries(files).map(([file, text]) => parseManifestFile(file, text, circumstances)));
}

function typesOf({ transitions }: FolderPlan): Record<string, string> {
  return Object.fromEntries(transitions.map(({ ref, transition }) => [ref.name, transition.type]));
}

const city = contextManifest('city', { contextId: 10 });

describe('An object of a folder', () => {
  it('is created with the first generation and keeps its uid for ever', () => {
    const held = new Held();
    held.follow(folderOf({ 'city.yaml': city }));
    const first = held.city();
    expect(first?.metadata).toMatchObject({ generation: 1, creationTimestamp: circumstances.now, uid: stableUid('default', CITY) });
    held.follow(folderOf({}));
    held.follow(folderOf({ 'other.yaml': city }), LATER);
    expect(held.city()?.metadata).toMatchObject({ generation: 1, creationTimestamp: LATER, uid: first?.metadata.uid });
  });

  it('has a uid that differs by namespace, kind and name and has the shape of a UUID of version 5', () => {
    const uids = [
      stableUid('default', CITY),
      stableUid('mail', CITY),
      stableUid('default', { ...CITY, name: 'town' }),
      stableUid('default', { ...CITY, kind: 'OXDirectory' }),
    ];
    expect(new Set(uids).size).toBe(4);
    for (const uid of uids) expect(uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('takes its age from the manifest when that gives one', () => {
    const held = new Held();
    held.follow(folderOf({ 'city.yaml': city.replace('name: city', 'name: city\n  creationTimestamp: 2020-01-01T00:00:00Z') }));
    expect(held.city()?.metadata.creationTimestamp).toBe('2020-01-01T00:00:00.000Z');
    held.follow(folderOf({ 'city.yaml': city }), LATER);
    expect(held.city()?.metadata.creationTimestamp).toBe('2020-01-01T00:00:00.000Z');
  });

  it('refuses another contextId and stays as it is', () => {
    const held = new Held();
    held.follow(folderOf({ 'city.yaml': city }));
    const plan = held.follow(folderOf({ 'city.yaml': contextManifest('city', { contextId: 11, contextName: 'x' }) }));
    expect(plan.problems).toMatchObject([
      { ref: CITY, message: like(/^city\.yaml: OXContext city: spec\.contextId: found 11 where 10 was/) },
    ]);
    expect(held.city()).toMatchObject({ metadata: { generation: 1 }, spec: { contextId: 10 } });
  });

  it('that comes back while it is being deleted goes on being deleted, with the new spec, and is then created anew', () => {
    const held = new Held();
    held.follow(folderOf({ 'city.yaml': city }));
    held.change(addFinalizerTo);
    held.follow(folderOf({}), LATER);
    const back = folderOf({ 'city.yaml': contextManifest('city', { contextId: 10, deletionPolicy: 'Orphan' }) });
    const { notes } = held.follow(back, LATER);
    expect(notes).toEqual(['city.yaml: OXContext city: is being deleted; it is created anew when that is done']);
    expect(held.city()).toMatchObject({ metadata: { deletionTimestamp: LATER }, spec: { deletionPolicy: 'Orphan' } });
    held.change(removeFinalizerFrom);
    held.follow(back, LATER);
    expect(held.city()?.metadata).toMatchObject({ generation: 1, creationTimestamp: LATER, finalizers: [] });
    expect(held.city()?.metadata.deletionTimestamp).toBeUndefined();
  });

  it('that comes back with another contextId is first deleted as what it was', () => {
    const held = new Held();
    held.follow(folderOf({ 'city.yaml': city }));
    held.change(addFinalizerTo);
    held.follow(folderOf({}), LATER);
    const back = folderOf({ 'city.yaml': contextManifest('city', { contextId: 11 }) });
    expect(held.follow(back, LATER).problems).toEqual([]);
    expect(held.city()?.spec).toEqual({ contextId: 10 });
    held.change(removeFinalizerFrom);
    held.follow(back, LATER);
    expect(held.city()?.spec).toEqual({ contextId: 11 });
  });
});

describe('An object whose manifest is missing', () => {
  const held = (): Held => {
    const store = new Held();
    store.follow(folderOf({ 'city.yaml': city, 'town.yaml': contextManifest('town', { contextId: 11 }) }));
    return store;
  };

  it('is kept as long as its own manifest is invalid', () => {
    const store = held();
    const plan = store.follow(folderOf({ 'city.yaml': contextManifest('city', { contextId: 'ten' }) }));
    expect(typesOf(plan)).toEqual({ city: 'unchanged', town: 'gone' });
    expect(plan.problems).toMatchObject([{ ref: CITY }]);
  });

  it('is kept as long as any file cannot be read: it may have moved there', () => {
    const store = held();
    const plan = store.follow(folderOf({ 'city.yaml': 'a: b: c' }));
    expect(typesOf(plan)).toEqual({ city: 'unchanged', town: 'unchanged' });
    expect(plan.notes).toEqual(['OXContext town: no manifest is found; it is kept as long as city.yaml cannot be read']);
    expect(plan.problems).toEqual([
      { file: 'city.yaml', ref: CITY, message: 'city.yaml: line 1: Nested mappings are not allowed in compact mappings' },
    ]);
    expect(typesOf(store.follow(folderOf({ 'city.yaml': city })))).toEqual({ city: 'unchanged', town: 'gone' });
  });

  it('has nothing to do with a new file that cannot be read', () => {
    const store = held();
    const { problems } = store.follow(folderOf({ 'city.yaml': city, 'new.yaml': 'a: b: c' }));
    expect(problems.map(({ ref }) => ref)).toEqual([undefined]);
  });

  it('keeps its Secrets, too, as long as a file cannot be read', () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: bind}\nstringData: {password: x}\n';
    const store = new Held();
    store.data.set('Secret/bind', { kind: 'Secret', name: 'bind', data: { password: 'x' } });
    expect(store.follow(folderOf({ 'bind.yaml': secret })).dataChanges).toEqual([]);
    expect(store.follow(folderOf({ 'bind.yaml': secret.replace('x}', '5}') })).dataChanges).toEqual([]);
    expect(store.follow(folderOf({})).dataChanges).toMatchObject([{ type: 'gone', data: { name: 'bind' } }]);
  });
});

describe('Problems', () => {
  const problem = { file: 'a.yaml', ref: CITY, message: 'a.yaml: OXContext city: spec: wrong' };

  it('are told when they appear, not when they stay', () => {
    expect(compareProblems([], [problem]).appeared).toEqual([problem]);
    expect(compareProblems([problem], [problem])).toEqual({ appeared: [], mended: [] });
    expect(compareProblems([problem], [{ ...problem, message: 'other' }]).appeared).toHaveLength(1);
  });

  it('are mended when the last one of an object is over', () => {
    const other = { ...problem, message: 'a.yaml: OXContext city: spec: also wrong' };
    expect(compareProblems([problem, other], [other]).mended).toEqual([]);
    expect(compareProblems([problem, other], []).mended).toEqual([CITY]);
  });
});

describe('Whatever happens to a folder', () => {
  const text = fc.constantFrom(
    undefined,
    city,
    contextManifest('city', { contextId: 10, contextName: 'x' }),
    contextManifest('city', { contextId: 11 }),
    contextManifest('city', { contextId: 'ten' }),
    'a: b: c',
  );
  const step = fc.oneof(
    fc.record({ do: fc.constant('edit' as const), file: fc.constantFrom('a.yaml', 'b.yaml'), text }),
    fc.record({ do: fc.constantFrom('finalize' as const, 'release' as const) }),
  );

  it('an object with our finalizer never vanishes, its context id never changes, and following twice changes nothing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
        const held = new Held();
        const files = new Map<string, string | undefined>();
        for (const action of steps) {
          if (action.do !== 'edit') {
            held.change(action.do === 'finalize' ? addFinalizerTo : removeFinalizerFrom);
            continue;
          }
          const before = held.city();
          files.set(action.file, action.text);
          const content = folderOf(Object.fromEntries([...files].flatMap(([file, now]) => (now === undefined ? [] : [[file, now]]))));
          held.follow(content);
          if (before !== undefined && before.metadata.finalizers.length > 0) {
            expect(contextIdOf(held.city())).toBe(contextIdOf(before));
            expect(held.city()?.metadata.finalizers).toEqual(before.metadata.finalizers);
          }
          expect(Object.values(typesOf(held.follow(content)))).not.toContain('changed');
        }
      }),
    );
  });
});

function contextIdOf(resource: Resource | undefined): unknown {
  return isFields(resource?.spec) ? resource.spec.contextId : undefined;
}
