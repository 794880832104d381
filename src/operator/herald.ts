import type { CachedObject } from '../cache/index.ts';
import type { Comparison, DriftPolicy, DriftReport, Outage, OutcomeReport, OwnerPolicy } from '../engine/index.ts';
import { conditionsOf, type Resource, type ResourceEvent, type ResourceRef, type ResourceStore } from '../kube/index.ts';
import { type Fault, messageOf } from '../model/index.ts';
import type { StatusTold } from './common-status.ts';
import { credentialsEvent, driftEvent, eventOf, heldEvent, outageEvent, sourceEvent, stalledEvent } from './event-of.ts';
import type { HeldDeletions } from './held-deletions.ts';
import type { OperatorLog } from './operator-log.ts';

interface HeraldOptions {
  readonly store: Pick<ResourceStore, 'list' | 'recordEvent'>;
  readonly log: Pick<OperatorLog, 'warn'>;
  readonly policyOf: (owner: string) => Pick<OwnerPolicy, 'errorPolicy'>;
  /** The resource that tells of an object. */
  readonly resourceOf: (object: CachedObject) => ResourceRef | undefined;
}

/** Records events on the resources that they are about. An event that cannot be recorded is logged and nobody's error. */
export class Herald {
  private readonly options: HeraldOptions;

  constructor(options: HeraldOptions) {
    this.options = options;
  }

  outcome(report: OutcomeReport): void {
    const event = eventOf(report, this.options.policyOf(report.object.owner));
    const ref = event === undefined ? undefined : this.options.resourceOf(report.object);
    if (event !== undefined && ref !== undefined) this.record(ref, event);
  }

  /** Told by the directories: they are few, and everything that they feed waits. */
  outage(outage: Outage | undefined): void {
    for (const { kind, metadata } of this.options.store.list('OXDirectory'))
      this.record({ kind, name: metadata.name }, outageEvent(outage));
  }

  /** A directory cannot be read, or (without a fault) is read again. */
  source(directory: string, fault: Fault | undefined): void {
    this.record({ kind: 'OXDirectory', name: directory }, sourceEvent(fault));
  }

  /** Deletions are held, or (without them) were approved. */
  held(directory: string, held: HeldDeletions | undefined): void {
    this.record({ kind: 'OXDirectory', name: directory }, heldEvent(held));
  }

  /** A resource cannot be worked on as it is written: told as its conditions tell it. */
  stalled(resource: Resource, status: StatusTold): void {
    const event = stalledEvent({ conditions: conditionsOf(resource.status) }, status);
    if (event !== undefined) this.record({ kind: resource.kind, name: resource.metadata.name }, event);
  }

  /** What is news of a directory as a whole. */
  directory(name: string, event: ResourceEvent): void {
    this.record({ kind: 'OXDirectory', name }, event);
  }

  /** The Secret was generated for an OXContext. */
  credentials(context: string, secretName: string): void {
    this.record({ kind: 'OXContext', name: context }, credentialsEvent(secretName));
  }

  /** Somebody changed an object in OX. What a directory feeds is told of all together. */
  drifted({ object, fields, isGone }: Comparison, policy: DriftPolicy['policy']): void {
    const { kind, name, contextId, owner } = object;
    const about = { kind, name, context: contextId, ...(owner === '' ? {} : { directory: owner }) };
    const what = isGone ? 'is gone from OX' : `was changed in OX: ${fields.join(', ')}`;
    this.options.log.warn({ ...about, fields }, `${kind} ${name} ${what}${policy === 'Correct' ? '; it is written again' : ''}`);
    const ref = owner === '' ? this.options.resourceOf(object) : undefined;
    if (ref !== undefined) this.record(ref, driftEvent([{ object, fields, isGone }], 1, policy));
  }

  driftChecked({ owner, policy, drifted, first }: DriftReport): void {
    if (owner === '' || drifted === 0) return;
    this.record({ kind: 'OXDirectory', name: owner }, driftEvent(first, drifted, policy));
  }

  private record(ref: ResourceRef, event: ResourceEvent): void {
    this.options.store.recordEvent(ref, event).catch((error: unknown) => {
      this.options.log.warn(
        { resource: `${ref.kind}/${ref.name}` },
        `the event ${event.reason} could not be recorded: ${messageOf(error)}`,
      );
    });
  }
}
