import { Command, InvalidArgumentError, Option } from 'commander';
import type { DemoCommandOptions } from './run-demo.ts';

/** @param end takes the exit code of the process */
export function demoCommand(end: (exitCode: number) => void): Command {
  return new Command('demo')
    .description('Provision a sample city administration into an OX simulator, and show it live.')
    .option('--once', 'end when everything has come to rest, and print the totals')
    .addOption(new Option('--port <number>', 'port of the status page; 0 picks a free one').default(0).argParser(wholeNumber(65_535)))
    .addOption(new Option('--latency <ms>', 'how long the simulated OX takes for a call').default(80).argParser(wholeNumber(60_000)))
    .option('--dir <dir>', 'write the sample to this folder, and leave it there (else a temporary one)')
    .option('--keep', 'leave the temporary folder there')
    .allowExcessArguments(false)
    .addHelpText('after', DEMO_HELP)
    .action(async (options: DemoCommandOptions) => {
      // The simulator is no part of the operator: it is loaded for the demo alone.
      const { runDemo } = await import('./run-demo.ts');
      end(await runDemo(options));
    });
}

function wholeNumber(max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value > max) throw new InvalidArgumentError(`Expected a whole number from 0 to ${max}.`);
    return value;
  };
}

const DEMO_HELP = `
Nothing else is needed: the OX, the directory (an LDIF file) and the folder of manifests are part of the demo. It prints their paths:
edit them while it runs, and see what becomes of it in OX. Ctrl-C ends it.

Exit codes: 0 all is in step but for what the sample has wrong on purpose, 1 something else went wrong, 2 an option cannot be used.

Examples:
  $ ox-operator demo
  $ ox-operator demo --once
  $ ox-operator demo --port 8082 --dir ./demo`;
