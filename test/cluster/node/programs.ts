import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cachePath, type Report } from '../../chart/chart-tools.ts';
import { buildGoTool, hasGo } from '../go-build.ts';
import { withLockFile } from '../lock-file.ts';

const moduleFolder = import.meta.dirname;

/** What is built from `go.mod`, in this order. */
const PACKAGES = {
  lonet: './lonet',
  pause: './pause',
  'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  kubelet: 'k8s.io/kubernetes/cmd/kubelet',
} as const;

/**
 * A folder with the programs that make a node of a control plane, under the names of `PACKAGES`. They are built once into the cache folder:
 * about 2 minutes on two cores after the control plane, 5 without it.
 */
export async function ensureNodePrograms(report: Report): Promise<string> {
  const folder = cachePath(`node-${await fingerprint()}`);
  if (existsSync(folder)) return folder;
  if (!(await hasGo())) throw new Error('A node is built with Go: install Go 1.26 or newer.');
  await mkdir(join(folder, '..'), { recursive: true });
  const waiting = (pid: number): void => report(`node: process ${pid} is building it already, waiting for it`);
  await withLockFile(`${folder}.lock`, waiting, async () => {
    if (!existsSync(folder)) await build(folder, report);
  });
  return folder;
}

async function build(folder: string, report: Report): Promise<void> {
  report(`node: building ${Object.keys(PACKAGES).join(', ')} once into ${folder}; some minutes`);
  const version = await kubernetesVersion();
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished);
  for (const [name, packagePath] of Object.entries(PACKAGES)) {
    const output = join(unfinished, name);
    await buildGoTool({ moduleFolder, packagePath, output, version }, (progress) => report(`node: ${name}: ${progress}`));
  }
  await rename(unfinished, folder);
}

/** Of everything that decides what is built. */
async function fingerprint(): Promise<string> {
  const names = (await readdir(moduleFolder, { recursive: true })).filter((name) => /\.(go|mod|sum)$/.test(name)).sort();
  const hash = createHash('sha256');
  for (const name of names) hash.update(await readFile(join(moduleFolder, name)));
  return hash.digest('hex').slice(0, 16);
}

async function kubernetesVersion(): Promise<string> {
  const match = /^\s*k8s\.io\/kubernetes (v\S+)/m.exec(await readFile(join(moduleFolder, 'go.mod'), 'utf8'));
  if (match?.[1] === undefined) throw new Error(`${moduleFolder}/go.mod does not name a version of k8s.io/kubernetes`);
  return match[1];
}
