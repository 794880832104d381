import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSimulator, startSimulator } from '../../simulator/index.ts';
import { context, directory, people } from '../e2e/kube-scene.ts';
import { MASTER, operatorEnvironment } from '../e2e/operator-environment.ts';
import { logins, users } from '../e2e/people.ts';
import { afterThisTest } from '../support/after-this-test.ts';
import { sharedCluster } from '../support/cluster.ts';
import { CommandProcess } from '../support/command-process.ts';
import { WatchedRoad } from './watched-road.ts';

/** An operator as the Pod of a Deployment would have it: with a cache and a name of its own. */
export interface Pod {
  readonly command: CommandProcess;
  /** Its way to OX. */
  readonly ox: WatchedRoad;
  /** Its way to the API server. */
  readonly api: WatchedRoad;
  /** A page of its faces, such as `/metrics`. */
  page(path: string): Promise<{ readonly status: number; readonly text: string }>;
}

interface SceneOptions {
  readonly leaseSeconds: number;
  readonly userCount?: number;
  /** What every call to OX takes. */
  readonly latencyMs?: number;
}

/** A namespace with a directory of many users, an OX that takes its time, and operators that compete for the work. */
export class LeaderScene {
  /** More than are made until a leader that lost its Lease has noticed it. */
  static readonly userCount = 120;
  readonly namespace: string;
  readonly simulator: RunningSimulator;
  private readonly folder: string;
  private readonly leaseSeconds: number;

  private constructor(parts: { namespace: string; simulator: RunningSimulator; folder: string; leaseSeconds: number }) {
    this.namespace = parts.namespace;
    this.simulator = parts.simulator;
    this.folder = parts.folder;
    this.leaseSeconds = parts.leaseSeconds;
  }

  static async open(options: number | SceneOptions): Promise<LeaderScene> {
    const {
      leaseSeconds,
      userCount = LeaderScene.userCount,
      latencyMs = 300,
    } = typeof options === 'number' ? { leaseSeconds: options } : options;
    const [namespace, simulator, folder] = await Promise.all([
      sharedCluster().createNamespace('leader'),
      startSimulator({ master: MASTER, latencyMs }),
      mkdtemp(join(tmpdir(), 'leader-')),
    ]);
    afterThisTest(async () => {
      await simulator.close();
      await rm(folder, { recursive: true });
    });
    const scene = new LeaderScene({ namespace, simulator, folder, leaseSeconds });
    await scene.feed(logins(userCount));
    await scene.kubectl(['apply', '-f', '-'], [context('ten'), directory('people')].join('---\n'));
    return scene;
  }

  /** These are the people from now on. Server-side: as an annotation the whole text would be too long. */
  async feed(uids: readonly string[]): Promise<void> {
    await this.kubectl(['apply', '--server-side', '-f', '-'], people('people', users(...uids)));
  }

  async run(name: string): Promise<Pod> {
    const ox = await WatchedRoad.start(Number(new URL(this.simulator.url).port));
    const kubeconfig = await readFile(sharedCluster().kubeconfig, 'utf8');
    const api = await WatchedRoad.start(Number(/127\.0\.0\.1:(\d+)/.exec(kubeconfig)?.[1]));
    const ownKubeconfig = join(this.folder, `${name}.kubeconfig`);
    await writeFile(ownKubeconfig, kubeconfig.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${api.port}`));
    const command = new CommandProcess(['run'], {
      ...operatorEnvironment(`http://127.0.0.1:${ox.port}`, join(this.folder, `${name}.db`)),
      KUBECONFIG: ownKubeconfig,
      POD_NAMESPACE: this.namespace,
      POD_NAME: name,
      LEASE_DURATION: String(this.leaseSeconds),
    });
    afterThisTest(async () => {
      await Promise.all([ox.stop(), api.stop()]);
    });
    return { command, ox, api, page: (path) => pageOf(command, path) };
  }

  /** The first leads and is in the middle of the load; the second stands by. */
  async leaderAndStandby(): Promise<{ one: Pod; two: Pod }> {
    const one = await this.run('one');
    await one.command.says('leads now');
    const two = await this.run('two');
    await two.command.says(/standing by: one_\w{8} leads/);
    await one.command.until('has created some users', () => this.created.length >= 10);
    return { one, two };
  }

  kubectl(args: readonly string[], stdin?: string): Promise<string> {
    return sharedCluster().kubectl(['--namespace', this.namespace, ...args], stdin);
  }

  /** From now on OX is quick, and everything is done soon. */
  async whenDone(): Promise<void> {
    this.simulator.control.setTiming({ latencyMs: 0 });
    await this.kubectl(['wait', '--for=condition=Ready', '--timeout=90s', 'oxctx/ten', 'oxdir/people']);
  }

  get created(): readonly unknown[] {
    return this.simulator.control.log().filter(({ operation, outcome }) => operation === 'createByModuleAccess' && outcome.kind === 'ok');
  }

  get lease(): Promise<string> {
    return this.kubectl(['get', 'lease', 'ox-operator', '-o', 'jsonpath={.spec.holderIdentity} {.spec.leaseTransitions}']);
  }
}

async function pageOf(command: CommandProcess, path: string): Promise<{ status: number; text: string }> {
  const face = path === '/readyz' ? '/healthz' : path;
  const url = await command.until(`listens for ${path}`, () => command.log.find((line) => line.url?.endsWith(face))?.url ?? false);
  const answer = await fetch(url.replace(face, path));
  return { status: answer.status, text: await answer.text() };
}
