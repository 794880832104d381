import { type CancelTimer, messageOf } from '../model/index.ts';
import type { ApiRequest } from './api-client.ts';
import { hasStatus } from './api-error.ts';
import { EventCorrelator, type EventSeries } from './event-correlator.ts';
import type { ApiEnvironment } from './reflector.ts';
import { API_VERSION } from './resource-kinds.ts';
import type { ResourceEvent, ResourceRef } from './resource-store.ts';
import { retrying } from './retrying.ts';

export interface EventRecorderOptions {
  readonly environment: ApiEnvironment;
  readonly namespace: string;
  /** Who reports: the name of the Pod. */
  readonly instance: string;
  readonly uidOf: (ref: ResourceRef) => string | undefined;
  readonly signal: AbortSignal;
}

const CONTROLLER = 'ox-operator.dev/ox-operator';
/** A count is written this long after it changed, so that a storm costs one write and not one each. */
const COUNT_AFTER_MS = 10_000;
/** The API server refuses longer notes. */
const MAX_NOTE = 1024;

/** Writes Events (events.k8s.io/v1). They are hints for people: one that cannot be written is logged, never the caller's error. */
export class EventRecorder {
  private readonly options: EventRecorderOptions;
  private readonly correlator: EventCorrelator;
  private readonly names = new WeakMap<EventSeries, string>();
  private readonly counting = new Map<EventSeries, CancelTimer>();
  private created = 0;

  constructor(options: EventRecorderOptions) {
    this.options = options;
    this.correlator = new EventCorrelator(options.environment.clock);
  }

  async record(ref: ResourceRef, event: ResourceEvent): Promise<void> {
    const uid = this.options.uidOf(ref) ?? '';
    const verdict = this.correlator.judge(`${ref.kind}/${ref.name}/${uid}`, event);
    switch (verdict.type) {
      case 'create':
        await this.create(ref, event, verdict.series);
        break;
      case 'repeated':
        this.countLater(verdict.series);
        break;
      case 'tooMany':
        break; // the log has it, and the object's conditions say how things stand
    }
  }

  stop(): void {
    for (const cancel of this.counting.values()) cancel();
    this.counting.clear();
  }

  private async create(ref: ResourceRef, event: ResourceEvent, series: EventSeries): Promise<void> {
    const name = this.nextName(ref, series);
    this.names.set(series, name);
    const body = this.describe(ref, event, series);
    await this.attempt(
      `${ref.kind} ${ref.name}: ${event.reason}`,
      { method: 'POST', path: this.path(), body: { ...body, metadata: { name } } },
      409,
    );
  }

  private describe(ref: ResourceRef, event: ResourceEvent, series: EventSeries): Record<string, unknown> {
    const uid = this.options.uidOf(ref);
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      eventTime: toMicroTime(series.firstTime),
      reportingController: CONTROLLER,
      reportingInstance: this.options.instance.slice(0, 128),
      action: 'Reconcile',
      reason: event.reason,
      type: event.type,
      note: event.message.slice(0, MAX_NOTE),
      regarding: {
        apiVersion: API_VERSION,
        kind: ref.kind,
        namespace: this.options.namespace,
        name: ref.name,
        ...(uid === undefined ? {} : { uid }),
      },
    };
  }

  private countLater(series: EventSeries): void {
    if (this.counting.has(series)) return;
    const cancel = this.options.environment.clock.after(COUNT_AFTER_MS, () => {
      this.counting.delete(series);
      void this.writeCount(series);
    });
    this.counting.set(series, cancel);
  }

  /** Never rejects. */
  private async writeCount(series: EventSeries): Promise<void> {
    const name = this.names.get(series);
    if (name === undefined) return;
    const body = { series: { count: series.count, lastObservedTime: toMicroTime(series.lastTime) } };
    const request = { method: 'PATCH', path: `${this.path()}/${name}`, contentType: 'application/merge-patch+json', body } as const;
    const isThere = await this.attempt(`Event ${name}`, request, 404);
    if (!isThere) this.correlator.forget(series);
  }

  /** Resolves with false when the API server answers with `tolerated`. */
  private async attempt(label: string, request: ApiRequest, tolerated: number): Promise<boolean> {
    const { environment, signal } = this.options;
    try {
      await retrying(environment, signal, () => environment.client.send(request, signal));
    } catch (error) {
      if (hasStatus(error, tolerated)) return false;
      environment.log.warn(`${label}: the event cannot be written: ${messageOf(error)}`);
    }
    return true;
  }

  /** As kubectl names them: the object, a dot, and what makes it the only one. */
  private nextName(ref: ResourceRef, series: EventSeries): string {
    this.created += 1;
    const object = ref.name.slice(0, 200).replace(/[^a-z0-9]+$/, '');
    return `${object}.${series.firstTime.toString(16)}${this.created.toString(16).padStart(4, '0')}`;
  }

  private path(): string {
    return `/apis/events.k8s.io/v1/namespaces/${this.options.namespace}/events`;
  }
}

/** RFC 3339 with six digits of the second. */
function toMicroTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}
