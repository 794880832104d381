import { describe, expect, it } from 'vitest';
import { type FaultKind, type RunningSimulator, startSimulator } from '../../simulator/index.ts';
import { addUser, person } from '../support/simulated-ox.ts';
import { faultOf, inTen, runningSimulator, send, type WireAnswer } from '../support/soap-wire.ts';

const exists = (name: string) => inTen('exists', `<s:user><d:name>${name}</d:name></s:user>`);
const getJane = inTen('getData', '<s:user><d:name>jane</d:name></s:user>');
const changeJane = (company: string) => inTen('change', `<s:usrdata><d:name>jane</d:name><d:company>${company}</d:company></s:usrdata>`);
const companyIn = ({ text }: WireAnswer) => /<ns2:company>(.*?)<\/ns2:company>/.exec(text)?.[1];

async function withJane(options = {}) {
  const simulator = await runningSimulator(options);
  addUser(simulator.control.ox, 'jane', { company: 'Old' });
  const user = (body: string) => send(`${simulator.url}/webservices/OXUserService`, body);
  const company = () => simulator.control.users(10).find(({ name }) => name === 'jane')?.company;
  return { simulator, control: simulator.control, user, company };
}

async function json(simulator: RunningSimulator, method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await send(`${simulator.url}${path}`, body === undefined ? '' : JSON.stringify(body), {}, method);
  return { status: answer.status, body: JSON.parse(answer.text) as unknown };
}

