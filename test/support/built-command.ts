import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { bundle } from '../../tools/bundle.ts';
import { root } from '../../tools/project-files.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The file to run for `ox-operator`. */
    command: string;
  }
}

/** Builds `ox-operator` as an image has it, for the tests that start it: once for all of a run. */
export default async function buildCommand(project: TestProject): Promise<() => void> {
  const folder = `dist-test/${process.pid}`;
  const command = join(root, folder, 'src/main.js');
  if (!existsSync(command)) await bundle(folder);
  project.provide('command', command);
  return () => rmSync(join(root, folder), { recursive: true, force: true });
}
