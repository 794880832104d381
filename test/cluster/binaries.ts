import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { buildGoTool, hasGo } from './go-build.ts';
import { withLockFile } from './lock-file.ts';

/** Paths of the three programs a control plane is made of. */
export interface Binaries {
  readonly etcd: string;
  readonly apiServer: string;
  readonly kubectl: string;
}

type Report = (line: string) => void;

const moduleFolder = join(import.meta.dirname, 'controlplane');

/** Package of each program, in the order of building. Names are those of setup-envtest. */
const tools = {
  etcd: 'go.etcd.io/etcd/server/v3',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
} as const;

/**
 * The programs of a control plane: those in KUBEBUILDER_ASSETS when it is set, else the ones built from `controlplane/go.mod`
 * into a cache folder outside the checkout. The first build takes about 7 minutes on two cores and tells how far it is.
 */
export async function ensureControlPlane(report: Report = () => undefined): Promise<Binaries> {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets !== undefined && assets !== '') return complete(assets);
  const folder = await cacheFolder();
  if (await isComplete(folder)) return binariesIn(folder);
  if (!(await hasGo())) {
    throw new Error(
      'The tests need a kube-apiserver: install Go 1.26 or newer (it is then built once), or set KUBEBUILDER_ASSETS as setup-envtest prints it.',
    );
  }
  await mkdir(join(folder, '..'), { recursive: true });
  const waiting = (pid: number): void => report(`control plane: process ${pid} is building it already, waiting for it`);
  await withLockFile(`${folder}.lock`, waiting, async () => {
    if (!(await isComplete(folder))) await build(folder, report);
  });
  return binariesIn(folder);
}

async function build(folder: string, report: Report): Promise<void> {
  const version = await kubernetesVersion();
  report(`control plane: building etcd, kubectl and kube-apiserver ${version} once into ${folder}; about 7 minutes on two cores`);
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  for (const [name, packagePath] of Object.entries(tools)) {
    const output = join(unfinished, name);
    await buildGoTool({ moduleFolder, packagePath, output, version }, (progress) => report(`control plane: ${name}: ${progress}`));
  }
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
}

/** Named after everything that decides what is built, so that another version lands in another folder. */
async function cacheFolder(): Promise<string> {
  const parts = await Promise.all(['go.mod', 'go.sum'].map((name) => readFile(join(moduleFolder, name))));
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  const root = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(root, 'ox-operator', `controlplane-${hash.digest('hex').slice(0, 16)}`);
}

async function kubernetesVersion(): Promise<string> {
  const match = /^\s*k8s\.io\/kubernetes (v\S+)/m.exec(await readFile(join(moduleFolder, 'go.mod'), 'utf8'));
  if (match?.[1] === undefined) throw new Error(`${moduleFolder}/go.mod does not name a version of k8s.io/kubernetes`);
  return match[1];
}

function binariesIn(folder: string): Binaries {
  return { etcd: join(folder, 'etcd'), apiServer: join(folder, 'kube-apiserver'), kubectl: join(folder, 'kubectl') };
}

async function complete(folder: string): Promise<Binaries> {
  if (await isComplete(folder)) return binariesIn(folder);
  throw new Error(
    `KUBEBUILDER_ASSETS is ${folder}, which does not hold ${Object.keys(tools).join(', ')}: run setup-envtest, or unset it to build them with Go.`,
  );
}

async function isComplete(folder: string): Promise<boolean> {
  const present = await Promise.all(
    Object.keys(tools).map((name) =>
      access(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return present.every(Boolean);
}
