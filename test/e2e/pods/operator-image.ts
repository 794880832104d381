import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readProjectFile, root } from '../../../tools/project-files.ts';
import { cachePath, type Report } from '../../chart/chart-tools.ts';

const run = promisify(execFile);

export const IMAGE = { repository: 'localhost/ox-operator', tag: 'e2e', pullPolicy: 'Never' } as const;
const NAME = `${IMAGE.repository}:${IMAGE.tag}`;
const BASE = 'localhost/base:bookworm';
const PAUSE = 'localhost/pause:1';

/** What the base of the image holds, from Debian's packages: glibc, libstdc++, time zones. No shell. */
const BASE_PACKAGES = 'libc6,libstdc++6,libgcc-s1,base-files,tzdata,ca-certificates';

interface Images {
  readonly operator: string;
  readonly pause: string;
}

/**
 * Builds the images that the node needs into `folder`, without a registry and without Docker, and gives the paths of their archives. The
 * operator's is made by the last stage of Containerfile, on a base of Debian's packages; what its first stage does is done here.
 */
export async function buildImages(folder: string, pauseProgram: string, report: Report): Promise<Images> {
  const store = await mkdtemp(join(tmpdir(), 'ox-operator-images-'));
  try {
    const builder = new ImageBuilder(store);
    const pause = await builder.buildPause(pauseProgram, join(folder, 'pause.tar'));
    const given = process.env.E2E_IMAGE;
    if (given !== undefined && given !== '') return { operator: given, pause };
    await builder.buildBase(await ensureBase(report));
    const operator = await builder.buildOperator(join(folder, 'operator.tar'));
    report(`image: ${Math.round((await stat(operator)).size / 1e6)} MB with its base`);
    return { operator, pause };
  } finally {
    await rm(store, { recursive: true, force: true });
  }
}

/** buildah with a store of its own. */
class ImageBuilder {
  readonly #store: string;

  constructor(store: string) {
    this.#store = store;
  }

  async buildPause(program: string, archive: string): Promise<string> {
    const context = await this.#context('pause');
    await copyFile(program, join(context, 'pause'));
    await this.#build(context, PAUSE, 'FROM scratch\nCOPY pause /pause\nUSER 65535:65535\nENTRYPOINT ["/pause"]\n');
    return this.#save(PAUSE, archive);
  }

  async buildBase(files: string): Promise<void> {
    const context = await this.#context('base');
    await copyFile(files, join(context, 'base.tar'));
    await this.#build(context, BASE, 'FROM scratch\nADD base.tar /\n');
  }

  async buildOperator(archive: string): Promise<string> {
    const context = await this.#context('operator');
    await runQuietly(process.execPath, ['tools/build.ts']);
    await runQuietly('sh', ['tools/image/rootfs.sh', join(context, 'rootfs')]);
    await this.#build(context, NAME, lastStage(readProjectFile('Containerfile')), `--build-arg=BASE_IMAGE=${BASE}`);
    return this.#save(NAME, archive);
  }

  async #context(name: string): Promise<string> {
    const context = join(this.#store, 'contexts', name);
    await mkdir(context, { recursive: true });
    return context;
  }

  async #build(context: string, name: string, containerfile: string, ...options: readonly string[]): Promise<void> {
    const file = join(context, 'Containerfile');
    await writeFile(file, containerfile);
    await this.#buildah('bud', '--isolation=chroot', '--pull=never', ...options, '--tag', name, '--file', file, context);
  }

  async #save(name: string, archive: string): Promise<string> {
    await this.#buildah('push', name, `docker-archive:${archive}:${name}`);
    return archive;
  }

  async #buildah(...args: readonly string[]): Promise<void> {
    const place = ['--root', join(this.#store, 'root'), '--runroot', join(this.#store, 'run'), '--storage-driver=overlay'];
    await run('buildah', [...place, ...args], { maxBuffer: 64 * 2 ** 20 });
  }
}

/** The last stage of a Containerfile, which copies from the folder `rootfs` instead of from the stage before. */
function lastStage(containerfile: string): string {
  const stage = containerfile.split(/^FROM /m).at(-1) ?? '';
  return `ARG BASE_IMAGE\nFROM ${stage.replaceAll('--from=build ', '').replaceAll(' /rootfs/', ' rootfs/')}`;
}

/** An archive of the files of the base; made once, from the package mirror of this machine. */
async function ensureBase(report: Report): Promise<string> {
  const archive = cachePath('image-base-bookworm.tar');
  if (existsSync(archive)) return archive;
  report(`image: fetching Debian's packages for its base once into ${archive}`);
  await mkdir(dirname(archive), { recursive: true });
  const unfinished = join(dirname(archive), 'image-base-bookworm.unfinished.tar');
  await run('mmdebstrap', ['--mode=root', '--variant=extract', `--include=${BASE_PACKAGES}`, 'bookworm', unfinished]);
  await rename(unfinished, archive);
  return archive;
}

/** Runs a step of the build; shows what it said if it fails. */
async function runQuietly(program: string, args: readonly string[]): Promise<void> {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${args[0]} ended with ${String(code)}:\n${said.trimEnd().split('\n').slice(-20).join('\n')}`);
}
