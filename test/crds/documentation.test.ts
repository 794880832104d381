import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { CUSTOM_RESOURCES, type CustomResourceKind, parseSpec } from '../../src/crds/index.ts';
import { readProjectFile } from '../../tools/project-files.ts';

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: unknown;
}

/** The manifests of our kinds that a page shows. */
function examplesOf(page: string): Manifest[] {
  const blocks = [...readProjectFile(page).matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text ?? '');
  const manifests = blocks.flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as Manifest));
  return manifests.filter(({ apiVersion }) => apiVersion === 'ox-operator.dev/v1alpha1');
}

const pages = Object.keys(CUSTOM_RESOURCES).map((kind) => [kind, `docs/crds/${kind.toLowerCase()}.md`] as const);

describe.each(pages)('the examples of the page on %s', (pageKind, page) => {
  const examples = examplesOf(page);

  it('are there', () => {
    expect(examples.map(({ kind }) => kind)).toContain(pageKind);
  });

  it.each(examples.map((example) => [example.metadata.name, example] as const))(
    'can be applied as they stand: %s',
    (_name, { kind, spec }) => {
      expect(Object.keys(CUSTOM_RESOURCES)).toContain(kind);
      expect(parseSpec(kind as CustomResourceKind, spec, { strict: true })).toMatchObject({ ok: true });
    },
  );
});
