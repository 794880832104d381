import type { Trouble } from '../cache/index.ts';
import type { Outage, Quarantine } from '../engine/index.ts';
import { remedyFor } from '../model/index.ts';

/** The condition Ready of a resource. */
export interface Readiness {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

export interface ContextSummary {
  readonly name: string;
  readonly contextId: number;
  /** That exist in OX. */
  readonly users: number;
  readonly groups: number;
  readonly ready: Readiness;
  readonly status: Readonly<Record<string, unknown>>;
}

export interface DirectorySummary {
  readonly name: string;
  readonly ready: Readiness;
  readonly status: Readonly<Record<string, unknown>>;
  readonly counts: readonly Readonly<Record<string, string | number>>[];
  /** Parked and halted ones first. */
  readonly troubles: readonly Trouble[];
  readonly quarantine?: Quarantine | undefined;
}

/** How everything stands at one moment. */
export interface Summary {
  readonly version: string;
  readonly outage: Outage | undefined;
  /** What is to be mended about the installation itself. */
  readonly notice?: string | undefined;
  readonly contexts: readonly ContextSummary[];
  readonly directories: readonly DirectorySummary[];
}

/** The body of `/api/v1/summary`. Counts and errors are of this moment, the rest of a status may be some seconds old. */
export function summaryJson({ version, outage, notice, contexts, directories }: Summary): string {
  const body = {
    version,
    ...(notice === undefined ? {} : { notice }),
    outage: outage === undefined ? null : { ...outage, since: new Date(outage.since).toISOString() },
    contexts: contexts.map(({ name, contextId, users, groups, status }) => ({ name, contextId, ...status, users, groups })),
    directories: directories.map(toDirectory),
  };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

function toDirectory({ name, status, counts, troubles, quarantine }: DirectorySummary): Record<string, unknown> {
  return { name, ...status, counts, firstErrors: troubles.map(toError), ...(quarantine && { quarantine: toQuarantine(quarantine) }) };
}

function toQuarantine({ since, nextProbeAt, ...told }: Quarantine): Record<string, unknown> {
  return { ...told, since: new Date(since).toISOString(), nextProbeTime: new Date(nextProbeAt).toISOString() };
}

function toError({ kind, name, contextId, state, reason, message, nextAt }: Trouble): Record<string, unknown> {
  const remedy = remedyFor(reason);
  return {
    ...{ kind, name, contextId, state, reason, message },
    ...(remedy === undefined ? {} : { remedy }),
    ...(nextAt === 0 ? {} : { nextRetryTime: new Date(nextAt).toISOString() }),
  };
}
