import { stringify } from 'yaml';
import { readme } from './readme.ts';
import { learnMetrics, scrubMetrics } from './scrub-metrics.ts';
import { Scrubber } from './scrubber.ts';
import type { Findings } from './support-facts.ts';
import type { ArchivedFile } from './tar.ts';

interface BundleOptions {
  /** Of this bundle alone; it is forgotten afterwards. */
  readonly key: string;
  /** When it was made. */
  readonly time: string;
}

/** Settings whose value is a name, whatever words it is made of. */
const NAMES: ReadonlySet<string> = new Set(['OX_MASTER_ADMIN', 'POD_NAME', 'POD_NAMESPACE']);

/** The files of a bundle, with README.txt as the first. Nothing of `findings` leaves this function unchanged but versions. */
export function bundleFiles(findings: Findings, { key, time }: BundleOptions): ArchivedFile[] {
  const scrubber = new Scrubber(key);
  const log = findings.operator?.log.lines.map(logLine);
  learnAll(findings, log, scrubber);
  const files = [
    file('versions.json', versionsOf(findings)),
    file('settings.json', settingsOf(findings, scrubber)),
    file('states.json', scrubber.json(statesOf(findings))),
    ...(findings.resources === undefined
      ? []
      : [{ path: 'resources.yaml', text: findings.resources.map((one) => documentOf(one, scrubber)).join('') }]),
    ...(log === undefined ? [] : [{ path: 'log.jsonl', text: log.map((line) => `${JSON.stringify(scrubber.json(line))}\n`).join('') }]),
    ...(findings.operator === undefined ? [] : [{ path: 'metrics.txt', text: scrubMetrics(findings.operator.metrics, scrubber) }]),
  ];
  const names = files.map(({ path }) => path);
  const missing = findings.missing.map(({ what, why }) => `${what}: ${scrubber.text(why)}`);
  return [{ path: 'README.txt', text: readme({ time, names, missing, replaced: scrubber.replaced }) }, ...files];
}

function learnAll(findings: Findings, log: readonly unknown[] | undefined, scrubber: Scrubber): void {
  const { operator, settings, heldDeletions, resources, commonNames } = findings;
  scrubber.learn([log, resources, heldDeletions, commonNames, operator?.quarantines]);
  if (operator !== undefined) learnMetrics(operator.metrics, scrubber);
  const names = settings.filter(({ name, from }) => NAMES.has(name) && from === 'environment');
  scrubber.learn(names.map(({ value }) => value));
}

/** Whatever is no JSON is text. */
function logLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return { msg: line };
  }
}

function file(path: string, content: unknown): ArchivedFile {
  return { path, text: `${JSON.stringify(content, undefined, 2)}\n` };
}

function versionsOf({ command, operator, kubernetes, definitions }: Findings): unknown {
  const running = operator && { version: operator.version, node: operator.node, platform: operator.platform };
  return { command, operator: running ?? null, kubernetes: kubernetes ?? null, definitions: definitions ?? null };
}

function settingsOf({ operator, settings }: Findings, scrubber: Scrubber): unknown {
  const told = settings.map(({ name, value, from }) => {
    const isAsItComes = from !== 'environment' || ['set', 'not set'].includes(value);
    const shown = NAMES.has(name) ? scrubber.value(value) : scrubber.text(value);
    return { name, value: isAsItComes ? value : shown, from };
  });
  return { of: operator === undefined ? 'the command, for no operator was asked' : 'the operator', settings: told };
}

/** What could not be found out is not there. */
function statesOf({ operator, counts, heldDeletions }: Findings): unknown {
  return { ...(operator && runningStates(operator)), heldDeletions, counts };
}

function runningStates({ isLeading, lease, outage, notice, quarantines, log }: NonNullable<Findings['operator']>): object {
  const told = { isLeading, lease: lease ?? null, outage: outage === undefined ? null : readable(outage), notice: notice ?? null };
  return { ...told, quarantines: quarantines.map(readable), logLinesOmitted: log.omitted };
}

/** Times as people read them. */
function readable(told: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(told).map(([key, value]) => [
      key,
      (key === 'since' || key === 'nextProbeAt') && typeof value === 'number' ? new Date(value).toISOString() : value,
    ]),
  );
}

function documentOf(resource: unknown, scrubber: Scrubber): string {
  return `---\n${stringify(scrubber.json(resource), { lineWidth: 0, aliasDuplicateObjects: false })}`;
}
