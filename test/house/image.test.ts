import { describe, expect, test } from 'vitest';
import { filesBelow, readProjectFile } from '../../tools/project-files.ts';

const lines = readProjectFile('Containerfile')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));
const stages = lines
  .join('\n')
  .split(/^FROM /m)
  .slice(1);
const last = stages.at(-1) ?? '';

describe('the image', () => {
  test('runs as a number that is not root, so that a cluster can tell', () => {
    expect(last).toMatch(/^USER 65532:65532$/m);
  });

  test('runs nothing while it is put together, and holds no npm', () => {
    expect(stages).toHaveLength(2);
    expect(last).not.toMatch(/^RUN /m);
    expect(last).not.toContain('npm');
    expect(readProjectFile('tools/image/rootfs.sh')).toContain('npm ci --omit=dev');
  });

  test('is made from the lock file alone', () => {
    const [build = ''] = stages;
    expect(build).toMatch(/COPY package.json package-lock.json .npmrc .*\nRUN npm ci\n/);
    expect(build).not.toMatch(/npm (install|i|add|exec)\b|npx |curl |wget |apt/);
  });

  test('does what its chart expects of it', () => {
    expect(last).toMatch(/^ENTRYPOINT \["\/usr\/local\/bin\/ox-operator"\]$/m);
    expect(last).toMatch(/^CMD \["run"\]$/m);
    expect(last).toContain('CACHE_PATH=/var/lib/ox-operator/cache.db');
  });

  test('is given by .containerignore whatever it copies from the checkout', () => {
    const allowed = readProjectFile('.containerignore').split('\n');
    const copied = [...(stages[0] ?? '').matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
    expect(copied.length).toBeGreaterThan(7);
    expect(copied.filter((source) => !allowed.includes(`!${source}`))).toEqual([]);
  });
});

describe('the workflows', () => {
  const workflows = filesBelow('.github/workflows', '.yml');

  test('use actions by commit, with the version beside it', () => {
    const uses = workflows.flatMap((path) => [...readProjectFile(path).matchAll(/uses: (?!\.\/)(\S+)(.*)$/gm)]);
    expect(uses.length).toBeGreaterThan(5);
    const loose = uses.filter(([, action = '', rest = '']) => !/^[^@]+@[0-9a-f]{40}$/.test(action) || !/ # v\d/.test(rest));
    expect(loose.map(([line]) => line)).toEqual([]);
  });

  test('ask for no more rights than they need', () => {
    for (const path of workflows) expect(readProjectFile(path)).toMatch(/^permissions:\n {2}contents: read\n/m);
  });

  test('end in good time, and are not run twice for one state', () => {
    for (const path of workflows) {
      const text = readProjectFile(path);
      expect(text, path).toMatch(/^concurrency:\n/m);
      expect(count(text, /^ {4}timeout-minutes: \d+$/gm), path).toBe(count(text, /^ {4}runs-on: /gm));
    }
  });

  test('fail when any part of a pipe does', () => {
    const piping = workflows.filter((path) => /^[^#]*[^|] \| [a-z]/m.test(readProjectFile(path)));
    expect(piping).toContain('.github/workflows/release.yml');
    for (const path of piping) expect(readProjectFile(path), path).toMatch(/^defaults:\n {2}run:\n {4}shell: bash\b/m);
  });

  test('prove the image whenever something changes that goes into it', () => {
    const workflow = readProjectFile('.github/workflows/image.yml');
    const allowed = readProjectFile('.containerignore')
      .split('\n')
      .flatMap((line) => /^!(.+)$/.exec(line)?.[1] ?? []);
    const watched = [...workflow.matchAll(/^ {6}- (\S+)$/gm)].map(([, path = '']) => path.replace('/**', ''));
    expect(allowed.filter((path) => !watched.includes(path) && !path.startsWith('tsconfig'))).toEqual([]);
  });

  test.each(['check.yml', 'e2e.yml', 'release.yml'])('run targets of the Makefile that it has: %s', (name) => {
    const targets = new Set([...readProjectFile('Makefile').matchAll(/^([a-z0-9-]+):/gm)].map(([, target]) => target));
    const named = [...readProjectFile(`.github/workflows/${name}`).matchAll(/\bmake ([a-z0-9-]+)/g)].map(([, target]) => target);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((target) => !targets.has(target))).toEqual([]);
  });
});

function count(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
