import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSimulator } from '../../../simulator/index.ts';
import type { Report } from '../../chart/chart-tools.ts';
import type { Route } from '../../cluster/node/node-settings.ts';
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
    const programs = await ensureNodePrograms(report);
    const simulator = await startSimulator({ master: MASTER });
    closers.push(() => simulator.close());
    const slapd = await Slapd.start();
    closers.push(() => slapd.destroy());
    const routes = [simulator.url, slapd.url].map((url) => new URL(url).host).map((host) => ({ inside: host, outside: host }));
    const node = await startNode(programs, routes, report);
    closers.push(() => node.stop());
    await node.createVolume('cache', '2Gi');
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

/** The archives of the images, several hundred megabytes, are gone as soon as the node has them. */
async function startNode(programs: string, routes: readonly Route[], report: Report): Promise<OneNodeCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'ox-operator-archives-'));
  try {
    const { pause, operator } = await buildImages(folder, join(programs, 'pause'), report);
    const begin = performance.now();
    const node = await OneNodeCluster.start({ programs, images: [pause, operator], routes });
    report(`node: ready after ${((performance.now() - begin) / 1000).toFixed(1)} s`);
    return node;
  } finally {
    await rm(folder, { recursive: true });
  }
}
