import { describe, expect, test } from 'vitest';
import { findViolations } from '../../tools/floors/find-violations.ts';

/** The violations of a house that has nothing but these files, given as path and text. */
function violations(files: Readonly<Record<string, string>>): string[] {
  return findViolations(Object.entries(files).map(([path, text]) => ({ path, text })));
}

describe('imports', () => {
  test('going down through the face of a room are fine', () => {
    const files = {
      'src/engine/scheduler.ts': "import { Cache } from '../cache/index.ts';\nimport { lanes } from './lanes.ts';",
      'src/main.ts': "import { runCommand } from './cli/index.ts';",
      'src/cli/demo.ts': "import { startSimulator } from '../../simulator/index.ts';",
      'simulator/server.ts': "import type { Clock } from '../src/model/index.ts';",
    };
    expect(violations(files)).toEqual([]);
  });

  test('going up are refused, with file, line and both floors', () => {
    const text = "import { sleep } from '../model/index.ts';\n\nimport type { Lane } from '../engine/index.ts';";
    expect(violations({ 'src/cache/cache.ts': text })).toEqual([
      'src/cache/cache.ts:3 imports ../engine/index.ts: src/cache is on floor 2, src/engine on floor 3; imports only go down',
    ]);
  });

  test('of another room on the same floor are refused', () => {
    expect(violations({ 'src/kube/store.ts': "import { poll } from '../directory/index.ts';" })).toHaveLength(1);
  });

  test('past the face of a room are refused', () => {
    expect(violations({ 'src/engine/engine.ts': "import { Cache } from '../cache/cache.ts';" })).toEqual([
      'src/engine/engine.ts:1 imports ../cache/cache.ts: a room is entered by its face, src/cache/index.ts',
    ]);
  });

  test.each([
    ['a re-export', "export { Engine } from '../engine/index.ts';"],
    ['a re-export of everything', "export * from '../engine/index.ts';"],
    ['a type', "type Engine = import('../engine/index.ts').Engine;"],
    ['a dynamic import', "export const load = () => import('../engine/index.ts');"],
    ['a bare import', "import '../engine/index.ts';"],
  ])('going up are found when written as %s', (_form, text) => {
    expect(violations({ 'src/model/kind.ts': text })).toHaveLength(1);
  });

  test('in comments and strings do not count', () => {
    const text = "// import { Engine } from '../engine/index.ts';\nexport const text = `import '../engine/index.ts'`;";
    expect(violations({ 'src/model/kind.ts': text })).toEqual([]);
  });

  test('of tests and tools are refused in src', () => {
    expect(violations({ 'src/ops/health.ts': "import { fake } from '../../test/support/fake.ts';" })).toHaveLength(1);
  });

  test('of a folder without a floor are refused until it gets one', () => {
    expect(violations({ 'src/helpers/text.ts': 'export const a = 1;' })).toEqual([
      'src/helpers/text.ts: src/helpers has no floor; give it one in tools/floors/rooms.ts',
    ]);
  });

  test('of the simulator are for src/cli only', () => {
    expect(violations({ 'src/ox/gateway.ts': "import { state } from '../../simulator/index.ts';" })).toHaveLength(1);
  });

  test('of the simulator reach src/model and src/ox only', () => {
    const files = {
      'simulator/wire.ts': "import { errorText } from '../src/ox/index.ts';",
      'simulator/state.ts': "import { Cache } from '../src/cache/index.ts';",
    };
    expect(violations(files)).toEqual([
      'simulator/state.ts:1 imports ../src/cache/index.ts: the simulator may import src/model and src/ox only',
    ]);
  });

  test('of a package that belongs to one room are refused elsewhere', () => {
    const files = {
      'src/ox/soap-service.ts': "import { createClientAsync } from 'soap';",
      'src/controllers/user.ts': "import { createClientAsync } from 'soap';",
    };
    expect(violations(files)).toEqual(['src/controllers/user.ts:1 imports soap: only src/ox may']);
  });

  test('in a circle are shown once, as the whole way round', () => {
    const files = {
      'src/engine/a.ts': "import type { B } from './b.ts';",
      'src/engine/b.ts': "import { c } from './c.ts';",
      'src/engine/c.ts': "export * from './a.ts';",
      'src/engine/d.ts': "import { a } from './a.ts';",
    };
    expect(violations(files)).toEqual(['imports go in a circle: src/engine/a.ts -> src/engine/b.ts -> src/engine/c.ts -> src/engine/a.ts']);
  });
});

describe('time and chance', () => {
  test.each([
    'Date.now()',
    'new Date()',
    'Date()',
    'Math.random()',
    'performance.now()',
    'setTimeout(() => undefined, 1)',
    'setInterval(() => undefined, 1)',
    '[1].map(Math.random)',
  ])('may not be read with %s', (expression) => {
    expect(violations({ 'src/engine/wait.ts': `export const value = () => ${expression};` })).toHaveLength(1);
    expect(violations({ 'simulator/wait.ts': `export const value = () => ${expression};` })).toHaveLength(1);
  });

  test('may not be imported as timers either', () => {
    expect(violations({ 'src/engine/wait.ts': "import { setTimeout as pause } from 'node:timers/promises';" })).toHaveLength(1);
  });

  test('may be read by the adapters of the ports and by the commands', () => {
    const text = 'export const now = () => Date.now();';
    expect(violations({ 'src/model/system-clock.ts': text, 'src/cli/run.ts': text })).toEqual([]);
  });

  test('are not in a date that is given, nor in a clock that was handed in', () => {
    const text = 'export const at = (clock: { now(): number }) => new Date(clock.now()).toISOString();';
    expect(violations({ 'src/kube/events.ts': text })).toEqual([]);
  });
});
