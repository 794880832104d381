import { describe, expect, it } from 'vitest';
import { CUSTOM_RESOURCES, type CustomResourceKind, parseSpec } from '../../src/crds/index.ts';
import { isOurs, manifestsOn, RESOURCE_PAGES } from '../support/documented-manifests.ts';

describe.each(RESOURCE_PAGES)('the examples of the page on %s', (pageKind, page) => {
  const examples = manifestsOn(page).filter(isOurs);

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
