import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureControlPlane } from './binaries.ts';
import { withLockFile } from './lock-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ox-operator-prepare-'));
});
afterEach(() => rm(folder, { recursive: true }));

function prepare(environment: Readonly<Record<string, string>>): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'prepare.ts')], {
    env: environment,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('the programs of setup-envtest win, and a folder without them is told', async () => {
  expect(prepare({ KUBEBUILDER_ASSETS: folder })).toEqual({
    status: 1,
    stdout: '',
    stderr: `KUBEBUILDER_ASSETS is ${folder}, which does not hold etcd, kubectl, kube-apiserver: run setup-envtest, or unset it to build them with Go.\n`,
  });
  for (const name of ['etcd', 'kubectl', 'kube-apiserver']) await writeFile(join(folder, name), '');
  expect(prepare({ KUBEBUILDER_ASSETS: folder })).toEqual({ status: 0, stdout: '', stderr: '' });
});

test('where there is neither Go nor setup-envtest, one line tells what to install', () => {
  const { status, stderr } = prepare({ PATH: folder, XDG_CACHE_HOME: folder });
  expect(status).toBe(1);
  expect(stderr).toBe(
    'The tests need a kube-apiserver: install Go 1.26 or newer (it is then built once), or set KUBEBUILDER_ASSETS as setup-envtest prints it.\n',
  );
});

test('what was built once is not built again', async () => {
  const lines: string[] = [];
  await ensureControlPlane((line) => lines.push(line));
  expect(lines).toEqual([]);
});

test('two builders work one after the other, and the second says what it waits for', async () => {
  const lock = join(folder, 'lock');
  const steps: string[] = [];
  const first = Promise.withResolvers<void>();
  const running = withLockFile(
    lock,
    () => undefined,
    () => first.promise.then(() => steps.push('first')),
  );
  const waiting = Promise.withResolvers<number>();
  const second = withLockFile(lock, waiting.resolve, () => Promise.resolve(steps.push('second')));
  expect(await waiting.promise).toBe(process.pid);
  first.resolve();
  await Promise.all([running, second]);
  expect(steps).toEqual(['first', 'second']);
});

test('a lock whose holder is gone holds nobody up, nor does one after a failure', async () => {
  const lock = join(folder, 'lock');
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(lock, String(pid));
  await expect(
    withLockFile(
      lock,
      () => undefined,
      () => Promise.reject(new Error('no compiler')),
    ),
  ).rejects.toThrow('no compiler');
  expect(
    await withLockFile(
      lock,
      () => undefined,
      () => Promise.resolve('built'),
    ),
  ).toBe('built');
});
