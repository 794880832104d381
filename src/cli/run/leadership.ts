import { hostname } from 'node:os';
import type { Settings } from '../../config/index.ts';
import { ApiLease, LeaderElection, type LeaderEpoch, leaseTiming, type StoreLog } from '../../kube/index.ts';
import { systemClock, systemRandom } from '../../model/index.ts';
import { steadyClock } from './steady-clock.ts';

interface LeadershipOptions {
  readonly settings: Settings;
  readonly kubeconfig: string | undefined;
  readonly log: StoreLog;
}

/** All operators of a namespace share it. */
const LEASE_NAME = 'ox-operator';
/** A container that was restarted has the name of the one before, and must not take the Lease of that for its own. */
const IDENTITY_SUFFIX_LENGTH = 8;

/** Whether this process is the one that works, among all of its namespace. */
export class Leadership {
  readonly leaseName = LEASE_NAME;
  private readonly lease: ApiLease;
  private readonly election: LeaderElection;
  private readonly acquisition = Promise.withResolvers<LeaderEpoch>();
  private readonly loss = Promise.withResolvers<string>();

  /** Asks the API server nothing yet. `undefined` where nobody is to be elected. Rejects with ConfigurationError without a kubeconfig. */
  static async create({ settings, kubeconfig, log }: LeadershipOptions): Promise<Leadership | undefined> {
    const { leaderElection, podName = hostname(), namespace } = settings;
    if (leaderElection === 'off') return undefined;
    const lease = await ApiLease.open({ kubeconfig, namespace, name: LEASE_NAME, clock: systemClock });
    return new Leadership(lease, { podName, leaseDurationMs: leaderElection.leaseDurationMs, log });
  }

  private constructor(lease: ApiLease, options: { podName: string; leaseDurationMs: number; log: StoreLog }) {
    this.lease = lease;
    this.election = new LeaderElection({
      lease,
      identity: `${options.podName}_${systemRandom.secret(IDENTITY_SUFFIX_LENGTH)}`,
      timing: leaseTiming(options.leaseDurationMs),
      clocks: { steady: steadyClock, wall: systemClock },
      random: systemRandom,
      log: options.log,
      onStartedLeading: (epoch) => {
        options.log.info(`leads now: holds the Lease ${LEASE_NAME}, transition ${epoch.transitions}`);
        this.acquisition.resolve(epoch);
      },
      onStoppedLeading: (reason) => this.loss.resolve(reason),
    });
  }

  /** To be asked right before every write. */
  get mayWrite(): boolean {
    return this.election.mayWrite;
  }

  /** Another process works, and this one is there to follow. */
  get isStandingBy(): boolean {
    return this.election.isStandingBy;
  }

  /** Resolves when this process leads. */
  acquired(): Promise<LeaderEpoch> {
    this.election.start();
    return this.acquisition.promise;
  }

  /** Resolves with the reason when this process has to end, for it leads no more. Nothing may be written from then on. */
  lost(): Promise<string> {
    return this.loss.promise;
  }

  /** Lets the next one lead. Nothing may be under way any more. */
  async release(): Promise<void> {
    await this.election.stop();
    await this.lease.close();
  }
}
