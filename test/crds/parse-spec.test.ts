import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CustomResourceKind, type DirectorySpec, parseSpec } from '../../src/crds/index.ts';
import { compileMapping, mapUser } from '../../src/mapping/index.ts';
import { entryOf } from '../support/entry-of.ts';
import { SPEC_CASES } from '../support/spec-cases.ts';

const ldap = { urls: ['ldaps://ldap.example.org'], baseDN: 'dc=example,dc=org' };

function problemsOf(kind: CustomResourceKind, raw: unknown, options: Parameters<typeof parseSpec>[2] = {}): readonly string[] {
  const parsed = parseSpec(kind, raw, options);
  return parsed.ok ? [] : parsed.problems;
}

function directorySpec(raw: object, defaults?: object): DirectorySpec {
  const parsed = parseSpec('OXDirectory', { ldap, ...raw }, { defaults });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.spec;
}

describe('parseSpec', () => {
  it.each(SPEC_CASES.filter(({ refusal }) => refusal === undefined))('takes an $kind $what', ({ kind, spec }) => {
    expect(problemsOf(kind, spec, { strict: true })).toEqual([]);
  });

  it.each(SPEC_CASES.filter(({ refusal }) => refusal !== undefined))('refuses an $kind $what', ({ kind, spec, refusal }) => {
    const problems = problemsOf(kind, spec, { strict: true });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(refusal);
  });

  it('names the field, what was found and what is expected in one line, for every problem at once', () => {
    const raw = { contextId: 0, quotaMB: 0, loginMappings: 'x', managementPolicy: 'Adopt', deletionPolicy: 7, adminSecretRef: {} };
    expect(problemsOf('OXContext', raw)).toEqual([
      'spec.contextId: found 0, expected a number from 1 to 2147483647',
      'spec.quotaMB: leave quotaMB out for a context without a limit, or give a number of megabytes above 0',
      'spec.loginMappings: found "x", expected a list of 0 to 100 items',
      'spec.managementPolicy: found "Adopt", expected one of Manage, Observe',
      'spec.adminSecretRef.name: missing, expected the name of an object: lower-case letters, digits, - and .',
      'spec.deletionPolicy: found 7, expected one of Delete, Orphan',
    ]);
  });

  it('names the place within a list and within a map', () => {
    const raw = {
      ldap: { ...ldap, urls: ['ldap://a', 'b'] },
      mapping: { set: { note: 'two words' }, alternatives: { email1: ['ok', '-'] } },
    };
    expect(problemsOf('OXDirectory', raw)).toEqual([
      'spec.ldap.urls.1: found "b", expected an address such as ldaps://ldap.example.org:636',
      'spec.mapping.set.note: found "two words", expected the name of an attribute such as description',
      'spec.mapping.alternatives.email1.1: found "-", expected the name of an attribute such as description',
    ]);
  });

  it.each([null, undefined, 'text', 7, []])('refuses %j as a spec', (raw) => {
    expect(problemsOf('OXContext', raw)[0]).toMatch(/^spec: (found .*|missing), expected an object with contextId, /);
  });

  it('takes null for absent, as the API server does', () => {
    expect(directorySpec({ users: { base: null, mode: null }, pollInterval: null })).toMatchObject({
      users: { base: '', mode: 'Enforce' },
      pollInterval: '5s',
    });
    expect(problemsOf('OXContext', { contextId: null })).toEqual(['spec.contextId: missing, expected a number from 1 to 2147483647']);
  });

  it('shortens what it found', () => {
    const [problem] = problemsOf('OXContext', { contextId: 'x'.repeat(5000) });
    expect(problem!.length).toBeLessThan(200);
  });
});

