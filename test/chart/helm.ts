import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../../tools/project-files.ts';
import { ensureHelm } from './chart-tools.ts';

export const CHART = join(root, 'charts/ox-operator');

/** Whatever cannot do without. */
export const REQUIRED = { ox: { soapServer: 'https://ox.example.org', masterSecretRef: { name: 'ox-master' } } };

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

export interface RenderOptions {
  /** As `--api-versions`: what the cluster knows beside its own kinds. */
  readonly knows?: readonly string[];
  readonly kubeVersion?: string;
}

/** The release of all tests that only render. */
const RELEASE = { name: 'ox-operator', namespace: 'ox' };

/** Values laid over `REQUIRED`: maps are merged, anything else replaced. */
export function withRequired(values: object): object {
  return merge(REQUIRED, values);
}

/** `helm template` with these values over `REQUIRED`, as text. */
export function renderText(values: object = {}, { knows = [], kubeVersion }: RenderOptions = {}): Promise<string> {
  const version = kubeVersion === undefined ? [] : ['--kube-version', kubeVersion];
  const apis = knows.flatMap((api) => ['--api-versions', api]);
  const args = ['template', RELEASE.name, CHART, '--namespace', RELEASE.namespace, ...version, ...apis, '--values', '-'];
  return helm(args, JSON.stringify(withRequired(values)));
}

/** The objects of the chart with these values over `REQUIRED`. */
export async function render(values: object = {}, options: RenderOptions = {}): Promise<Manifest[]> {
  return parseAllDocuments(await renderText(values, options)).flatMap((document) => (document.toJS() as Manifest | null) ?? []);
}

/** The one object of a kind. */
export async function renderOne(kind: string, values: object = {}): Promise<Manifest> {
  const [found, ...others] = (await render(values)).filter((object) => object.kind === kind);
  if (found === undefined || others.length > 0) throw new Error(`found ${found === undefined ? 0 : others.length + 1} ${kind}, expected 1`);
  return found;
}

/** Runs helm and gives its standard output. Rejects with what it wrote to standard error. It knows no cluster but that of `kubeconfig`. */
export async function helm(args: readonly string[], stdin = '', kubeconfig = '/nonexistent'): Promise<string> {
  const program = await ensureHelm();
  const home = await mkdtemp(join(tmpdir(), 'ox-operator-helm-'));
  try {
    return await run(program, args, { PATH: process.env.PATH, HOME: home, KUBECONFIG: kubeconfig }, stdin);
  } finally {
    await rm(home, { recursive: true });
  }
}

/** Runs a program and gives its standard output. Rejects with everything that it wrote when it fails. */
export function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv, stdin: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { env, maxBuffer: 64 * 2 ** 20 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${args[0]}: ${stderr}${stdout}`));
    });
    child.stdin?.on('error', () => undefined); // it may end before it has read everything: its exit code tells
    child.stdin?.end(stdin);
  });
}

function merge(base: unknown, over: unknown): object {
  if (!isMap(base) || !isMap(over)) return over as object;
  const entries = Object.entries(over).map(([key, value]): [string, unknown] => [
    key,
    isMap(value) && isMap(base[key]) ? merge(base[key], value) : value,
  ]);
  return { ...base, ...Object.fromEntries(entries) };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
