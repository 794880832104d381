import { describe, expect, it } from 'vitest';
import { mergeFiles, parseManifestFile } from '../../src/kube/folder-content.ts';
import { validateStrictly } from '../../src/kube/folder-manifest.ts';

const CONTEXT = 'apiVersion: ox-operator.dev/v1alpha1\nkind: OXContext\n';
const city = `${CONTEXT}metadata: {name: city-hall}\nspec: {contextId: 10}\n`;

function parse(text: string, file = 'contexts/city.yaml'): ReturnType<typeof parseManifestFile> {
  return parseManifestFile(file, text, { namespace: 'default', validate: validateStrictly });
}

function linesOf(text: string): string[] {
  return parse(text).problems.map(({ message }) => message);
}

describe('A manifest file', () => {
  it('may hold many documents, empty ones among them', () => {
    const file = parse(
      `---\n# nothing here\n---\n${city}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: people}\ndata: {people.ldif: "dn: x"}\n---\n`,
    );
    expect(file.resources.map(({ ref }) => ref)).toEqual([{ kind: 'OXContext', name: 'city-hall' }]);
    expect(file.data).toEqual([{ kind: 'ConfigMap', name: 'people', data: { 'people.ldif': 'dn: x' } }]);
    expect(file).toMatchObject({ problems: [], notes: [], isComplete: true });
  });

  it('may hold a List, as kubectl get -o yaml writes it', () => {
    const file = parse(
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: ox-operator.dev/v1alpha1\n  kind: OXContext\n  metadata: {name: a, uid: x}\n  spec: {contextId: 1}\n  status: {users: 1}\n- {apiVersion: v1, kind: Secret, metadata: {name: b}, data: {password: cw==}}\n',
    );
    expect(file.resources.map(({ ref }) => ref.name)).toEqual(['a']);
    expect(file.data).toEqual([{ kind: 'Secret', name: 'b', data: { password: 's' } }]);
  });

  it('may use anchors and merge keys', () => {
    const file = parse(`${CONTEXT}metadata: {name: a, annotations: &common {contextName: x}}\nspec: {<<: *common, contextId: 1}\n`);
    expect(file.resources[0]?.spec).toEqual({ contextName: 'x', contextId: 1 });
  });

  it('may hold objects that are not for the operator, which are noted', () => {
    const file = parse(`${city}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n`);
    expect(file).toMatchObject({ problems: [], notes: ['contexts/city.yaml: Deployment web: not read by the operator'], isComplete: true });
  });

  it('may hold objects of other namespaces, which are left out', () => {
    const file = parse(
      `${CONTEXT}metadata: {name: a, namespace: mail}\nspec: {}\n---\n${CONTEXT}metadata: {name: b, namespace: default}\nspec: {contextId: 2}\n`,
    );
    expect(file.resources.map(({ ref }) => ref.name)).toEqual(['b']);
    expect(file.notes).toEqual(['contexts/city.yaml: OXContext a: of namespace "mail"; the operator reads namespace default']);
  });

  it('gives annotations and a time of creation in UTC', () => {
    const file = parse(
      `${CONTEXT}metadata: {name: a, creationTimestamp: 2026-01-31T12:00:00+01:00, annotations: {team: mail}}\nspec: {contextId: 1}\n`,
    );
    expect(file.resources[0]).toMatchObject({ annotations: { team: 'mail' }, creationTimestamp: '2026-01-31T11:00:00.000Z' });
  });

  it.each([
    [
      'a Secret in base64 and in plain text, the latter winning',
      'Secret',
      'data: {a: b25l, b: b25l}\nstringData: {b: two}',
      { a: 'one', b: 'two' },
    ],
    ['a Secret without keys', 'Secret', '', {}],
    ['base64 over several lines', 'Secret', 'data:\n  a: |\n    b25l\n    b25l\n', { a: 'oneone' }],
    ['a ConfigMap in plain text and in base64', 'ConfigMap', 'data: {a: one}\nbinaryData: {b: dHdv}', { a: 'one', b: 'two' }],
  ])('decodes %s', (_, kind, body, data) => {
    expect(parse(`apiVersion: v1\nkind: ${kind}\nmetadata: {name: x}\n${body}\n`).data).toEqual([{ kind, name: 'x', data }]);
  });
});

