import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { withLockFile } from '../cluster/lock-file.ts';
import { cachePath, type Report } from './chart-tools.ts';

/** A module of Go that holds schemas beside its code, and the hash of its contents. */
interface SchemaSource {
  readonly module: string;
  readonly version: string;
  readonly sum: string;
}

/** The newest three minors that the Go modules of Kubernetes serve; each brings the OpenAPI document of its API server. */
export const KUBERNETES: readonly SchemaSource[] = [
  { module: 'k8s.io/kubernetes', version: 'v1.35.4', sum: 'h1:o/8dBC/pHVpYoGV4OAIytAlNPZbdYVTXJHoYvXC4qzM=' },
  { module: 'k8s.io/kubernetes', version: 'v1.36.3', sum: 'h1:qDQdoMiluAE2Eab6Fa52YV+WjiGz9mZFFoagEA6cI+o=' },
  { module: 'k8s.io/kubernetes', version: 'v1.37.2', sum: 'h1:A2VDEiObzkYqFTKhSsn0ZEb0RlLEXpHWj93gi2HqEwE=' },
];

/** ServiceMonitor and PrometheusRule. */
const PROMETHEUS_OPERATOR: SchemaSource = {
  module: 'github.com/prometheus-operator/prometheus-operator',
  version: 'v0.85.0',
  sum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
};

type Schema = Readonly<Record<string, unknown>>;

/** Folder with a JSON schema per kind of a Kubernetes version, as kubeconform wants them: `<kind>-<group>-<version>.json` in lower case. */
export function ensureKubernetesSchemas(source: SchemaSource, report: Report = () => undefined): Promise<string> {
  return ensure(`schemas-kubernetes-${source.version}`, source, report, kubernetesSchemas);
}

/** The same for the kinds of the Prometheus operator. */
export function ensureMonitoringSchemas(report: Report = () => undefined): Promise<string> {
  const { version } = PROMETHEUS_OPERATOR;
  return ensure(`schemas-prometheus-operator-${version}`, PROMETHEUS_OPERATOR, report, monitoringSchemas);
}

/** Writes the schemas of custom resource definitions into a folder, in the same form. */
export async function writeResourceSchemas(definitions: readonly unknown[], folder: string): Promise<void> {
  await writeAll(new Map(definitions.flatMap(schemasOfDefinition)), folder);
}

async function ensure(
  name: string,
  source: SchemaSource,
  report: Report,
  read: (folder: string) => Promise<Map<string, Schema>>,
): Promise<string> {
  const folder = cachePath(name);
  if (existsSync(folder)) return folder;
  await mkdir(join(folder, '..'), { recursive: true });
  const waiting = (pid: number): void => report(`schemas: process ${pid} is writing them already, waiting for it`);
  await withLockFile(`${folder}.lock`, waiting, async () => {
    if (existsSync(folder)) return;
    report(`schemas: loading those of ${source.module} ${source.version} once into ${folder}`);
    const unfinished = `${folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await writeAll(await read(await download(source)), unfinished);
    await rename(unfinished, folder);
  });
  return folder;
}

/** Folder of the module in Go's own cache. */
async function download({ module, version, sum }: SchemaSource): Promise<string> {
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', `${module}@${version}`], { cwd: import.meta.dirname });
  const { Dir, Sum } = JSON.parse(stdout) as { Dir: string; Sum: string };
  if (Sum !== sum) throw new Error(`${module} ${version} has the hash ${Sum}, expected ${sum}`);
  return Dir;
}

interface Definition extends Schema {
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

async function kubernetesSchemas(folder: string): Promise<Map<string, Schema>> {
  const text = await readFile(join(folder, 'api/openapi-spec/swagger.json'), 'utf8');
  const { definitions } = JSON.parse(text) as { definitions: Record<string, Definition> };
  const strict = Object.fromEntries(Object.entries(definitions).map(([name, schema]) => [name, strictly(schema)]));
  const files = new Map<string, Schema>();
  for (const [name, definition] of Object.entries(definitions)) {
    for (const { group, version, kind } of definition['x-kubernetes-group-version-kind'] ?? []) {
      files.set(fileName(group, version, kind), { $ref: `#/definitions/${name}`, definitions: reachable(name, strict) });
    }
  }
  return files;
}

async function monitoringSchemas(folder: string): Promise<Map<string, Schema>> {
  const crds = join(folder, 'example/prometheus-operator-crd');
  const names = (await readdir(crds)).filter((name) => /_(servicemonitors|prometheusrules)\.yaml$/.test(name));
  const definitions = await Promise.all(names.map(async (name) => parse(await readFile(join(crds, name), 'utf8')) as unknown));
  return new Map(definitions.flatMap(schemasOfDefinition));
}

interface ResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

function schemasOfDefinition(definition: unknown): [string, Schema][] {
  const { group, names, versions } = (definition as ResourceDefinition).spec;
  return versions.map(({ name, schema }) => [fileName(group, name, names.kind), strictly(schema.openAPIV3Schema, false)]);
}

/** As kubeconform's template `{{ .ResourceKind }}{{ .KindSuffix }}` names it: of the group, the part before the first dot. */
function fileName(group: string, version: string, kind: string): string {
  return [kind, group.split('.')[0], version]
    .filter((part) => part !== '')
    .join('-')
    .toLowerCase();
}

/** Metadata of custom resources is checked by the API server without a schema of theirs. */
const METADATA = 'metadata';

/** The same with fields that nobody knows refused, and without what only the API server understands. */
function strictly(schema: Schema, closesMetadata = true): Schema {
  if (typeof schema.$ref === 'string') return { $ref: schema.$ref };
  if (schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string') return { type: ['string', 'integer'] };
  const { properties, items, additionalProperties, format: _, ...rest } = schema;
  const plain = Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('x-')));
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...plain,
    ...(isSchema(properties) ? { properties: eachStrictly(properties, closesMetadata) } : {}),
    ...(isSchema(properties) && !isOpen ? { additionalProperties: false } : {}),
    ...(isSchema(additionalProperties) ? { additionalProperties: strictly(additionalProperties) } : {}),
    ...(isSchema(items) ? { items: strictly(items) } : {}),
  };
}

function eachStrictly(properties: Schema, closesMetadata: boolean): Schema {
  const entries = Object.entries(properties).map(([name, property]): [string, unknown] => {
    const isLeftOpen = name === METADATA && !closesMetadata;
    return [name, isSchema(property) && !isLeftOpen ? strictly(property) : { type: 'object' }];
  });
  return Object.fromEntries(entries);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A definition and all that it names. */
function reachable(from: string, definitions: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const definition = definitions[name];
    if (definition === undefined || found[name] !== undefined) continue;
    found[name] = definition;
    for (const [, other = ''] of JSON.stringify(definition).matchAll(/"#\/definitions\/([^"]+)"/g)) open.push(other);
  }
  return found;
}

async function writeAll(schemas: ReadonlyMap<string, Schema>, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, schema] of schemas) await writeFile(join(folder, `${name}.json`), JSON.stringify(schema));
}
