import { beforeAll, expect, it } from 'vitest';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { manifestsOn, RESOURCE_PAGES } from '../support/documented-manifests.ts';

beforeAll(() => applyCustomResourceDefinitions(sharedCluster()));

it.each(RESOURCE_PAGES)('the examples of the page on %s are taken by an API server as they stand', async (_, page) => {
  const cluster = sharedCluster();
  const namespace = await cluster.createNamespace('page');
  const items = manifestsOn(page);
  const create = ['-n', namespace, 'create', '--dry-run=server', '--validate=strict', '-o', 'name', '-f', '-'];
  const taken = await cluster.kubectl(create, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  expect(taken.trim().split('\n')).toHaveLength(items.length);
});