describe('A manifest that cannot be used gets one line with file, object, field, what was found and what is expected', () => {
  it.each([
    [
      'a wrong type',
      `${CONTEXT}metadata: {name: city-hall}\nspec: {contextId: ten}\n`,
      'OXContext city-hall: spec.contextId: found "ten", expected a number from 1 to 2147483647',
    ],
    [
      'a number out of bounds',
      `${CONTEXT}metadata: {name: city-hall}\nspec: {contextId: 0}\n`,
      'OXContext city-hall: spec.contextId: found 0, expected a number from 1 to 2147483647',
    ],
    [
      'a missing field',
      `${CONTEXT}metadata: {name: city-hall}\nspec:\n`,
      'OXContext city-hall: spec.contextId: missing, expected a number from 1 to 2147483647',
    ],
    [
      'a spec that was forgotten',
      `${CONTEXT}metadata: {name: city-hall}\n`,
      'OXContext city-hall: spec.contextId: missing, expected a number from 1 to 2147483647',
    ],
    [
      'a misspelt top-level field',
      `${city}sepc: {}\n`,
      'OXContext city-hall: sepc: unknown field, expected one of apiVersion, kind, metadata, spec, status',
    ],
    [
      'a version we do not know',
      'apiVersion: ox-operator.dev/v2\nkind: OXContext\nmetadata: {name: a}\n',
      'line 1: OXContext: apiVersion: found "ox-operator.dev/v2", expected ox-operator.dev/v1alpha1',
    ],
    [
      'a misspelt group',
      '\n\napiVersion: oxoperator.dev/v1alpha1\nkind: OXContext\n',
      'line 3: OXContext: apiVersion: found "oxoperator.dev/v1alpha1", expected ox-operator.dev/v1alpha1',
    ],
    [
      'a kind we do not know',
      'apiVersion: ox-operator.dev/v1alpha1\nkind: OXKontext\n',
      'line 1: kind: found "OXKontext", expected one of OXContext, OXAccessProfile, OXResource, OXFunctionalAccount, OXDirectory',
    ],
    [
      'a missing kind',
      'apiVersion: ox-operator.dev/v1alpha1\n',
      'line 1: kind: missing, expected that of a Kubernetes object, such as OXContext',
    ],
    [
      'a missing apiVersion',
      'kind: OXContext\n',
      'line 1: apiVersion: missing, expected that of a Kubernetes object, such as ox-operator.dev/v1alpha1',
    ],
    [
      'a missing name',
      `${CONTEXT}spec: {contextId: 1}\n`,
      'line 1: OXContext: metadata.name: missing, expected a name of at most 253 lower-case letters, digits, "-" and "."',
    ],
    [
      'a name that no cluster takes',
      `${CONTEXT}metadata: {name: City_Hall}\n`,
      'line 1: OXContext: metadata.name: found "City_Hall", expected a name of at most 253 lower-case letters, digits, "-" and "."',
    ],
    [
      'a name that is a number',
      `${CONTEXT}metadata: {name: 10}\n`,
      'line 1: OXContext: metadata.name: found 10, expected a name of at most 253 lower-case letters, digits, "-" and "."',
    ],
    [
      'an annotation that is not text',
      `${CONTEXT}metadata: {name: a, annotations: {x: 5}}\nspec: {contextId: 1}\n`,
      'OXContext a: metadata.annotations.x: found 5, expected text (put it in quotes)',
    ],
    [
      'a time that is none',
      `${CONTEXT}metadata: {name: a, creationTimestamp: yesterday}\nspec: {contextId: 1}\n`,
      'OXContext a: metadata.creationTimestamp: found "yesterday", expected a time like 2026-01-31T12:00:00Z',
    ],
    ['a document that is a list', '- a\n- b\n', 'line 1: expected a Kubernetes object with apiVersion, kind and metadata'],
    ['a document that is text', `${city}---\njust text\n`, 'line 6: expected a Kubernetes object with apiVersion, kind and metadata'],
    ['YAML that is none', 'a: b: c\n', 'line 1: Nested mappings are not allowed in compact mappings'],
    ['a key that stands twice', `${city}spec: {contextId: 11}\n`, 'line 5: Map keys must be unique'],
    [
      'an anchor that is not there',
      `${CONTEXT}metadata: {name: a}\nspec: *common\n`,
      'Unresolved alias (the anchor must be set before the alias)',
    ],
  ])('%s', (_, text, line) => {
    expect(linesOf(text)).toEqual([`contexts/city.yaml: ${line}`]);
  });

  it('names every faulty field and every faulty object', () => {
    expect(
      linesOf(
        `${CONTEXT}metadata: {name: a}\nspec: {contextId: ten, quotaMB: 0}\n---\n${CONTEXT}metadata: {name: b}\nspec: {contextId: 0}\n`,
      ),
    ).toEqual([
      'contexts/city.yaml: OXContext a: spec.contextId: found "ten", expected a number from 1 to 2147483647',
      expect.stringMatching(/^contexts\/city\.yaml: OXContext a: spec\.quotaMB: .*leave quotaMB out/),
      'contexts/city.yaml: OXContext b: spec.contextId: found 0, expected a number from 1 to 2147483647',
    ]);
  });

  it('refuses a field of the spec that nobody knows', () => {
    expect(linesOf(`${CONTEXT}metadata: {name: a}\nspec: {contextId: 1, contextname: x}\n`)).toEqual([
      expect.stringMatching(/OXContext a: spec\.contextname: .*unknown/),
    ]);
  });

  it.each([
    [
      'a password that is not base64',
      'data: {password: hunter-2!}',
      'Secret bind: data.password: expected base64 (plain text goes into stringData)',
    ],
    [
      'a password that is a number',
      'stringData: {password: 774411}',
      'Secret bind: stringData.password: found a number, expected text (put it in quotes)',
    ],
    [
      'a password that was forgotten',
      'stringData: {password: }',
      'Secret bind: stringData.password: found nothing, expected text (put it in quotes)',
    ],
    ['keys that are a list', 'data: [hunter2]', 'Secret bind: data: expected a mapping of keys to text'],
    ['a broken quote', 'stringData: {password: "hunter2}', 'line 5: Missing closing "quote'],
    ['a broken block', 'stringData:\n  password: | hunter2\n', 'line 5: Not a YAML token'],
    ['a broken end', 'data: {}\n}hunter2', 'line 5: Unexpected flow-map-end token in YAML stream'],
  ])('without showing %s', (_, body, line) => {
    const lines = linesOf(`apiVersion: v1\nkind: Secret\nmetadata: {name: bind}\n${body}\n`);
    expect(lines).toEqual([`contexts/city.yaml: ${line}`]);
    expect(lines.join()).not.toMatch(/hunter|774411/);
  });
});

