import { readFile, rm, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '../../simulator/index.ts';
import type { CommandProcess } from '../support/command-process.ts';
import { contextManifest } from '../support/manifest-folder.ts';
import { EVERYTHING, group, ldif, Provisioning, user } from './provisioning-fixture.ts';

/** The address that the log tells of a face: `/metrics`, `/healthz` or `/`. */
async function addressOf(operator: CommandProcess, face: string): Promise<string> {
  return await operator.until(
    `listens on ${face}`,
    () => operator.log.find(({ url }) => url !== undefined && new URL(url).pathname === face)?.url ?? false,
  );
}

async function get(url: string): Promise<string> {
  return await (await fetch(url)).text();
}

function endpointOf(provisioning: Provisioning): string {
  return provisioning.folder.at('m/.ox-operator/endpoint');
}

describe('ox-operator run --manifests', () => {
  it('brings OX in step with the directory, tells how it stands, and ends when it is told to', async () => {
    const provisioning = await Provisioning.create();
    const { control } = provisioning.simulator;
    const operator = provisioning.run();
    await provisioning.settle(operator, 'Settled', ...EVERYTHING);
    expect(provisioning.logins(10)).toEqual(['anna', 'bob', 'oxadmin']);
    expect(provisioning.logins(20)).toEqual(['carla', 'oxadmin']);
    expect(control.groups(10).map(({ name, members }) => [name, members?.length])).toContainEqual(['staff', 2]);

    const health = new URL(await addressOf(operator, '/healthz'));
    for (const path of ['/healthz', '/readyz']) expect((await fetch(new URL(path, health))).status).toBe(200);

    await operator.says(/\/healthz is served on 127\.0\.0\.1:\d+/);
    const metrics = await get(await addressOf(operator, '/metrics'));
    for (const line of [
      'ox_operator_objects{kind="User",context="10",state="settled"} 2',
      'ox_operator_soap_requests_total{service="OXUserService",operation="createByModuleAccess",outcome="ok"} 3',
      'ox_operator_soap_request_duration_seconds_count{service="OXGroupService",operation="create"} 1',
      'controller_runtime_reconcile_total{controller="group",result="success"} 1',
      'ox_operator_change_to_settled_seconds_count{kind="User"} 3',
      'ox_operator_deletions_held{directory="people",kind="User"} 0',
      'ox_operator_build_info{version="0.1.0"} 1',
    ]) {
      expect(metrics.split('\n')).toContain(line);
    }
    expect(metrics).toMatch(/^ox_operator_directory_last_success_timestamp_seconds\{directory="people"\} 1\.?\d+/m);
    expect(metrics).not.toContain('anna');

    const page = await addressOf(operator, '/');
    expect(await readFile(endpointOf(provisioning), 'utf8')).toBe(`${new URL(page).origin}\n`);
    const html = await get(page);
    for (const word of ['In step with OX', 'city-hall', 'Directory people']) expect(html).toContain(word);
    const summary: unknown = JSON.parse(await get(`${new URL(page).origin}/api/v1/summary`));
    expect(summary).toMatchObject({
      version: '0.1.0',
      outage: null,
      contexts: [
        { name: 'city-hall', contextId: 10, users: 2, groups: 1 },
        { name: 'schools', contextId: 20, users: 1, groups: 0 },
      ],
      directories: [
        { name: 'people', counts: [{ kind: 'User', desired: 3, settled: 3 }, { kind: 'Group', settled: 1 }, {}], firstErrors: [] },
      ],
    });

    expect(operator.log).toContainEqual(
      expect.objectContaining({ level: 'info', msg: 'User anna created', context: 10, directory: 'people' }),
    );
    operator.signal('SIGTERM');
    expect(await operator.ended()).toBe(0);
    expect(operator.error).toBe('');
    expect(operator.log.at(-1)?.msg).toBe('stopped');
    await expect(stat(endpointOf(provisioning))).rejects.toThrow('ENOENT');
  });

  it('makes no call to OX when it is started again with its cache and nothing has changed', async () => {
    const provisioning = await Provisioning.create();
    const first = provisioning.run();
    await provisioning.settle(first, 'Settled', ...EVERYTHING);
    first.signal('SIGINT');
    expect(await first.ended()).toBe(0);
    provisioning.simulator.control.clearCounters();

    const second = provisioning.run();
    const metrics = await addressOf(second, '/metrics');
    await second.until('has polled twice', async () => /poll_duration_seconds_count\{directory="people"\} [2-9]/.test(await get(metrics)));
    expect(provisioning.simulator.control.counters().operations).toEqual({});
    // The credentials of the contexts are at hand without having been verified again.
    await provisioning.folder.write(
      'm/people.ldif',
      ldif([user('anna', 10, ['title: Mayor']), user('bob', 10), user('carla', 20), group('staff', ['anna', 'bob'])]),
    );
    await second.until('has changed her title', () => provisioning.simulator.control.users(10).some(({ title }) => title === 'Mayor'));
    expect(provisioning.simulator.control.counters().operations).toEqual({ 'OXUserService.change': 1 });
    const line = await second.until('logs the change', () => second.log.find(({ msg }) => msg === 'User anna changed') ?? false);
    expect(line.fields).toEqual(['title']);
  });

  it('says of every context that the master password is wrong, puts nothing aside, and goes on when the file holds the right one', async () => {
    const provisioning = await Provisioning.create();
    await provisioning.folder.write('password', 'Wrong-One\n');
    const operator = provisioning.run({ OX_MASTER_PASSWORD: '', OX_MASTER_PASSWORD_FILE: provisioning.folder.at('password') });
    await provisioning.settle(operator, 'OxAuthenticationFailed', ['OXContext', 'city-hall'], ['OXContext', 'schools']);
    const metrics = await get(await addressOf(operator, '/metrics'));
    expect(metrics).not.toContain('state="parked"');
    expect(metrics).toContain('ox_operator_ox_outage{reason="OxAuthenticationFailed"} 1');
    expect(provisioning.simulator.control.contexts()).toEqual([]);
    expect((await provisioning.status('OXDirectory', 'people'))?.parked ?? 0).toBe(0);

    await provisioning.folder.write('password', 'secret\n');
    await provisioning.settle(operator, 'Settled', ...EVERYTHING);
    expect(provisioning.logins(10)).toEqual(['anna', 'bob', 'oxadmin']);
    expect(operator.out + operator.error).not.toContain('Wrong-One');
  });

  it('stays up while OX is out of reach, says so, and goes on when OX is back', async () => {
    const provisioning = await Provisioning.create();
    const { port } = new URL(provisioning.simulator.url);
    await provisioning.simulator.close();
    const operator = provisioning.run();
    await provisioning.settle(operator, 'OxUnreachable', ...EVERYTHING);
    const health = new URL(await addressOf(operator, '/healthz'));
    for (const path of ['/healthz', '/readyz']) expect((await fetch(new URL(path, health))).status).toBe(200);
    const page = await addressOf(operator, '/');
    expect(await get(page)).toContain('OX is out of reach');

    provisioning.simulator = await startSimulator({ port: Number(port) });
    await provisioning.settle(operator, 'Settled', ...EVERYTHING);
    expect(provisioning.logins(20)).toEqual(['carla', 'oxadmin']);
    await operator.until('logs the end of the outage', () => operator.log.some(({ msg }) => msg === 'OX answers'));
  });

  it('keeps what it has of a directory whose LDIF is broken or gone, and says so', async () => {
    const provisioning = await Provisioning.create();
    const operator = provisioning.run();
    await provisioning.settle(operator, 'Settled', ...EVERYTHING);
    await provisioning.folder.write('m/people.ldif', 'version: 1\n\ndn: uid=anna,dc=example,dc=org\nthis is no attribute\n');
    await provisioning.settle(operator, 'DirectoryIncomplete', ['OXDirectory', 'people']);
    expect((await provisioning.ready('OXDirectory', 'people'))?.message).toMatch(/people\.ldif:4/);
    await rm(provisioning.folder.at('m/people.ldif'));
    await provisioning.settle(operator, 'DirectoryUnreachable', ['OXDirectory', 'people']);
    const faults = operator.log.filter(({ level, directory }) => level === 'error' && directory === 'people');
    expect(faults.map(({ reason }) => reason)).toEqual(['DirectoryIncomplete', 'DirectoryUnreachable']);
    expect(provisioning.logins(10)).toEqual(['anna', 'bob', 'oxadmin']);

    await provisioning.folder.write('m/people.ldif', ldif([user('anna', 10), user('bob', 10), group('staff', ['bob'])]));
    await operator.until('has deleted carla', () => !provisioning.logins(20).includes('carla'));
    await provisioning.settle(operator, 'Settled', ['OXDirectory', 'people']);
  });

  it('keeps the last state of a manifest that became wrong, and tells it in the log and in the status', async () => {
    const provisioning = await Provisioning.create();
    const operator = provisioning.run();
    await provisioning.settle(operator, 'Settled', ...EVERYTHING);
    await provisioning.folder.write(
      'm/contexts.yaml',
      `${contextManifest('city-hall', { contextId: 10, quotaMB: 'much' })}---\n${contextManifest('schools', { contextId: 20 })}`,
    );
    await operator.until('told of the fault', () =>
      operator.log.some(({ level, msg }) => level === 'warn' && msg.includes('spec.quotaMB: found "much"')),
    );
    await provisioning.settle(operator, 'InvalidSpec', ['OXContext', 'city-hall']);
    expect((await provisioning.ready('OXContext', 'city-hall'))?.message).toContain('spec.quotaMB: found "much"');
  });

  it('finishes the calls that are under way before it ends, so that nothing is written twice', async () => {
    const provisioning = await Provisioning.create();
    const { control } = provisioning.simulator;
    control.setTiming({ latencyMs: 300 });
    const first = provisioning.run();
    await first.until('creates users', () => control.counters().running > 0 && control.contexts().length === 2);
    first.signal('SIGTERM');
    expect(await first.ended()).toBe(0);
    expect(control.counters().running).toBe(0);

    control.setTiming({ latencyMs: 0 });
    const second = provisioning.run();
    await provisioning.settle(second, 'Settled', ...EVERYTHING);
    expect(control.counters().operations).toMatchObject({
      'OXContextService.create': 2,
      'OXUserService.createByModuleAccess': 3,
      'OXGroupService.create': 1,
    });
  });

  it('ends at once when a second signal comes', async () => {
    const provisioning = await Provisioning.create();
    const { control } = provisioning.simulator;
    control.addFault({ match: { operation: 'create' }, injection: { kind: 'hang' } });
    const operator = provisioning.run();
    await operator.until('hangs', () => control.log().some(({ outcome }) => outcome.kind === 'injected'));
    operator.signal('SIGTERM');
    await operator.says('"msg":"stopping: what is under way is finished first"');
    operator.signal('SIGTERM');
    expect(await operator.ended()).toBe(143);
  });
});

describe('addresses', () => {
  it('that are empty are not listened on', async () => {
    const provisioning = await Provisioning.create();
    const operator = provisioning.run({ METRICS_ADDRESS: '', HEALTH_ADDRESS: '', STATUS_ADDRESS: '' });
    await provisioning.settle(operator, 'Settled', ['OXContext', 'city-hall']);
    expect(operator.log.filter(({ url }) => url !== undefined)).toEqual([]);
    await expect(stat(endpointOf(provisioning))).rejects.toThrow('ENOENT');
  });
});
