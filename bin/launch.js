import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import nodeModule from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const OLDEST_MAJOR = 22;
const OLDEST_MINOR = 19;

/**
 * Runs the module `name` of this package: its TypeScript in a checkout, else what `make build` made of it.
 * This file has to run on any Node: on one that is too old, the Node of the project takes over.
 *
 * @param {string} name path without extension, like `src/main`
 */
export async function launch(name) {
  if (isNewEnough(process.versions.node)) {
    process.stdout.on('error', endWhenNobodyReads);
    // Half of the time until a command begins. Beside the code, where nobody can write who cannot write the code itself; where that is
    // read-only, as in an image, it is compiled each time.
    nodeModule.enableCompileCache(fileURLToPath(inPackage('node_modules/.cache/compiled')));
    const source = inPackage(`${name}.ts`);
    await import((existsSync(source) ? source : inPackage(`dist/${name}.js`)).href);
    return;
  }
  const node = fileURLToPath(inPackage(`node_modules/node-${process.platform}-${process.arch}/bin/node`));
  if (existsSync(node)) {
    handOverTo(node);
    return;
  }
  console.error(
    `ox-operator needs Node ${OLDEST_MAJOR}.${OLDEST_MINOR} or newer, this is ${process.versions.node}. In a checkout, "make install" brings one.`,
  );
  process.exitCode = 1;
}

/**
 * With `| head` the reader goes away early; that is no error worth a stack trace. The exit code is the one of SIGPIPE.
 *
 * @param {NodeJS.ErrnoException} error
 */
function endWhenNobodyReads(error) {
  if (error.code !== 'EPIPE') throw error;
  process.exit(128 + constants.signals.SIGPIPE);
}

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR);
}

/** @param {string} path */
function inPackage(path) {
  return new URL(`../${path}`, import.meta.url);
}

/**
 * Runs the same command with another Node; signals go down to it, its end becomes ours.
 *
 * @param {string} node path of its executable
 */
function handOverTo(node) {
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => child.kill(signal);
  // Before the start: a signal that comes at once must find a listener, else it would end us and leave the child behind.
  process.on('SIGTERM', forward);
  process.on('SIGHUP', forward);
  // A terminal sends Ctrl-C to both of us; a second one from here would read as impatience.
  process.on('SIGINT', (signal) => process.stdin.isTTY || forward(signal));
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  child.on('error', (error) => {
    console.error(`Cannot run ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128 + constants.signals[signal])));
}