describe('The files of a folder', () => {
  it('may not describe one object twice: the first file counts', () => {
    const content = mergeFiles([parse(city, 'a.yaml'), parse(city.replace('10', '11'), 'b.yaml')]);
    expect(content.resources.get('OXContext/city-hall')).toMatchObject({ file: 'a.yaml', manifest: { spec: { contextId: 10 } } });
    expect(content.problems).toEqual([
      {
        file: 'b.yaml',
        ref: { kind: 'OXContext', name: 'city-hall' },
        message: 'b.yaml: OXContext city-hall: found a second time, expected once: the one in a.yaml counts',
      },
    ]);
  });

  it('may use one name for objects of different kinds', () => {
    const directory =
      'apiVersion: ox-operator.dev/v1alpha1\nkind: OXDirectory\nmetadata: {name: city-hall}\nspec: {ldif: {configMapRef: {name: city-hall}}}\n';
    const data =
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: city-hall}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: city-hall}\n';
    const content = mergeFiles([parse(city, 'a.yaml'), parse(directory, 'b.yaml'), parse(data, 'c.yaml')]);
    expect(content.problems).toEqual([]);
    expect([...content.resources.keys(), ...content.data.keys()]).toEqual([
      'OXContext/city-hall',
      'OXDirectory/city-hall',
      'ConfigMap/city-hall',
      'Secret/city-hall',
    ]);
  });
});
