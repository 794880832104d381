import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../../../simulator/index.ts';
import type { Report } from '../../chart/chart-tools.ts';
import type { KubeCluster } from '../../cluster/kube-cluster.ts';
import { OneNodeCluster } from '../../cluster/node/one-node-cluster.ts';
import { ensureNodePrograms } from '../../cluster/node/programs.ts';
import { Slapd } from '../../support/slapd.ts';
import { MASTER } from '../operator-environment.ts';
import { buildImages, IMAGE } from './operator-image.ts';
import type { Surroundings } from './surroundings.ts';

/** A one-node cluster on this machine; OX and the directory listen on its loopback, and Pods reach them by the node's relay. */
export async function startOnNode(report: Report): Promise<Surroundings> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const one of closers.reverse()) await one();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'ox-operator-pods-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const programs = await ensureNodePrograms(report);
    const images = await buildImages(folder, join(programs, 'pause'), report);
    const simulator = await startSimulator({ master: MASTER });
    closers.push(() => simulator.close());
    const slapd = await Slapd.start();
    closers.push(() => slapd.destroy());
    const routes = [simulator.url, slapd.url].map((url) => new URL(url).host).map((host) => ({ inside: host, outside: host }));
    const node = await OneNodeCluster.start({ programs, images: [images.pause, images.operator], routes });
    closers.push(() => node.stop());
    await createVolume(node.controlPlane, join(folder, 'volume'));
    return {
      cluster: node.controlPlane,
      image: IMAGE,
      oxServer: simulator.url,
      oxControl: simulator.url,
      ldapServer: slapd.url,
      applyLdif: (ldif) => slapd.apply(ldif),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Nobody provides volumes here; one is enough for one Pod. */
async function createVolume(cluster: KubeCluster, path: string): Promise<void> {
  await mkdir(path);
  await cluster.apply({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'cache' },
    spec: {
      capacity: { storage: '2Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      local: { path },
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['127.0.0.1'] }] }] },
      },
    },
  });
}
