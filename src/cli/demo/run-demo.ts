import { Shutdown } from '../shutdown.ts';
import { Demo } from './demo.ts';
import { type Label, type Line, troubleLine, writeLine } from './lines.ts';
import { type ProgressView, progressBlock, progressLine } from './progress.ts';
import { type DemoResult, headline, totals, unexpectedTroubles } from './report.ts';
import { type Organisation, sampleOrganisation } from './sample/organisation.ts';
import { CITY } from './sample/words.ts';
import { Screen, type Tone } from './screen.ts';

export interface DemoCommandOptions {
  readonly once?: boolean;
  readonly port: number;
  readonly latency: number;
  readonly dir?: string;
  readonly keep?: boolean;
}

/** Resolves to the exit code. */
export async function runDemo(options: DemoCommandOptions): Promise<number> {
  const shutdown = Shutdown.listen();
  const screen = new Screen(process.stdout, process.env);
  const organisation = sampleOrganisation();
  const demo = await Demo.create({ ...options, organisation, latencyMs: options.latency, say: (line) => say(line, screen) });
  introduce(demo, organisation, screen);
  await startOrCleanUp(demo);
  const ending = await demo.untilRest(progressPrinter(screen), shutdown.signal);
  const result = demo.result();
  if (ending !== 'stopped') tellResult(result, screen);
  const isAsExpected = ending === 'rest' && unexpectedTroubles(result.troubles, organisation.expectedTroubles).length === 0;
  if (ending === 'stuck') screen.print(screen.paint('red', 'Nothing has moved for half a minute: the demo gives up waiting.'));
  if (options.once !== true && ending !== 'stopped') {
    invite(demo, screen);
    demo.listen();
    await shutdown.requested();
  }
  await farewell(demo, screen);
  return isAsExpected || ending === 'stopped' ? 0 : 1;
}

async function startOrCleanUp(demo: Demo): Promise<void> {
  try {
    await demo.start();
  } catch (error) {
    await demo.end();
    throw error;
  }
}

function introduce({ folder, simulator }: Demo, { contexts, users, groups }: Organisation, screen: Screen): void {
  const sizes = `${contexts.length} contexts, ${users.length} users, ${groups.length} groups`;
  screen.print(
    screen.paint('bold', `The city of ${CITY} moves to OX: ${sizes}.`),
    `Files: ${folder.path}   OX simulator: ${simulator.url}`,
    '',
  );
}

/** On a terminal the block is drawn whenever there is news; in a log, now and then. */
function progressPrinter(screen: Screen): (view: ProgressView) => void {
  let last = '';
  let lastAt = Number.NEGATIVE_INFINITY;
  return (view) => {
    if (!screen.isPlain) {
      screen.draw(progressBlock(view, screen));
      return;
    }
    const key = JSON.stringify(view.tallies);
    if (key === last || view.seconds - lastAt < 1) return;
    last = key;
    lastAt = view.seconds;
    screen.print(progressLine(view));
  };
}

function tellResult(result: DemoResult, screen: Screen): void {
  if (screen.isPlain) screen.print('');
  screen.print(screen.paint('bold', headline(result)), '');
  if (result.troubles.length > 0) screen.print('What did not go by itself, and what to do about it:');
  for (const trouble of result.troubles) say(troubleLine(trouble), screen);
  screen.print('', ...totals(result));
}

function invite({ folder, statusUrl, simulator }: Demo, screen: Screen): void {
  screen.print(
    '',
    screen.paint('bold', 'Now it is your turn. Edit one of these, save, and watch this window:'),
    `  people and groups   ${folder.ldif}`,
    `  contexts            ${folder.manifests}/contexts.yaml`,
    `  directory           ${folder.manifests}/directory.yaml`,
    'And look at:',
    `  status page         ${statusUrl}/`,
    `  users in OX         ${simulator.url}/control/contexts/10/users`,
    `  log                 ${folder.log}`,
    'Ctrl-C ends the demo.',
    '',
  );
}

async function farewell(demo: Demo, screen: Screen): Promise<void> {
  const isGone = await demo.end();
  screen.print(isGone ? 'The demo has ended, its files are removed.' : `The demo has ended, its files are in ${demo.folder.path}`);
}

const TONES: Readonly<Record<Label, Tone>> = {
  created: 'green',
  changed: 'green',
  deleted: 'green',
  Mended: 'green',
  Parked: 'yellow',
  Waiting: 'yellow',
  Trouble: 'red',
};

function say(line: Line, screen: Screen): void {
  const [first = '', ...rest] = writeLine(line, screen.isPlain ? undefined : screen.columns);
  screen.print(screen.paint(TONES[line.label], first.slice(0, line.label.length)) + first.slice(line.label.length), ...rest);
}
