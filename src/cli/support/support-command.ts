import { open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Command } from 'commander';
import { ConfigurationError, messageOf, OperatorError, systemClock, systemRandom } from '../../model/index.ts';
import { type ClientOptions, clientCommand } from '../client/client-command.ts';
import { formatted } from '../client/output.ts';

interface SupportOptions extends ClientOptions {
  readonly out?: string;
  readonly cache?: string;
}

interface Written {
  readonly file: string;
  readonly bytes: number;
  readonly files: readonly string[];
  readonly missing: readonly string[];
}

/** Of the key of the pseudonyms. */
const KEY_LENGTH = 43;

export function supportBundleCommand(): Command {
  const what = 'Put together what a support ticket needs: one archive, without secrets, names, addresses and values of anybody.';
  return clientCommand('support-bundle', what)
    .option('--out <file>', 'where it is written; a file that exists is left alone (else ox-operator-support-<time>.tar.gz)')
    .option('--cache <file>', 'when no operator runs: its cache file (else CACHE_PATH, else ./ox-operator.db)')
    .addHelpText('after', HELP)
    .action(supportBundle);
}

async function supportBundle(options: SupportOptions): Promise<void> {
  const now = systemClock.now();
  const name = `ox-operator-support-${new Date(now).toISOString().replace(/\.\d+/, '').replaceAll(/[-:]/g, '')}`;
  const out = options.out ?? `${name}.tar.gz`;
  await refuseTaken(out);
  const [{ findOut }, { bundleFiles }, { tarGz }] = await Promise.all([
    import('./find-out.ts'),
    import('./bundle-files.ts'),
    import('./tar.ts'),
  ]);
  const findings = await findOut(options, process.env, tellStep);
  tellStep('writing');
  const files = bundleFiles(findings, { key: systemRandom.secret(KEY_LENGTH), time: new Date(now).toISOString() });
  const archive = tarGz(
    files.map(({ path, text }) => ({ path: `${name}/${path}`, text })),
    now,
  );
  await write(out, archive);
  const written = {
    file: out,
    bytes: archive.length,
    files: files.map(({ path }) => path),
    missing: findings.missing.map(({ what, why }) => `${what}: ${why.replaceAll(/\s*\n\s*/g, '; ')}`),
  };
  process.stdout.write(formatted(options.output, written, () => writtenText(written)));
}

async function refuseTaken(out: string): Promise<void> {
  const [found, folder] = await Promise.all([stat(out).catch(() => undefined), stat(dirname(out)).catch(() => undefined)]);
  if (found !== undefined) throw taken(out);
  if (folder?.isDirectory() !== true)
    throw new ConfigurationError(`--out: found ${JSON.stringify(out)}, whose folder is not there; expected a file in a folder that is`);
}

async function write(out: string, archive: Buffer): Promise<void> {
  const handle = await open(out, 'wx', 0o600).catch((error: unknown) => {
    throw error instanceof Error && 'code' in error && error.code === 'EEXIST' ? taken(out) : unwritable(out, error);
  });
  try {
    await handle.writeFile(archive);
  } catch (error) {
    await rm(out, { force: true }); // a part of an archive is of no use
    throw unwritable(out, error);
  } finally {
    await handle.close();
  }
}

function unwritable(out: string, cause: unknown): OperatorError {
  return new OperatorError('BackingOff', `--out: ${JSON.stringify(out)} cannot be written (${messageOf(cause)})`, { cause });
}

function taken(out: string): ConfigurationError {
  return new ConfigurationError(`--out: found ${JSON.stringify(out)}, which is there already; expected the name of a new file`);
}

/** For whoever sits there and waits. */
function tellStep(step: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${step} …\n`);
}

function writtenText({ file, bytes, files, missing }: Written): string {
  const size = `${files.length} files, ${Math.ceil(bytes / 1024)} KiB`;
  const head = `${file}: ${size}, without secrets, names and addresses. README.txt in it tells what was replaced.\n`;
  return missing.length === 0 ? head : `${head}Not in it:\n${missing.map((line) => `  ${line}\n`).join('')}`;
}

const HELP = `
Versions, settings, custom resources with their status, counts of objects by state and reason, outages, the last lines of the log, metrics.
Names, logins, mail addresses, DNs, hosts and values of fields are replaced by pseudonyms, the same ones throughout one bundle; reasons and names
of fields stay. Where no operator runs, it holds what can be had without one, and says what is missing.

Exit codes: 0 written, 1 there is nothing to be asked, or it cannot be written, 2 an option cannot be used.

Examples:
  $ ox-operator support-bundle                       in a cluster, with the current kubeconfig
  $ ox-operator support-bundle -n ox --out /tmp/ticket-4711.tar.gz
  $ ox-operator support-bundle --manifests ./manifests --cache /var/lib/ox-operator/cache.db`;
