import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, parseDocument, stringify } from 'yaml';
import { mergePatchOf } from '../../src/kube/merge-patch.ts';
import { patchYaml } from '../../src/kube/yaml-edit.ts';

const name = fc.constantFrom('a', 'b', 'c', 'yes', '1', 'x y');
const text = fc.constantFrom('', 'oxNote', 'no', '12', '# no comment', 'two\nlines', '- item', '*alias');
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.boolean(), fc.uniqueArray(text, { maxLength: 4 }), tie('object')),
  object: fc.dictionary(name, tie('any'), { maxKeys: 4, noNullPrototype: true }),
}));
const spec = value.object;

function edited(before: string, from: Record<string, unknown>, to: Record<string, unknown>): string {
  const document = parseDocument(before);
  patchYaml(document, ['spec'], mergePatchOf(from, to));
  return document.toString({ lineWidth: 0 });
}

test('a document says after its edit what was wanted, in block and in flow style, and the same edit back leads back', () => {
  const style = fc.constantFrom<'block' | 'flow'>('block', 'flow');
  fc.assert(
    fc.property(spec, spec, style, (from, to, collectionStyle) => {
      const before = stringify({ kind: 'X', spec: from }, { collectionStyle });
      const after = edited(before, from, to);
      expect(parse(after)).toEqual({ kind: 'X', spec: to });
      expect(parse(edited(after, to, from))).toEqual({ kind: 'X', spec: from });
    }),
  );
});

test('what an edit does not touch keeps its comments and its place', () => {
  const before = `# whole
spec:
  # of a
  a: one # beside a
  list:
    - x # beside x
    - y
    - z # beside z
  gone: 1
`;
  const after = edited(before, { a: 'one', list: ['x', 'y', 'z'], gone: 1 }, { a: 'two', list: ['x', 'z', 'new'], b: {} });
  expect(after).toBe(`# whole
spec:
  # of a
  a: two # beside a
  list:
    - x # beside x
    - z # beside z
    - new
  b: {}
`);
});
