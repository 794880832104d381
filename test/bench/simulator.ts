import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';

/**
 * How many calls a second the OX simulator serves, and how much CPU each takes it. The simulator has a process of its own; the client
 * shares the machine with it, so calls per second of CPU say more than calls per second.
 *
 * Usage: node test/bench/simulator.ts [calls]
 */

const calls = Number(process.argv[2] ?? 5000);
const connections = 16;
const namespaces =
  'xmlns:s="http://soap.admin.openexchange.com" xmlns:d="http://dataobjects.soap.admin.openexchange.com/xsd" xmlns:r="http://dataobjects.rmi.admin.openexchange.com/xsd"';
const clockTicksPerSecond = 100;

const envelope = (operation: string, parts: string): string =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><s:${operation} ${namespaces}><s:ctx>${parts}</s:${operation}></soap:Body></soap:Envelope>`;

const auth = (login: string): string => `<s:auth><r:login>${login}</r:login><r:password>secret</r:password></s:auth>`;

const person = (name: string): string =>
  ['d:display_name', 'd:email1', 'd:given_name', 'd:name', 'd:password', 'd:primaryEmail', 'd:sur_name']
    .map(
      (field) =>
        `<${field}>${field.endsWith('mail') || field.endsWith('email1') || field.endsWith('Email') ? `${name}@example.org` : name}</${field}>`,
    )
    .join('')
    .replace(`<d:password>${name}`, '<d:password>secret');

const inContext = (parts: string): string => `<d:id>10</d:id></s:ctx>${parts}${auth('oxadmin')}`;

const createContext = envelope(
  'create',
  `<d:id>10</d:id><d:maxQuota>-1</d:maxQuota></s:ctx><s:admin_user>${person('oxadmin')}</s:admin_user>${auth('oxadminmaster')}`,
);

const requests: Readonly<Record<string, (index: number) => string>> = {
  createByModuleAccess: (index) =>
    envelope(
      'createByModuleAccess',
      inContext(`<s:usrdata>${person(`user${index}`)}</s:usrdata><s:access><d:webmail>true</d:webmail></s:access>`),
    ),
  exists: (index) => envelope('exists', inContext(`<s:user><d:name>user${index}</d:name></s:user>`)),
  getData: (index) => envelope('getData', inContext(`<s:user><d:name>user${index}</d:name></s:user>`)),
};

/** User and system time of a process in seconds. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond;
}

async function post(pool: Pool, service: string, body: string): Promise<void> {
  const headers = { 'content-type': 'text/xml;charset=UTF-8' };
  const response = await pool.request({ path: `/webservices/${service}`, method: 'POST', body, headers });
  const text = await response.body.text();
  if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}: ${text.slice(0, 500)}`);
}

async function measure(pool: Pool, pid: number, operation: string, requestOf: (index: number) => string): Promise<string> {
  let next = 0;
  const startedAt = performance.now();
  const cpuBefore = cpuSeconds(pid);
  const workers = Array.from({ length: connections }, async () => {
    while (next < calls) {
      next += 1;
      await post(pool, 'OXUserService', requestOf(next - 1));
    }
  });
  await Promise.all(workers);
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = cpuSeconds(pid) - cpuBefore;
  return `${operation.padEnd(22)} ${String(Math.round(calls / seconds)).padStart(6)} calls/s   ${String(Math.round(calls / cpu)).padStart(6)} calls per second of CPU`;
}

async function urlOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the simulator has no standard output');
  const [chunk] = (await once(child.stdout, 'data')) as readonly unknown[];
  return String(chunk).trim();
}

const child = spawn(process.execPath, [new URL('../../simulator/main.ts', import.meta.url).pathname, '--port', '0', '--quiet'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const pool = new Pool(await urlOf(child), { connections, pipelining: 1 });
try {
  await post(pool, 'OXContextService', createContext);
  console.log(`${calls} calls each over ${connections} connections`);
  for (const [operation, requestOf] of Object.entries(requests)) console.log(await measure(pool, child.pid ?? 0, operation, requestOf));
} finally {
  await pool.close();
  child.kill('SIGTERM');
}
