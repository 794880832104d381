import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { ApiLease } from '../../src/kube/index.ts';
import type { LeaseRecord } from '../../src/kube/lease.ts';
import { systemClock } from '../../src/model/index.ts';
import { sharedCluster } from '../support/cluster.ts';

const cluster = sharedCluster();
const signal = new AbortController().signal;
const record: LeaseRecord = {
  holder: 'one',
  durationMs: 15_000,
  acquiredAt: Date.UTC(2026, 0, 1),
  renewedAt: Date.UTC(2026, 0, 1, 12),
  transitions: 3,
};
let namespace = '';

beforeAll(async () => {
  namespace = await cluster.createNamespace('lease');
});

async function openLease(name: string): Promise<ApiLease> {
  const lease = await ApiLease.open({ kubeconfig: cluster.kubeconfig, namespace, name, clock: systemClock });
  onTestFinished(() => lease.close());
  return lease;
}

/** Creates it; nobody else does in these tests. */
async function createdLease(name: string) {
  const lease = await openLease(name);
  const kept = await lease.create(record, signal);
  if (kept === 'overtaken') throw new Error(`Lease ${name} exists`);
  return { lease, kept };
}

test('a Lease is there after it was created, and kubectl shows who has it', async () => {
  const lease = await openLease('shown');
  expect(await lease.read(signal)).toBeUndefined();
  const kept = await lease.create(record, signal);
  expect(kept).toMatchObject({ record });
  expect(await lease.read(signal)).toEqual(kept);
  expect(await cluster.kubectl(['-n', namespace, 'get', 'lease', 'shown'])).toMatch(/^NAME +HOLDER +AGE\nshown +one /);
});

test('of two who create or replace it only the first succeeds', async () => {
  const { lease, kept } = await createdLease('contended');
  expect(await lease.create({ ...record, holder: 'two' }, signal)).toBe('overtaken');
  const outcomes = await Promise.all(['two', 'three'].map((holder) => lease.replace(kept, { ...record, holder }, signal)));
  expect(outcomes.filter((outcome) => outcome === 'overtaken')).toHaveLength(1);
  expect(await lease.read(signal)).toEqual(outcomes.find((outcome) => outcome !== 'overtaken'));
});

test('one that was deleted, or made anew, is not replaced', async () => {
  const { lease, kept } = await createdLease('deleted');
  await cluster.kubectl(['-n', namespace, 'delete', 'lease', 'deleted']);
  expect(await lease.replace(kept, record, signal)).toBe('overtaken');
  await lease.create({ ...record, holder: 'two' }, signal);
  expect(await lease.replace(kept, record, signal)).toBe('overtaken');
});

test('it may have no holder, and the labels of others stay', async () => {
  const { lease, kept } = await createdLease('labelled');
  await cluster.kubectl(['-n', namespace, 'label', 'lease', 'labelled', 'team=mail']);
  expect(await lease.replace(kept, record, signal)).toBe('overtaken');
  const labelled = await lease.read(signal);
  if (labelled === undefined) throw new Error('the Lease is gone');
  expect(await lease.replace(labelled, { ...record, holder: '', durationMs: 1_000 }, signal)).toMatchObject({ record: { holder: '' } });
  expect(await cluster.kubectl(['-n', namespace, 'get', 'lease', 'labelled', '-o', 'jsonpath={.metadata.labels.team}'])).toBe('mail');
});

test('one that somebody else wrote with the least of fields can be read', async () => {
  await cluster.apply({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'bare', namespace } });
  const lease = await openLease('bare');
  expect(await lease.read(signal)).toMatchObject({ record: { holder: '', transitions: 0 } });
});
