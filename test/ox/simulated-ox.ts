import { afterEach, beforeEach } from 'vitest';
import { type RunningSimulator, type SimulatorOptions, startSimulator } from '../../simulator/index.ts';
import { OxError, type SoapOxGateway } from '../../src/ox/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { openGateway } from './gateway-fixture.ts';

export const master = { login: 'oxadminmaster', password: 'secret' };
export const access = { contextId: 10, admin: { login: 'oxadmin', password: 'p&ss<word>"1' } };
export const context = { id: 10, name: 'context10', quotaMB: 1000, loginMappings: ['example.org'] };
export const admin = {
  name: 'oxadmin',
  password: access.admin.password,
  displayName: 'OX Admin',
  givenName: 'OX',
  surName: 'Admin',
  email: 'oxadmin@example.org',
};

export interface SimulatedOx {
  simulator: RunningSimulator;
  gateway: SoapOxGateway;
}

/** A simulated OX without contexts and a gateway to it, new for every test. */
export function useSimulatedOx(settings: SimulatorOptions['settings'] = {}): SimulatedOx {
  const ox = {} as SimulatedOx;
  beforeEach(async () => {
    ox.simulator = await startSimulator({ master, settings });
    ox.gateway = await openGateway(ox.simulator.url, new ManualClock(), { master: () => master });
  });
  afterEach(async () => {
    await ox.gateway.close();
    await ox.simulator.close();
  });
  return ox;
}

export function person(login: string, mail = `${login}@example.org`): Record<string, string | readonly string[]> {
  const name = { display_name: `The ${login}`, given_name: login, sur_name: 'Doe' };
  return { ...name, email1: mail, primaryEmail: mail, aliases: [mail], language: 'de_DE', timezone: 'Europe/Berlin' };
}

export function newUser(
  login: string,
  more: Record<string, string | number | boolean> = {},
  rights: readonly string[] = ['webmail', 'calendar'],
) {
  return { name: login, password: 'S3cret!', fields: { ...person(login), ...more }, rights };
}

/** What everybody who works with OX sees of a run, without the ids in OX's log. */
export async function record(calls: (() => Promise<unknown>)[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (const call of calls) seen.push(await call().catch(describe));
  return seen;
}

function describe(error: unknown): unknown {
  if (!(error instanceof OxError)) return error;
  const { reason, errorClass, missing, target, outcomeUnknown, message, operation } = error;
  return { reason, errorClass, missing, target, outcomeUnknown, operation, message: message.replace(/ \[exceptionId .*\]$/, '') };
}
