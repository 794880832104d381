/**
 * Every metric of the operator. Names are part of the public face: dashboards are built on them. The first group is named as
 * controller-runtime names its own, so that existing dashboards work. No label is ever as many-valued as users are.
 */
export const METRICS = {
  reconciles: {
    name: 'controller_runtime_reconcile_total',
    help: 'Reconciles of objects, by what came of them: success, requeue (waits for something else), requeue_after (is tried again) or error (put aside).',
    labelNames: ['controller', 'result'],
  },
  queueDepth: { name: 'workqueue_depth', help: 'Objects that are about to be written to OX.', labelNames: ['name'] },
  objects: {
    name: 'ox_operator_objects',
    help: 'Objects that the operator knows, by where they stand.',
    labelNames: ['kind', 'context', 'state'],
  },
  soapRequests: {
    name: 'ox_operator_soap_requests_total',
    help: 'SOAP calls to OX; the outcome is ok or the reason of the refusal.',
    labelNames: ['service', 'operation', 'outcome'],
  },
  soapDuration: {
    name: 'ox_operator_soap_request_duration_seconds',
    help: 'Time that OX takes for a SOAP call, without waiting for a free place.',
    labelNames: ['service', 'operation'],
  },
  changeToSettled: {
    name: 'ox_operator_change_to_settled_seconds',
    help: 'From a change at the source to OX being in step with it.',
    labelNames: ['kind'],
  },
  pollDuration: {
    name: 'ox_operator_directory_poll_duration_seconds',
    help: 'Time that a poll of a directory takes, its changes taken over.',
    labelNames: ['directory'],
  },
  pollFailures: {
    name: 'ox_operator_directory_poll_failures_total',
    help: 'Polls of a directory that failed, by reason.',
    labelNames: ['directory', 'reason'],
  },
  lastPollSuccess: {
    name: 'ox_operator_directory_last_success_timestamp_seconds',
    help: 'When a directory was last read to its end, in seconds since 1970.',
    labelNames: ['directory'],
  },
  deletionsHeld: {
    name: 'ox_operator_deletions_held',
    help: 'Deletions that wait for approval.',
    labelNames: ['directory', 'kind'],
  },
  driftObjects: {
    name: 'ox_operator_drift_objects',
    help: 'Objects that OX does not have as they were written, where that is only reported.',
    labelNames: ['kind'],
  },
  outage: { name: 'ox_operator_ox_outage', help: '1 while OX cannot be worked with, by reason.', labelNames: ['reason'] },
  leader: {
    name: 'leader_election_master_status',
    help: '1 while this process holds the Lease and works, 0 while it stands by.',
    labelNames: ['name'],
  },
  buildInfo: { name: 'ox_operator_build_info', help: 'Always 1; tells the version.', labelNames: ['version'] },
} as const;
