import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { root } from '../../tools/project-files.ts';

function e2e(
  cluster: string,
  more: Readonly<Record<string, string>> = {},
): { readonly status: number | null; readonly lines: readonly string[] } {
  const env = { PATH: '/nonexistent', E2E_CLUSTER: cluster, ...more };
  const { status, stdout } = spawnSync(process.execPath, ['tools/e2e.ts'], { cwd: root, encoding: 'utf8', env });
  return { status, lines: stdout.trimEnd().split('\n') };
}

describe('make e2e', () => {
  test('tells what a machine lacks, and fails', () => {
    const { status, lines } = e2e('kind');
    expect(status).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/needs .*\bkind\b.*: install Docker, kind/), '0 passed, 1 failed']);
  });

  test('is left out on such a machine where it is optional', () => {
    const { status, lines } = e2e('kind', { E2E_OPTIONAL: 'true' });
    expect(status).toBe(0);
    expect(lines.slice(1)).toEqual(['Left out: this machine cannot have a cluster.', '0 passed, 0 failed']);
  });

  test('knows two clusters only', () => {
    const { status, lines } = e2e('minikube');
    expect(status).toBe(1);
    expect(lines).toEqual(['E2E_CLUSTER is neither kind nor node.', '0 passed, 1 failed']);
  });
});
