import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { CommandProcess } from '../support/command-process.ts';
import { EVERYTHING, ldif, Provisioning, user } from './provisioning-fixture.ts';

/** Enough to fill more of a disk than is left. */
const MANY = Array.from({ length: 300 }, (_, number) => `late-${number}`);

/** Largest size of a file that the operator may write. */
function limitFiles(operator: CommandProcess, bytes: number | 'unlimited'): void {
  execFileSync('prlimit', [`--pid=${operator.pid}`, `--fsize=${bytes}:unlimited`]);
}

async function readiness(operator: CommandProcess): Promise<{ status: number; text: string }> {
  const url = operator.log.find((line) => line.url?.endsWith('/healthz') === true)?.url;
  const answer = await fetch(new URL('/readyz', url));
  return { status: answer.status, text: await answer.text() };
}

/** As the JSON of the status page counts them. */
async function settledUsers(operator: CommandProcess): Promise<number> {
  const page = operator.log.find(({ url }) => url?.endsWith('/') === true)?.url;
  if (page === undefined) return 0;
  const summary = (await (await fetch(new URL('/api/v1/summary', page))).json()) as Summary;
  return summary.directories[0]?.counts.find(({ kind }) => kind === 'User')?.settled ?? 0;
}

interface Summary {
  readonly directories: readonly { readonly counts: readonly { readonly kind: string; readonly settled: number }[] }[];
}

it('a disk that takes no more while the operator works is told of, and waited for', async () => {
  const provisioning = await Provisioning.create();
  const operator = provisioning.run();
  await provisioning.settle(operator, 'Settled', ...EVERYTHING);
  const before = provisioning.logins(10).length;
  limitFiles(operator, 262_144);
  await provisioning.folder.write('m/people.ldif', ldif(['anna', 'bob', ...MANY].map((login) => user(login, 10))));
  await provisioning.settle(operator, 'CacheUnavailable', ['OXDirectory', 'people']);
  expect(provisioning.logins(10).length).toBeLessThan(before + MANY.length);
  const { status, text } = await readiness(operator);
  expect(status).toBe(503);
  expect(text).toMatch(/^the cache file cannot be read or written \(disk I\/O error\): nothing is written to OX as long as/);
  expect(operator.log.filter(({ level }) => level === 'error').map(({ reason }) => reason)).toContain('CacheUnavailable');
  limitFiles(operator, 'unlimited');
  await provisioning.settle(operator, 'Settled', ['OXDirectory', 'people']);
  expect(provisioning.logins(10)).toHaveLength(before + MANY.length);
  expect((await readiness(operator)).status).toBe(200);
});

it('a cache that turns out to be damaged ends the operator, which begins with a new one and changes nothing in OX', async () => {
  const provisioning = await Provisioning.create();
  const first = provisioning.run();
  await provisioning.settle(first, 'Settled', ...EVERYTHING);
  first.signal('SIGTERM');
  expect(await first.ended()).toBe(0);
  const before = provisioning.simulator.control.users(10);
  const path = provisioning.folder.at('cache.db');
  const database = new Database(path);
  database.exec(`UPDATE objects SET applied = '{', state = 'pending' WHERE name = 'anna'`);
  database.close();
  const second = provisioning.run();
  expect(await second.ended()).toBe(1);
  expect(second.error).toMatch(/^the cache file is damaged \(row \d+ of objects cannot be read\): /);
  expect(second.error).toMatch(/cache\.db\.corrupt-1 now: ends, to fill a new one when it is started again\n$/);
  expect((await readFile(`${path}.corrupt-1`)).length).toBeGreaterThan(0);
  const third = provisioning.run();
  await third.until('had taken over everybody', async () => (await settledUsers(third)) === 3);
  expect(provisioning.simulator.control.users(10)).toEqual(before);
});
