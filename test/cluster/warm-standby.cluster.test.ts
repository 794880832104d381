import { beforeAll, expect } from 'vitest';
import { logins } from '../e2e/people.ts';
import { testBesideOthers } from '../support/after-this-test.ts';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { LeaderScene, type Pod } from './leader-scene.ts';

beforeAll(() => applyCustomResourceDefinitions(sharedCluster()));

const USERS = 500;

testBesideOthers(
  'a standby knows everybody before it leads, takes over without writing anything twice, and ends what the killed leader left',
  async () => {
    const scene = await LeaderScene.open({ leaseSeconds: 6, userCount: USERS, latencyMs: 0 });
    const one = await scene.run('one');
    await one.command.says('leads now');
    const two = await scene.run('two');
    await two.command.says(/standing by: one_\w{8} leads/);
    await scene.whenDone();
    await two.command.until('has heard of everybody', async () => (await usersOf(two, 'pending')) === USERS);
    expect(two.ox.sentAt).toEqual([]);

    one.command.signal('SIGKILL');
    await one.command.ended();
    scene.simulator.control.clearCounters();
    await scene.feed(logins(USERS).slice(0, -1));
    await two.command.says('leads now');
    await two.command.until('is done', async () => (await usersOf(two, 'settled')) === USERS - 1 && (await usersOf(two, 'pending')) === 0);

    const { operations } = scene.simulator.control.counters();
    const written = Object.keys(operations).filter((name) => /\.(create|change|delete)/.test(name));
    expect(written).toEqual(['OXUserService.delete']);
    expect(operations['OXUserService.delete']).toBe(1);
    const calls = Object.values(operations).reduce((sum, count) => sum + count, 0);
    // For each user one look, and one at the rights.
    expect(calls).toBeLessThan(2 * USERS + 20);
  },
);

testBesideOthers(
  'a standby writes no status, no finalizer, no Secret and no event, and does at its takeover what came meanwhile',
  async () => {
    const scene = await LeaderScene.open({ leaseSeconds: 6, userCount: 1, latencyMs: 0 });
    const one = await scene.run('one');
    await one.command.says('leads now');
    const two = await scene.run('two');
    await two.command.says(/standing by: one_\w{8} leads/);
    await scene.whenDone();
    one.command.signal('SIGKILL');
    await one.command.ended();
    const eleven = { apiVersion: 'ox-operator.dev/v1alpha1', kind: 'OXContext', metadata: { name: 'eleven' }, spec: { contextId: 11 } };
    await scene.kubectl(['apply', '-f', '-'], JSON.stringify(eleven));
    await scene.feed(['user0000', 'anna']);
    await two.command.until('has heard of anna', async () => (await usersOf(two, 'pending')) === 2);
    expect(await scene.kubectl(['get', 'oxctx/eleven', '-o', 'jsonpath={.status}{.metadata.finalizers}'])).toBe('');
    expect(await scene.kubectl(['get', 'secrets', '-o', 'name'])).toBe('secret/ten-ox-admin\n');
    await scene.kubectl(['wait', '--for=condition=Ready', '--timeout=60s', 'oxctx/eleven']);
    expect(two.command.log.some(({ msg }) => msg.startsWith('leads now'))).toBe(true);
    expect(await scene.kubectl(['get', 'oxctx/eleven', '-o', 'jsonpath={.metadata.finalizers}'])).toBe('["ox-operator.dev/provisioned"]');
  },
);

/** How many users it knows of in a state, by its metrics. */
async function usersOf(pod: Pod, state: string): Promise<number> {
  const rows = (await pod.page('/metrics')).text
    .split('\n')
    .filter((row) => row.startsWith('ox_operator_objects{') && row.includes('kind="User"'));
  return rows.filter((row) => row.includes(`state="${state}"`)).reduce((sum, row) => sum + Number(row.split(' ').at(-1)), 0);
}
