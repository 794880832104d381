/**
 * What a call through the SOAP gateway costs: calls per second and CPU per call, by operation.
 *
 *   node_modules/.bin/node test/bench/gateway.ts [calls per operation]
 *   node_modules/.bin/node --cpu-prof test/bench/gateway.ts
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Clock, Fields } from '../../src/model/index.ts';
import { USER_FIELDS, USER_RIGHTS } from '../../src/model/index.ts';
import { SoapOxGateway } from '../../src/ox/index.ts';

const calls = Number(process.argv[2] ?? 3000);
const lanes = 16;

const clock: Clock = {
  now: () => Date.now(),
  after: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

const access = { contextId: 10, admin: { login: 'oxadmin', password: 'secret' } };
const textFields = Object.entries(USER_FIELDS).flatMap(([name, type]) => (type === 'text' && name !== 'name' ? [name] : []));

/** As many fields as a full directory entry gives. */
function userFields(count: number): Fields {
  const texts = Object.fromEntries(textFields.slice(0, count).map((name) => [name, `some value of ${name}`]));
  return { ...texts, aliases: ['jane@example.org', 'jane.doe@example.org'], mailenabled: true, imapPort: 993 };
}

async function measure(name: string, call: () => Promise<unknown>): Promise<void> {
  let left = calls;
  const lane = async (): Promise<void> => {
    for (; left > 0; left -= 1) await call();
  };
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: lanes }, lane));
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const cpuMs = (user + system) / 1000 / calls;
  process.stdout.write(
    `${name.padEnd(34)} ${Math.round(calls / seconds)
      .toString()
      .padStart(6)} calls/s   ${cpuMs.toFixed(3)} ms CPU per call\n`,
  );
}

const server = fork(new URL('answering-server.ts', import.meta.url), { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
const [port] = (await once(server.stdout ?? process.stdin, 'data')) as [Buffer];
const gateway = await SoapOxGateway.create({
  server: `http://127.0.0.1:${String(port).trim()}`,
  master: () => ({ login: 'oxadminmaster', password: 'secret' }),
  maxConcurrency: lanes,
  maxConcurrencyPerContext: lanes,
  clock,
});
try {
  const small = { name: 'jane', password: 'secret', fields: userFields(12), rights: USER_RIGHTS.slice(0, 8) };
  const full = { ...small, fields: userFields(60) };
  await measure('warm-up', () => gateway.users.create(access, full));
  await measure('exists', () => gateway.users.exists(access, { id: 5 }));
  await measure('create, 15 fields', () => gateway.users.create(access, small));
  await measure('create, 63 fields', () => gateway.users.create(access, full));
  await measure('change, 1 field', () => gateway.users.change(access, { id: 5 }, { fields: { sur_name: 'Doe' } }));
  await measure('change, 63 fields', () => gateway.users.change(access, { id: 5 }, full));
  await measure('rights', () => gateway.users.changeRights(access, { id: 5 }, small.rights));
  await measure('get, 22 fields', () => gateway.users.get(access, { id: 5 }));
  await measure('delete', () => gateway.users.delete(access, 5));
} finally {
  await gateway.close();
  server.disconnect();
}
