/**
 * What a call through the SOAP gateway costs this process: calls per second and CPU per call, by operation. The simulator it calls
 * runs in a process of its own; its limit shows in the calls per second, not in the CPU per call.
 *
 *   npx node test/bench/gateway.ts [calls per operation]
 *   npx node --cpu-prof test/bench/gateway.ts
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Clock, type Fields, USER_FIELDS, USER_RIGHTS } from '../../src/model/index.ts';
import { SoapOxGateway } from '../../src/ox/index.ts';

const calls = Number(process.argv[2] ?? 2000);
const lanes = 16;
const access = { contextId: 10, admin: { login: 'oxadmin', password: 'secret' } };
const admin = {
  name: 'oxadmin',
  password: 'secret',
  displayName: 'OX Admin',
  givenName: 'OX',
  surName: 'Admin',
  email: 'oxadmin@example.org',
};
const rights = USER_RIGHTS.filter((right) => right !== 'globalAddressBookDisabled').slice(0, 10);

const clock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

const personal = Object.keys(USER_FIELDS).filter((name) => /^(?:telephone|street|city|state|userfield|fax|country|postal)/.test(name));

function personalFields(count: number): Fields {
  return Object.fromEntries(personal.slice(0, count).map((name) => [name, `some value of ${name}`]));
}

/** A user with the fields that OX wants and as many more. */
function userFields(login: string, more: number): Fields {
  const mail = `${login}@example.org`;
  return {
    ...personalFields(more),
    display_name: login,
    given_name: login,
    sur_name: 'Doe',
    email1: mail,
    primaryEmail: mail,
    aliases: [mail],
  };
}

async function measure(name: string, call: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < calls) {
      next += 1;
      await call(next);
    }
  };
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const perSecond = Math.round(calls / seconds).toString();
  console.log(`${name.padEnd(20)} ${perSecond.padStart(6)} calls/s  ${((user + system) / 1000 / calls).toFixed(3)} ms CPU per call`);
}

async function measureAll({ contexts, users }: SoapOxGateway): Promise<void> {
  await contexts.create({ id: access.contextId, name: 'bench', loginMappings: [] }, admin);
  const ids: number[] = [];
  const create = (prefix: string, more: number) => async (index: number) => {
    const name = `${prefix}${index}`;
    ids.push(await users.create(access, { name, password: 'secret', fields: userFields(name, more), rights }));
  };
  const idOf = (index: number): number => ids[index] ?? 0;
  await measure('warm-up', create('warm', 50));
  await measure('create,  6 fields', create('small', 0));
  await measure('create, 56 fields', create('full', 50));
  await measure('change,  1 field', (index) => users.change(access, { id: idOf(index) }, { fields: { sur_name: 'Roe' } }));
  await measure('change, 50 fields', (index) => users.change(access, { id: idOf(index) }, { fields: personalFields(50) }));
  await measure('rights', (index) => users.changeRights(access, { id: idOf(index) }, rights));
  await measure('exists', (index) => users.exists(access, { id: idOf(index) }));
  await measure('get, 50 fields', (index) => users.get(access, { id: idOf(index) }));
  await measure('delete', (index) => users.delete(access, idOf(index)));
}

const main = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url));
const simulator = spawn(process.execPath, [main, '--port', '0', '--quiet'], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const { value: server } = (await createInterface(simulator.stdout)[Symbol.asyncIterator]().next()) as { value: string };
  const limits = { maxConcurrency: lanes, maxConcurrencyPerContext: lanes };
  const gateway = await SoapOxGateway.create({ server, master: () => ({ login: 'oxadminmaster', password: 'secret' }), clock, ...limits });
  await measureAll(gateway);
  await gateway.close();
} finally {
  simulator.kill();
}
