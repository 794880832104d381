import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';

const bin = join(import.meta.dirname, '../../bin');
const ownNode = `node_modules/node-${process.platform}-${process.arch}/bin/node`;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ox-operator-launch-'));
  await write('package.json', '{ "type": "module" }');
  await mkdir(join(folder, 'bin'));
  for (const name of ['launch.js', 'ox-operator.js', 'ox-simulator.js']) await copyFile(join(bin, name), join(folder, 'bin', name));
});

afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

/** Makes the Node that runs this test too old for the command, as the one of the system may be. */
async function demandNewerNode(): Promise<void> {
  const path = join(folder, 'bin/launch.js');
  await writeFile(path, (await readFile(path, 'utf8')).replace('OLDEST_MAJOR = 22', 'OLDEST_MAJOR = 999'));
}

async function bringNode(script: string): Promise<void> {
  await write(ownNode, `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, ownNode), 0o755);
}

function start(name: string, ...args: string[]) {
  return spawn(process.execPath, [join(folder, 'bin', name), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(name: string, ...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = start(name, ...args);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

test('in a checkout the commands run the sources', async () => {
  await write('src/main.ts', "const words: string[] = process.argv.slice(2);\nconsole.log('operator', ...words);");
  await write('simulator/main.ts', "console.log('simulator' as string);");
  expect(await run('ox-operator.js', 'run', '--help')).toEqual({ code: 0, stdout: 'operator run --help\n', stderr: '' });
  expect(await run('ox-simulator.js')).toEqual({ code: 0, stdout: 'simulator\n', stderr: '' });
});

test('without sources the commands run what was built', async () => {
  await write('dist/src/main.js', "console.log('built');");
  expect(await run('ox-operator.js')).toEqual({ code: 0, stdout: 'built\n', stderr: '' });
});

test('a reader that goes away early, as head does, ends the command without a word', async () => {
  await write('src/main.ts', "setInterval(() => console.log('more'), 1);");
  const child = start('ox-operator.js');
  child.stdout.once('data', () => child.stdout.destroy());
  expect(await text(child.stderr)).toBe('');
  if (child.exitCode === null) await once(child, 'exit');
  expect(child.exitCode).toBe(141);
});

test('on a Node that is too old, the one of the project takes over, with arguments, output and exit code', async () => {
  await demandNewerNode();
  await bringNode('echo "$(basename "$1") $2"; exit 7');
  expect(await run('ox-operator.js', 'run')).toEqual({ code: 7, stdout: 'ox-operator.js run\n', stderr: '' });
});

test('a signal reaches the Node that took over, and its answer is the exit code', async () => {
  await demandNewerNode();
  await bringNode("trap 'echo stopped; exit 3' TERM; echo started; while :; do sleep 0.05; done");
  const child = start('ox-operator.js');
  const ended = once(child, 'exit');
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output === 'started\n') child.kill('SIGTERM');
  }
  expect(output).toBe('started\nstopped\n');
  expect(await ended).toEqual([3, null]);
});

test('on a Node that is too old, and without another, one line says what to do', async () => {
  await demandNewerNode();
  const { code, stdout, stderr } = await run('ox-operator.js');
  expect(code).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    `ox-operator needs Node 999.19 or newer, this is ${process.versions.node}. In a checkout, "make install" brings one.\n`,
  );
});
