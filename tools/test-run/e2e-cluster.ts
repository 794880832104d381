import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installMissing, isOnPath, type NeededProgram } from './debian-packages.ts';

export type E2eCluster = 'kind' | 'node';

/** What a node of our own takes from Debian. */
const LOCAL_PROGRAMS: readonly NeededProgram[] = [
  { name: 'containerd', debianPackage: 'containerd' },
  { name: 'ctr', debianPackage: 'containerd' },
  { name: 'runc', debianPackage: 'runc' },
  { name: '/usr/lib/cni/loopback', debianPackage: 'containernetworking-plugins' },
  { name: 'buildah', debianPackage: 'buildah' },
  { name: 'mmdebstrap', debianPackage: 'mmdebstrap' },
  { name: 'unshare', debianPackage: 'util-linux' },
  { name: 'slapd', debianPackage: 'slapd' },
  { name: 'openssl', debianPackage: 'openssl' },
];

/** What a cluster of each sort takes, and where it comes from. */
const NEEDS = {
  kind: {
    programs: ['docker', 'kind', 'kubectl', 'go'],
    remedy: 'install Docker, kind, kubectl and Go 1.26',
  },
  node: {
    programs: [...LOCAL_PROGRAMS.map(({ name }) => name), 'npm', 'go'],
    remedy: 'apt-get install containerd runc containernetworking-plugins buildah mmdebstrap slapd openssl, and Go 1.26 and npm',
  },
} as const;

/** The cluster that E2E_CLUSTER asks for; where it is not set, kind where one runs, else a node of our own. `undefined`: it asks for another. */
export function clusterFor(wanted: string | undefined): E2eCluster | undefined {
  if (wanted === 'kind' || wanted === 'node') return wanted;
  if (wanted !== undefined && wanted !== '') return undefined;
  return isOnPath('kind') && spawnSync('kind', ['get', 'clusters'], { encoding: 'utf8' }).stdout !== '' ? 'kind' : 'node';
}

/** What this machine lacks, one line each; nothing when it can be done. Packages of Debian are installed where that may be done. */
export function missingFor(cluster: E2eCluster): string[] {
  const problems = cluster === 'node' ? machineProblems() : [];
  if (cluster === 'node' && problems.length === 0) installMissing(LOCAL_PROGRAMS);
  const { programs, remedy } = NEEDS[cluster];
  const absent = programs.filter((program) => !isOnPath(program));
  return absent.length === 0 ? problems : [`make e2e with E2E_CLUSTER=${cluster} needs ${absent.join(', ')}: ${remedy}.`, ...problems];
}

function machineProblems(): string[] {
  const problems: string[] = [];
  if (process.platform !== 'linux') problems.push(`A node of its own needs Linux, this is ${process.platform}: use E2E_CLUSTER=kind.`);
  else if (process.getuid?.() !== 0) problems.push('A node of its own needs root, for it makes containers: use sudo, or E2E_CLUSTER=kind.');
  else if (spawnSync('unshare', ['--mount', '--pid', '--fork', 'true']).status === 1)
    problems.push('This machine lets nobody make namespaces, so it can have no containers.');
  if (['', '/memory', '/unified'].some((hierarchy) => existsSync(`/sys/fs/cgroup${hierarchy}/kubepods`)))
    problems.push('This machine is a node of Kubernetes already, or was left over by one: /sys/fs/cgroup has kubepods.');
  return problems;
}