/** Waits until something is so. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('the call log', () => {
  it('tells the calls in order, what they were about and how they ended, but no data', async () => {
    const { control, user } = await withJane();
    await user(exists('jane'));
    await user(inTen('delete', '<s:user><d:id>2</d:id></s:user>'));
    control.addFault({ count: 1, injection: { kind: 'http502' } });
    await user(changeJane('x'));
    const log = control.log();
    expect(
      log.map(({ sequence, service, operation, contextId, object, outcome }) => ({
        sequence,
        service,
        operation,
        contextId,
        object,
        outcome,
      })),
    ).toEqual([
      { sequence: 1, service: 'OXUserService', operation: 'exists', contextId: 10, object: 'jane', outcome: { kind: 'ok' } },
      {
        sequence: 2,
        service: 'OXUserService',
        operation: 'delete',
        contextId: 10,
        object: '2',
        outcome: { kind: 'fault', exception: 'InvalidDataException', text: 'Admin delete not supported; exceptionId 1170523631-2' },
      },
      {
        sequence: 3,
        service: 'OXUserService',
        operation: 'change',
        contextId: 10,
        object: 'jane',
        outcome: { kind: 'injected', fault: 'http502' },
      },
    ]);
    expect(log.every(({ startedAt, endedAt }) => startedAt > 0 && endedAt >= startedAt)).toBe(true);
    expect(JSON.stringify(log)).not.toContain('adminpw');
    expect(control.log(2)).toHaveLength(1);
    control.clearLog();
    expect(control.log()).toEqual([]);
  });
});

describe('the counters', () => {
  it('tell how many calls ran at once, overall and in each context', async () => {
    const { control, user, simulator } = await withJane({ latencyMs: 30 });
    control.call('OXContextService', 'create', { ctx: { id: 20, maxQuota: 1 }, admin_user: { ...person('oxadmin'), password: 'adminpw' } });
    const inTwenty = exists('oxadmin').replace('<d:id>10</d:id>', '<d:id>20</d:id>');
    await Promise.all([user(exists('jane')), user(exists('jane')), user(inTwenty)]);
    await user('no call at all');
    expect(control.counters()).toEqual({
      running: 0,
      peak: 3,
      calls: 3,
      outcomes: { ok: 3, fault: 0, injected: 0 },
      operations: { 'OXUserService.exists': 3 },
      contexts: { '10': { running: 0, peak: 2, calls: 2 }, '20': { running: 0, peak: 1, calls: 1 } },
    });
    control.clearCounters();
    expect(control.counters()).toMatchObject({ peak: 0, calls: 0, operations: {}, contexts: { '10': { running: 0, peak: 0, calls: 0 } } });
    expect(simulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});

describe('latency and write locks', () => {
  const span = (log: ReturnType<RunningSimulator['control']['log']>) =>
    Math.max(...log.map(({ endedAt }) => endedAt)) - Math.min(...log.map(({ startedAt }) => startedAt));

  it('let the writes of a context go one after the other, and reads pass them', async () => {
    const { control, user } = await withJane({ writeLockMs: 40 });
    const read = user(exists('jane')).then(() => control.log().map(({ operation }) => operation));
    await Promise.all([user(changeJane('a')), user(changeJane('b')), user(changeJane('c')), read]);
    expect(span(control.log().filter(({ writes }) => writes))).toBeGreaterThanOrEqual(3 * 40 - 5);
    expect(await read).toEqual(['exists']);
  });

  it('do not hold up another context', async () => {
    const { control, user } = await withJane({ writeLockMs: 60 });
    control.call('OXContextService', 'create', { ctx: { id: 20, maxQuota: 1 }, admin_user: { ...person('oxadmin'), password: 'adminpw' } });
    const other = inTen('change', '<s:usrdata><d:id>2</d:id></s:usrdata>').replace('<d:id>10</d:id>', '<d:id>20</d:id>');
    await Promise.all([user(changeJane('a')), user(changeJane('b')), user(other)]);
    expect(control.log().map(({ contextId }) => contextId)).toEqual(expect.arrayContaining([20, 10, 10]));
    expect(control.log().at(-1)?.contextId).toBe(10);
  });

  it('can be set while it runs', async () => {
    const { control, user } = await withJane();
    control.setTiming({ latencyMs: 30 });
    await user(exists('jane'));
    expect(span(control.log())).toBeGreaterThanOrEqual(25);
    expect(control.timing()).toEqual({ latencyMs: 30, writeLockMs: 0 });
  });
});

describe('an injected fault', () => {
  const attempt = async (call: Promise<WireAnswer>) =>
    call.then(
      (answer) => `${answer.status} ${answer.contentType}`,
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'failed'),
    );

  it.each<[FaultKind, string]>([
    ['http502', '502 text/html;charset=utf-8'],
    ['http503', '503 text/html;charset=utf-8'],
    ['reset', 'ECONNRESET'],
    ['malformedXml', '200 text/xml;charset=utf-8'],
    ['soapFault', '500 text/xml;charset=utf-8'],
  ])('%s can come before the effect and after it', async (kind, seen) => {
    const { control, user, company } = await withJane();
    control.addFault({ count: 1, injection: { kind, when: 'before' } });
    expect([await attempt(user(changeJane('New'))), company()]).toEqual([seen, 'Old']);
    control.addFault({ count: 1, injection: { kind, when: 'after' } });
    expect([await attempt(user(changeJane('New'))), company()]).toEqual([seen, 'New']);
    expect([await attempt(user(changeJane('Newer'))), company()]).toEqual(['200 text/xml;charset=utf-8', 'Newer']);
  });

  it.each(['before', 'after'] as const)('hang never answers, %s the effect', async (when) => {
    const { simulator, control, user, company } = await withJane();
    control.addFault({ injection: { kind: 'hang', when } });
    let settled = false;
    const call = user(changeJane('New')).then(
      () => 'answered',
      () => 'cut off',
    );
    void call.then(() => {
      settled = true;
    });
    await until(() => control.log().length === 1);
    expect([settled, company()]).toEqual([false, when === 'after' ? 'New' : 'Old']);
    await simulator.close();
    expect(await call).toBe('cut off');
  });

  it('of malformed XML is half an answer, and the call has had its effect', async () => {
    const { control, user, company } = await withJane();
    control.addFault({ injection: { kind: 'malformedXml' } });
    const answer = await user(changeJane('New'));
    expect(answer.text).toMatch(/^<soap:Envelope/);
    expect(answer.text).not.toContain('</soap:Envelope>');
    expect(company()).toBe('New');
  });

  it('hits the calls that it names, as often as it says, after those that pass', async () => {
    const { control, user } = await withJane();
    control.addFault({ match: { operation: 'exists', object: 'jane' }, skip: 1, count: 2, injection: { kind: 'http503' } });
    const statuses = [];
    for (const name of ['jane', 'oxadmin', 'jane', 'jane', 'oxadmin', 'jane']) statuses.push((await user(exists(name))).status);
    expect(statuses).toEqual([200, 200, 503, 503, 200, 200]);
    expect(control.faults()).toEqual([]);
  });

  it.each([
    [{ service: 'OXGroupService' }, 200],
    [{ service: 'OXUserService', contextId: 10, writes: false }, 503],
    [{ contextId: 11 }, 200],
    [{ writes: true }, 200],
    [{}, 503],
  ])('for %o leads to HTTP %i', async (match, status) => {
    const { control, user } = await withJane();
    control.addFault({ match, injection: { kind: 'http503' } });
    expect((await user(exists('jane'))).status).toBe(status);
  });

  it('can be taken back', async () => {
    const { control, user } = await withJane();
    const id = control.addFault({ injection: { kind: 'http503' } });
    expect([control.removeFault(id), control.removeFault(id)]).toEqual([true, false]);
    control.addFault({ injection: { kind: 'http503' } });
    control.clearFaults();
    expect((await user(exists('jane'))).status).toBe(200);
  });

  it('of OX has the exception and the text that were asked for', async () => {
    const { control, user } = await withJane();
    control.addFault({ injection: { kind: 'soapFault', exception: 'StorageException', text: 'Deadlock found' } });
    const answer = await user(exists('jane'));
    expect(faultOf(answer)).toBe('soap:Server Deadlock found');
    expect(answer.text).toContain('<StorageException xmlns=');
  });
});

describe('stale reads', () => {
  it('answer the old state for some reads after a change', async () => {
    const { control, user } = await withJane();
    control.startStaleReads({ match: { operation: 'getData' }, reads: 2 });
    await user(changeJane('New'));
    expect([companyIn(await user(getJane)), companyIn(await user(getJane)), companyIn(await user(getJane))]).toEqual(['Old', 'Old', 'New']);
  });

  it('answer the old state for some time', async () => {
    const { control, user } = await withJane();
    control.startStaleReads({ ms: 3_600_000 });
    await user(changeJane('New'));
    expect(companyIn(await user(getJane))).toBe('Old');
    control.stopStaleReads();
    expect(companyIn(await user(getJane))).toBe('New');
  });

  it('show changes in their order, new objects and deleted ones too', async () => {
    const { control, user } = await withJane();
    control.startStaleReads({ reads: 1 });
    control.call('OXUserService', 'create', { ctx: { id: 10 }, usrdata: person('john') });
    await user(inTen('delete', '<s:user><d:name>jane</d:name></s:user>'));
    const seen = async () => [(await user(exists('jane'))).text.includes('>true<'), (await user(exists('john'))).text.includes('>true<')];
    expect(await seen()).toEqual([true, true]);
    expect(await seen()).toEqual([false, true]);
  });

  it('keep the ids of later objects right although refused calls used some up', async () => {
    const { control, user } = await withJane();
    control.startStaleReads({ reads: 0 });
    const twice = { grp: { name: 'g', displayname: 'g', members: [2, 2] } };
    expect(() => control.call('OXGroupService', 'create', { ctx: { id: 10 }, ...twice })).toThrow('Duplicate entry');
    control.call('OXUserService', 'create', { ctx: { id: 10 }, usrdata: person('john') });
    expect((await user(inTen('getData', '<s:user><d:name>john</d:name></s:user>'))).text).toContain('<ns2:id>5</ns2:id>');
  });
});

describe('edits behind the back of the clients', () => {
  it('set fields, delete objects and let guests in', async () => {
    const { control, user, company } = await withJane();
    control.edit({ kind: 'setUserFields', contextId: 10, user: 'jane', fields: { company: 'Edited', password: 'other' } });
    expect(company()).toBe('Edited');
    expect(JSON.stringify(control.users(10))).not.toContain('other');
    const guest = control.edit({ kind: 'addGuest', contextId: 10, mail: 'g@x.org' });
    expect(control.users(10).find(({ id }) => id === guest)?.guestCreatedBy).toBe(2);
    control.edit({ kind: 'deleteUser', contextId: 10, user: 'jane' });
    expect((await user(exists('jane'))).text).toContain('>false<');
    expect(() => control.edit({ kind: 'deleteUser', contextId: 10, user: 'jane' })).toThrow('there is no user jane in context 10');
    expect(() => control.edit({ kind: 'deleteGroup', contextId: 11, group: 5 })).toThrow('there is no context 11');
  });
});

describe('the control face over HTTP', () => {
  it('does what the typed one does', async () => {
    const { simulator, user } = await withJane();
    expect(await json(simulator, 'GET', '/control/contexts')).toMatchObject({
      status: 200,
      body: [{ id: 10, name: 'context10', users: 2, groups: 1 }],
    });
    expect(await json(simulator, 'GET', '/control/contexts/10/groups')).toMatchObject({
      body: [{ id: 1, name: 'users', members: [2, 3] }],
    });
    expect(await json(simulator, 'PUT', '/control/timing', { latencyMs: 1 })).toEqual({ status: 200, body: { done: true } });
    expect(await json(simulator, 'GET', '/control/timing')).toMatchObject({ body: { latencyMs: 1, writeLockMs: 0 } });
    expect(await json(simulator, 'POST', '/control/faults', { count: 1, injection: { kind: 'http503' } })).toMatchObject({
      body: { id: 1 },
    });
    expect(await json(simulator, 'GET', '/control/faults')).toMatchObject({ body: [{ id: 1, count: 1, injection: { kind: 'http503' } }] });
    expect((await user(exists('jane'))).status).toBe(503);
    expect(await json(simulator, 'DELETE', '/control/faults/1')).toMatchObject({ body: { removed: false } });
    expect(await json(simulator, 'PUT', '/control/stale-reads', { reads: 1 })).toMatchObject({ status: 200 });
    const edit = { kind: 'setUserFields', contextId: 10, user: 'jane', fields: { company: 'Edited' } };
    expect(await json(simulator, 'POST', '/control/edits', edit)).toMatchObject({ body: { id: 3 } });
    expect([companyIn(await user(getJane)), companyIn(await user(getJane))]).toEqual(['Old', 'Edited']);
    expect(await json(simulator, 'GET', '/control/log?after=2')).toMatchObject({ body: [{ sequence: 3, operation: 'getData' }] });
    expect(await json(simulator, 'GET', '/control/counters')).toMatchObject({ body: { calls: 3, outcomes: { injected: 1 } } });
    expect(await json(simulator, 'DELETE', '/control/counters')).toMatchObject({ status: 200 });
    const get = { service: 'OXUserService', operation: 'exists', args: { ctx: { id: 10 }, user: { name: 'jane' } } };
    expect(await json(simulator, 'POST', '/control/calls', get)).toMatchObject({ body: { result: true } });
    const wrong = { ...get, operation: 'delete', args: { ctx: { id: 10 }, user: { id: 2 } } };
    expect(await json(simulator, 'POST', '/control/calls', wrong)).toMatchObject({
      body: { fault: { exception: 'InvalidDataException', text: 'Admin delete not supported; exceptionId 1170523631-2' } },
    });
    expect(await json(simulator, 'POST', '/control/restart', { process: -7 })).toMatchObject({ status: 200 });
    expect(await json(simulator, 'POST', '/control/calls', wrong)).toMatchObject({
      body: { fault: { text: 'Admin delete not supported; exceptionId -7-2' } },
    });
    expect(JSON.stringify(await json(simulator, 'GET', '/control'))).toContain('/control/contexts/*/users');
  });

  it('shows and edits all that is in a context', async () => {
    const { simulator } = await withJane();
    const edits = [
      { kind: 'addResource', fields: { name: 'room', displayname: 'Room', email: 'room@x.org' } },
      { kind: 'setResourceFields', resource: 'room', fields: { description: 'Edited' } },
      { kind: 'addAccount', user: 3, primaryAddress: 'info@x.org' },
      { kind: 'setAccountFields', user: 3, primaryAddress: 'info@x.org', fields: { personal: 'Edited' } },
      { kind: 'putDeputy', grantor: 3, deputy: 2, modulePermissions: [{ moduleId: 'mail', readPermission: 4 }] },
      { kind: 'blockManual', user: 3, blocked: true },
      { kind: 'setGroup', group: 'users', displayname: 'Edited' },
      { kind: 'addGuest', mail: 'guest@x.org' },
    ];
    for (const edit of edits)
      expect(await json(simulator, 'POST', '/control/edits', { contextId: 10, ...edit })).toMatchObject({ status: 200 });
    const at = (what: string) => json(simulator, 'GET', `/control/contexts/10/${what}`);
    expect(await at('resources')).toMatchObject({ body: [{ id: 4, name: 'room', description: 'Edited' }] });
    expect(await at('accounts')).toMatchObject({ body: [{ id: 1, userId: 3, personal: 'Edited' }] });
    expect(await at('deputies')).toMatchObject({ body: { permissions: [{ grantorId: 3, userId: 2 }], blocked: [3] } });
    expect(await at('groups')).toMatchObject({ body: [{ displayname: 'Edited' }] });
    expect(await at('users')).toMatchObject({ body: [{}, {}, { primaryEmail: 'guest@x.org', guestCreatedBy: 2 }] });
    for (const kind of ['deleteAccount', 'deleteDeputy', 'deleteResource'])
      expect(JSON.stringify(await json(simulator, 'GET', '/control'))).toContain(kind);
    const wrong = { kind: 'addResource', contextId: 10, fields: { nonsense: 1 } };
    expect(await json(simulator, 'POST', '/control/edits', wrong)).toMatchObject({ status: 400 });
  });

  it('says what is wrong with a request', async () => {
    const { simulator } = await withJane();
    const refused = await json(simulator, 'POST', '/control/faults', { injection: { kind: 'explode' } });
    expect(refused).toMatchObject({ status: 400 });
    expect(JSON.stringify(refused)).toContain('injection.kind: ');
    expect(await json(simulator, 'PUT', '/control/timing', { latency: 3 })).toMatchObject({ status: 400 });
    expect(await json(simulator, 'GET', '/control/contexts/99/users')).toEqual({ status: 400, body: { error: 'there is no context 99' } });
    expect(await json(simulator, 'PATCH', '/control/log')).toMatchObject({ status: 404 });
    expect((await send(`${simulator.url}/control/edits`, '{', {}, 'POST')).status).toBe(400);
  });
});

describe('a simulator', () => {
  it('refuses to start on a port that is taken', async () => {
    const { simulator } = await withJane();
    await expect(startSimulator({ port: Number(new URL(simulator.url).port) })).rejects.toThrow('EADDRINUSE');
  });

  it('can be another one with other settings and another master', async () => {
    const simulator = await startSimulator({ master: { login: 'root', password: 'r' }, settings: { allowMasterOverride: true } });
    try {
      const { ox } = simulator.control;
      expect(ox.settings.allowMasterOverride).toBe(true);
      expect(ox.call('OXContextService', 'exists', { ctx: { id: 1 }, auth: { login: 'root', password: 'r' } })).toBe(false);
    } finally {
      await simulator.close();
    }
  });
});