describe('fields that the schema does not know', () => {
  it('are problems in a folder of manifests, where nobody else would say so', () => {
    const raw = { contextId: 10, quotaMb: 5, adminSecretRef: { name: 'x', namespace: 'y' } };
    expect(problemsOf('OXContext', raw, { strict: true })).toEqual([
      'spec.quotaMb: unknown field, expected one of contextId, contextName, quotaMB, loginMappings, managementPolicy, adminSecretRef, deletionPolicy, suspend',
      'spec.adminSecretRef.namespace: unknown field, expected one of name',
    ]);
  });

  it('are left to the API server otherwise', () => {
    expect(problemsOf('OXContext', { contextId: 10, quotaMb: 5 })).toEqual([]);
  });

  it('are none within mapping.set, whose names the mapping checks', () => {
    expect(problemsOf('OXDirectory', { ldap, mapping: { set: { anything: 'description' } } }, { strict: true })).toEqual([]);
  });
});

describe('a changed spec', () => {
  it('may not have another context id', () => {
    expect(problemsOf('OXContext', { contextId: 11 }, { previous: { contextId: 10 } })).toEqual([
      'spec.contextId: found 11 where 10 was; contextId cannot be changed, OX gives a context its id for ever: create another OXContext and delete this one',
    ]);
  });

  it('may change everything else', () => {
    expect(problemsOf('OXContext', { contextId: 10, quotaMB: 1 }, { previous: { contextId: 10, suspend: true } })).toEqual([]);
  });
});

describe('defaults from settings of the operator', () => {
  const defaults = {
    users: { contextId: { default: 10 } },
    userDefaults: { language: 'en_US', imapServer: 'imap://old' },
    errorPolicy: 'Halt',
  };

  it('fill in what the resource leaves out', () => {
    expect(directorySpec({}, defaults)).toMatchObject({
      users: { contextId: { default: 10 } },
      userDefaults: { language: 'en_US' },
      errorPolicy: 'Halt',
    });
  });

  it('give way to what the resource says, field by field', () => {
    const spec = directorySpec(
      { users: { contextId: { default: 20 } }, userDefaults: { imapServer: 'imap://new' }, errorPolicy: 'Park' },
      defaults,
    );
    expect(spec).toMatchObject({
      users: { contextId: { default: 20 } },
      userDefaults: { language: 'en_US', imapServer: 'imap://new' },
      errorPolicy: 'Park',
    });
  });

  it('come before those that are built in', () => {
    expect(directorySpec({}).userDefaults.language).toBe('de_DE');
    expect(directorySpec({}, { userDefaults: { timezone: 'UTC' } }).userDefaults).toMatchObject({ language: 'de_DE', timezone: 'UTC' });
  });
});

describe('a parsed OXDirectory', () => {
  it('can be compiled to a mapping as it is', () => {
    const spec = directorySpec({ mapping: { set: { userfield01: 'description' } }, users: { contextId: { default: 10 } } });
    const entry = entryOf({ isOxUser: 'OK', uid: 'anna', description: 'staff' });
    expect(mapUser(entry, compileMapping(spec), 'people')).toMatchObject({ object: { contextId: 10, fields: { userfield01: 'staff' } } });
  });

  it('has a file as source in a folder of manifests only, and never beside a ConfigMap', () => {
    expect(problemsOf('OXDirectory', { ldif: { file: 'people.ldif' } }, { strict: true })).toEqual([]);
    expect(problemsOf('OXDirectory', { ldif: { file: 'people.ldif', configMapRef: { name: 'x' } } })).toHaveLength(1);
  });
});

it('never throws, whatever is written in a manifest', () => {
  const kinds = fc.constantFrom<CustomResourceKind>('OXContext', 'OXDirectory');
  fc.assert(
    fc.property(kinds, fc.object({ maxDepth: 4 }), fc.object({ maxDepth: 2 }), (kind, raw, defaults) => {
      const parsed = parseSpec(kind, raw, { strict: true, previous: raw, defaults });
      if (!parsed.ok) for (const problem of parsed.problems) expect(problem).toMatch(/^spec/);
    }),
  );
});
