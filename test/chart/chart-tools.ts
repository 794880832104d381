import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buildGoTool, hasGo } from '../cluster/go-build.ts';
import { withLockFile } from '../cluster/lock-file.ts';

export type Report = (line: string) => void;

/** A program of the chart tests, pinned by a go.mod in the folder of its name. */
interface ChartTool {
  readonly name: 'argohealth' | 'helm' | 'kubeconform' | 'promql';
  readonly packagePath: string;
  /** The environment variable that may name one that is there already. */
  readonly variable: string;
}

const TOOLS = {
  helm: { name: 'helm', packagePath: 'helm.sh/helm/v4/cmd/helm', variable: 'HELM' },
  kubeconform: { name: 'kubeconform', packagePath: 'github.com/yannh/kubeconform/cmd/kubeconform', variable: 'KUBECONFORM' },
  promql: { name: 'promql', packagePath: '.', variable: 'PROMQL' },
  argohealth: { name: 'argohealth', packagePath: '.', variable: 'ARGOHEALTH' },
} as const satisfies Record<string, ChartTool>;

/**
 * Path of a helm: that in HELM when it is set, else one built from `helm/go.mod` into the cache folder. The first build takes about two
 * minutes on two cores.
 */
export function ensureHelm(report: Report = () => undefined): Promise<string> {
  return ensureTool(TOOLS.helm, report);
}

/** Path of a kubeconform: that in KUBECONFORM when it is set, else one built in a few seconds. */
export function ensureKubeconform(report: Report = () => undefined): Promise<string> {
  return ensureTool(TOOLS.kubeconform, report);
}

/** Path of a program that reads PromQL a line and tells what Prometheus would not understand: that in PROMQL, else one built from `promql/`. */
export function ensurePromql(report: Report = () => undefined): Promise<string> {
  return ensureTool(TOOLS.promql, report);
}

/** Path of a program that runs a health script as Argo CD does: that in ARGOHEALTH, else one built from `argohealth/`. */
export function ensureArgoHealth(report: Report = () => undefined): Promise<string> {
  return ensureTool(TOOLS.argohealth, report);
}

/** Where what was built or loaded once is kept, outside the checkout. */
export function cachePath(name: string): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ox-operator', name);
}

async function ensureTool(tool: ChartTool, report: Report): Promise<string> {
  const given = process.env[tool.variable];
  if (given !== undefined && given !== '') return given;
  const moduleFolder = join(import.meta.dirname, tool.name);
  const output = join(cachePath(`${tool.name}-${await fingerprint(moduleFolder)}`), tool.name);
  if (existsSync(output)) return output;
  if (!(await hasGo())) {
    throw new Error(
      `The tests of the chart need ${tool.name}: install Go 1.26 or newer (it is then built once), or name one in ${tool.variable}.`,
    );
  }
  await mkdir(join(output, '..'), { recursive: true });
  const waiting = (pid: number): void => report(`${tool.name}: process ${pid} is building it already, waiting for it`);
  await withLockFile(`${output}.lock`, waiting, async () => {
    if (!existsSync(output)) await build(tool, moduleFolder, output, report);
  });
  return output;
}

async function build({ name, packagePath }: ChartTool, moduleFolder: string, output: string, report: Report): Promise<void> {
  report(`${name}: building it once into ${output}`);
  const unfinished = `${output}.unfinished`;
  await rm(unfinished, { force: true });
  await buildGoTool({ moduleFolder, packagePath, output: unfinished, version: 'v0.0.0' }, (progress) => report(`${name}: ${progress}`));
  await rename(unfinished, output);
}

/** Of everything that decides what is built. */
async function fingerprint(moduleFolder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(moduleFolder)).sort()) hash.update(await readFile(join(moduleFolder, name)));
  return hash.digest('hex').slice(0, 16);
}
