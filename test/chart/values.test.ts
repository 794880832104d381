import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { OLD_SETTINGS, OPERATOR_SETTINGS } from '../../src/config/index.ts';
import { documentedValues } from '../../tools/generated/chart/values-table.ts';
import { readProjectFile } from '../../tools/project-files.ts';
import { CHART, helm, REQUIRED, renderText } from './helm.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

const valuesText = readProjectFile('charts/ox-operator/values.yaml');
const values = parse(valuesText) as Readonly<Record<string, unknown>>;
const schema = JSON.parse(readProjectFile('charts/ox-operator/values.schema.json')) as Schema;

function at(tree: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], tree);
}

/** The paths that the schema ends at. */
function placesOf({ properties }: Schema, path: string): string[] {
  if (properties === undefined) return [path];
  return Object.entries(properties).flatMap(([name, property]) => placesOf(property, path === '' ? name : `${path}.${name}`));
}

describe('the values', () => {
  test('are each described in a line of their own', () => {
    const described = documentedValues(valuesText);
    expect(described.length).toBeGreaterThan(80);
    expect(described.filter(({ description }) => description === undefined).map(({ path }) => path)).toEqual([]);
  });

  test('are known to the schema, all of them and no others', () => {
    const documented = documentedValues(valuesText).map(({ path }) => path);
    const known = placesOf(schema, '');
    const covers = (whole: string, part: string): boolean => part === whole || part.startsWith(`${whole}.`);
    expect(documented.filter((path) => !known.some((place) => covers(place, path) || covers(path, place)))).toEqual([]);
    expect(known.filter((place) => place !== 'global' && !documented.some((path) => covers(path, place)))).toEqual([]);
  });

  test('take the settings of the OX Connector that the operator knows', () => {
    expect(Object.keys(schema.properties?.connectorDefaults?.properties ?? {})).toEqual(Object.keys(OLD_SETTINGS).sort());
    for (const name of Object.keys(OLD_SETTINGS)) expect(valuesText).toContain(name);
  });

  test('are those that the list of settings names', () => {
    const named = Object.values(OPERATOR_SETTINGS).flatMap((setting) => ('chart' in setting ? [setting.chart] : []));
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((path) => at(values, path) === undefined)).toEqual([]);
  });
});

describe('the schema refuses', () => {
  const ox = (part: object): object => ({ ox: { ...REQUIRED.ox, ...part } });

  test.each([
    ['a misspelt value', { replicas: 2 }, "additional properties 'replicas' not allowed"],
    ['a misspelt value below another', { persistence: { sice: '1Gi' } }, "additional properties 'sice' not allowed"],
    ['an OX without scheme', ox({ soapServer: 'ox.example.org' }), "at '/ox/soapServer'"],
    ['an OX with a path', ox({ soapServer: 'https://ox.example.org/webservices' }), "at '/ox/soapServer'"],
    ['a password in the address of OX', ox({ soapServer: 'https://admin:secret@ox.example.org' }), "at '/ox/soapServer'"],
    ['a master Secret without name', ox({ masterSecretRef: { name: '' } }), "at '/ox/masterSecretRef/name'"],
    ['a concurrency of 0', ox({ maxConcurrency: 0 }), 'minimum: got 0, want 1'],
    ['a rate in words', ox({ maxRate: 'fast' }), "at '/ox/maxRate'"],
    ['a log level that there is not', { logLevel: 'loud' }, "at '/logLevel'"],
    ['a digest that is none', { image: { digest: 'sha256:abc' } }, "at '/image/digest'"],
    ['an unknown pull policy', { image: { pullPolicy: 'Sometimes' } }, "at '/image/pullPolicy'"],
    ['many writers of one cache', { persistence: { accessModes: ['ReadWriteMany'] } }, "at '/persistence/accessModes/0'"],
    ['a size in words', { persistence: { size: 'large' } }, "at '/persistence/size'"],
    ['an old setting that there is not', { connectorDefaults: { DEFAULT_CONTEXTS: 1 } }, "'DEFAULT_CONTEXTS' not allowed"],
    ['a context without number', { connectorDefaults: { DEFAULT_CONTEXT: 'ten' } }, "at '/connectorDefaults/DEFAULT_CONTEXT'"],
    [
      'a context under a name that no object can have',
      { contexts: { City_Hall: {} } },
      "at '/contexts': additional properties 'City_Hall' not allowed",
    ],
    ['contexts as a list', { contexts: [{ name: 'x' }] }, "at '/contexts'"],
    ['a port beyond the last', { service: { metricsPort: 70000 } }, 'maximum: got 70,000, want 65,535'],
    [
      'a service level between the buckets',
      { prometheusRule: { changeToSettled: { seconds: 42 } } },
      "at '/prometheusRule/changeToSettled",
    ],
    ['too little time to end', { terminationGracePeriodSeconds: 5 }, 'minimum: got 5, want 25'],
    ['a lease of a second', { leaderElection: { leaseDuration: 1 } }, 'minimum: got 1, want 2'],
  ])('%s', async (_, given, message) => {
    await expect(renderText(given)).rejects.toThrow(message);
  });

  test('a release without what is required, and names both', async () => {
    const refused = helm(['template', 'x', CHART]);
    await expect(refused).rejects.toThrow("at '/ox/soapServer'");
    await expect(refused).rejects.toThrow("at '/ox/masterSecretRef/name'");
  });
});

test('two Pods that do not agree who works are refused', async () => {
  await expect(renderText({ replicaCount: 2, leaderElection: { enabled: false } })).rejects.toThrow(
    'replicaCount: found 2 without leader election, expected 0 or 1: two operators would write to OX at once',
  );
});
