import { beforeAll } from 'vitest';
import { ApiStoreHarness } from '../support/api-store-harness.ts';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { describeResourceStore } from '../support/resource-store-contract.ts';

const cluster = sharedCluster();

beforeAll(() => applyCustomResourceDefinitions(cluster));

describeResourceStore('An API server', () => ApiStoreHarness.open(cluster));
