import { CommandProcess } from '../support/command-process.ts';

/** Where a running demo says that its things are. */
export interface DemoPlaces {
  readonly ldif: string;
  readonly contexts: string;
  readonly statusPage: string;
  readonly ox: string;
}

/** A demo that has done its first load and listens to edits. */
export async function startDemo(...args: string[]): Promise<{ demo: CommandProcess; places: DemoPlaces }> {
  const demo = new CommandProcess(['demo', '--latency', '5', ...args]);
  await demo.says('Ctrl-C ends the demo.');
  const placeOf = (label: string): string => new RegExp(`^ +${label} +(\\S+)$`, 'm').exec(demo.out)?.[1] ?? `no ${label}`;
  return {
    demo,
    places: {
      ldif: placeOf('people and groups'),
      contexts: placeOf('contexts'),
      statusPage: placeOf('status page'),
      ox: new URL(placeOf('users in OX')).origin,
    },
  };
}

/** The state of the simulated OX, over its control face. */
export async function askOx<T>({ ox }: DemoPlaces, path: string): Promise<T> {
  return (await (await fetch(`${ox}/control/${path}`)).json()) as T;
}
