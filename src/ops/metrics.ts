import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { CensusRow, GuardedKind } from '../cache/index.ts';
import type { Outage, OutcomeReport } from '../engine/index.ts';
import type { Clock, Kind, Reason } from '../model/index.ts';
import type { ObservedCall } from '../ox/index.ts';
import { METRICS } from './metric-names.ts';

/** Deletions of one kind that a directory's guard holds. */
interface HeldDeletions {
  readonly directory: string;
  readonly kind: GuardedKind;
  readonly count: number;
}

/** What is looked up when somebody asks for the metrics. */
export interface MetricViews {
  readonly census: () => readonly CensusRow[];
  readonly outage: () => Outage | undefined;
  readonly heldDeletions: () => readonly HeldDeletions[];
  readonly drift: () => readonly { readonly kind: Kind; readonly count: number }[];
  /** Name of the Lease; `undefined` where nobody is elected. */
  readonly leadership?: () => { readonly name: string; readonly isLeading: boolean } | undefined;
}

interface PollMeasure {
  readonly directory: string;
  readonly durationMs: number;
  readonly fault: { readonly reason: Reason } | undefined;
}

type ReconcileResult = 'success' | 'requeue' | 'requeue_after' | 'error';

const RESULTS: Readonly<Record<OutcomeReport['outcome']['type'], ReconcileResult>> = {
  settled: 'success',
  gone: 'success',
  waitingFor: 'requeue',
  retryAfter: 'requeue_after',
  outage: 'requeue_after',
  faulty: 'error',
};

const CALL_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const POLL_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300];
const SETTLE_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

/** Counts what happens and answers Prometheus. */
export class Metrics {
  private readonly clock: Clock;
  private readonly registry = new Registry();
  private readonly reconciles: Counter<'controller' | 'result'>;
  private readonly soapRequests: Counter<'service' | 'operation' | 'outcome'>;
  private readonly soapDuration: Histogram<'service' | 'operation'>;
  private readonly changeToSettled: Histogram<'kind'>;
  private readonly pollDuration: Histogram<'directory'>;
  private readonly pollFailures: Counter<'directory' | 'reason'>;
  private readonly lastPollSuccess: Gauge<'directory'>;

  constructor(version: string, clock: Clock) {
    const registers = [this.registry];
    this.clock = clock;
    this.reconciles = new Counter({ ...METRICS.reconciles, registers });
    this.soapRequests = new Counter({ ...METRICS.soapRequests, registers });
    this.soapDuration = new Histogram({ ...METRICS.soapDuration, registers, buckets: CALL_SECONDS });
    this.changeToSettled = new Histogram({ ...METRICS.changeToSettled, registers, buckets: SETTLE_SECONDS });
    this.pollDuration = new Histogram({ ...METRICS.pollDuration, registers, buckets: POLL_SECONDS });
    this.pollFailures = new Counter({ ...METRICS.pollFailures, registers });
    this.lastPollSuccess = new Gauge({ ...METRICS.lastPollSuccess, registers });
    new Gauge({ ...METRICS.buildInfo, registers }).set({ version }, 1);
    collectDefaultMetrics({ register: this.registry });
  }

  /** Adds what is not counted but looked up; once. */
  show(views: MetricViews): void {
    this.lookUp(METRICS.objects, (gauge) => {
      for (const { kind, contextId, state, count } of views.census()) gauge.set({ kind, context: contextId, state }, count);
    });
    this.lookUp(METRICS.queueDepth, (gauge) => {
      for (const { kind, state, count } of views.census()) if (state === 'pending') gauge.inc({ name: kind.toLowerCase() }, count);
    });
    this.lookUp(METRICS.deletionsHeld, (gauge) => {
      for (const { directory, kind, count } of views.heldDeletions()) gauge.set({ directory, kind }, count);
    });
    this.lookUp(METRICS.driftObjects, (gauge) => {
      for (const { kind, count } of views.drift()) gauge.set({ kind }, count);
    });
    this.lookUp(METRICS.leader, (gauge) => {
      const leadership = views.leadership?.();
      if (leadership !== undefined) gauge.set({ name: leadership.name }, leadership.isLeading ? 1 : 0);
    });
    this.lookUp(METRICS.outage, (gauge) => {
      const outage = views.outage();
      if (outage !== undefined) gauge.set({ reason: outage.reason }, 1);
    });
  }

  outcome(report: OutcomeReport): void {
    const { object, outcome } = report;
    this.reconciles.inc({ controller: object.kind.toLowerCase(), result: RESULTS[outcome.type] });
    const isStep = outcome.type === 'gone' || (outcome.type === 'settled' && outcome.operations.length > 0);
    if (isStep) this.changeToSettled.observe({ kind: object.kind }, (this.clock.now() - object.changedAt) / 1000);
  }

  call({ service, operation, outcome, durationMs }: ObservedCall): void {
    this.soapRequests.inc({ service, operation, outcome });
    this.soapDuration.observe({ service, operation }, durationMs / 1000);
  }

  poll({ directory, durationMs, fault }: PollMeasure): void {
    this.pollDuration.observe({ directory }, durationMs / 1000);
    if (fault === undefined) this.lastPollSuccess.set({ directory }, this.clock.now() / 1000);
    else this.pollFailures.inc({ directory, reason: fault.reason });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  private lookUp<Label extends string>(
    metric: { readonly name: string; readonly help: string; readonly labelNames: readonly Label[] },
    fill: (gauge: Gauge<Label>) => void,
  ): void {
    const gauge: Gauge<Label> = new Gauge({
      ...metric,
      registers: [this.registry],
      collect: () => {
        gauge.reset();
        fill(gauge);
      },
    });
  }
}
