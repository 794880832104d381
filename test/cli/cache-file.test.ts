import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandProcess, runCommand } from '../support/command-process.ts';
import { ManifestFolder } from '../support/manifest-folder.ts';
import { LONELY_SETTINGS } from './provisioning-fixture.ts';

let folder: ManifestFolder;
let path = '';

beforeEach(async () => {
  folder = await ManifestFolder.create();
  await mkdir(folder.at('m'));
  await mkdir(folder.at('cache'));
  path = folder.at('cache/cache.db');
});

afterEach(() => folder.dispose());

const args = (): string[] => ['run', '--manifests', folder.at('m'), '--cache', path];

/** The one line that a start is refused with, without the path. */
async function refusal(through: readonly string[] = []): Promise<string> {
  const { code, error } = await runCommand(args(), LONELY_SETTINGS, through);
  expect(code).toBe(2);
  return error.replace(JSON.stringify(path), 'FILE');
}

async function startAndEnd(): Promise<CommandProcess> {
  const operator = new CommandProcess(args(), LONELY_SETTINGS);
  await operator.says('work begins');
  operator.signal('SIGTERM');
  expect(await operator.ended()).toBe(0);
  return operator;
}

/** Root may do anything, unless it is taken from him. */
const OBEDIENT = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

describe('a start is refused, and told how to go on, when the cache file', () => {
  it('was written by a newer version', async () => {
    await startAndEnd();
    const database = new Database(path);
    database.pragma('user_version = 99');
    database.close();
    expect(await refusal()).toMatch(
      /^CACHE_PATH: found FILE, which cannot be opened \(it has layout 99, and this version knows \d+\), start the newer version again, or delete the file: what it held is read from the directory and OX again\n$/,
    );
  });

  it('is in the hands of another operator, which is not disturbed', async () => {
    const other = new CommandProcess(args(), LONELY_SETTINGS);
    await other.says('work begins');
    expect(await refusal()).toBe(
      'CACHE_PATH: found FILE, which cannot be opened (database is locked), another process has it open; end that one, or give each operator a file of its own\n',
    );
    other.signal('SIGTERM');
    expect(await other.ended()).toBe(0);
  });

  it('is on a disk that takes no more', async () => {
    expect(await refusal(['prlimit', '--fsize=4096'])).toBe(
      'CACHE_PATH: found FILE, which cannot be opened (disk I/O error), its disk may be full or failing: mend that and start again\n',
    );
  });

  it('is in a folder that this process may not write to', async () => {
    await startAndEnd();
    await chmod(folder.at('cache'), 0o500);
    expect(await refusal(OBEDIENT)).toBe(
      'CACHE_PATH: found FILE, which cannot be opened (attempt to write a readonly database), expected a file in a folder that this process may write to\n',
    );
    await chmod(folder.at('cache'), 0o700);
  });

  it('belongs to something else', async () => {
    const database = new Database(path);
    database.exec('CREATE TABLE songs (title TEXT)');
    database.close();
    expect(await refusal()).toBe(
      'CACHE_PATH: found FILE, which cannot be opened (it is a database of something else: it has the tables songs), expected a file of ox-operator, or none\n',
    );
  });
});

describe('a cache file that can be made anew', () => {
  it('is, when it is damaged: the old one is put aside, and the log tells where', async () => {
    await writeFile(path, 'no database '.repeat(100));
    const { log } = await startAndEnd();
    const told = log.find(({ aside }) => aside !== undefined);
    expect(told).toMatchObject({ level: 'warn', cache: path, aside: `${path}.corrupt-1` });
    expect(told?.msg).toContain('a new one is filled from the directory and OX');
    expect(await readFile(`${path}.corrupt-1`, 'utf8')).toContain('no database');
  });

  it('is made writable where that is all that it lacks', async () => {
    await startAndEnd();
    await chmod(path, 0o400);
    await startAndEnd();
  });
});
