import { inspect } from 'node:util';
import { afterEach, beforeEach } from 'vitest';
import { ConfigurationError } from '../../src/model/index.ts';
import { OxError, SoapOxGateway, type SoapOxGatewayOptions } from '../../src/ox/index.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { StubOx } from '../support/stub-ox.ts';

export const master = { login: 'oxadminmaster', password: 'master&Secret"1' };
export const access = { contextId: 10, admin: { login: 'oxadmin', password: 'context<Secret>2' } };

export interface Fixture {
  stub: StubOx;
  clock: ManualClock;
  gateway: SoapOxGateway;
}

/** A gateway to a stub of OX, new for every test. */
export function useGateway(options: Partial<SoapOxGatewayOptions> = {}): Fixture {
  const fixture = {} as Fixture;
  beforeEach(async () => {
    fixture.stub = await StubOx.start();
    fixture.clock = new ManualClock();
    fixture.gateway = await openGateway(fixture.stub.url, fixture.clock, options);
  });
  afterEach(async () => {
    await fixture.gateway.close();
    await fixture.stub.stop();
  });
  return fixture;
}

/** What the call rejects with; it fails the test to resolve. */
export async function failureOf(call: Promise<unknown>): Promise<OxError> {
  const error = await rejectionOf(call);
  if (!(error instanceof OxError)) throw new Error(`expected an OxError, got ${inspect(error)}`);
  return error;
}

/** What a `ConfigurationError` says; it fails the test to be anything else. */
export async function problemOf(opening: Promise<unknown>): Promise<string> {
  const error = await rejectionOf(opening);
  if (!(error instanceof ConfigurationError)) throw new Error(`expected a ConfigurationError, got ${inspect(error)}`);
  return error.message;
}

function rejectionOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    (result) => Promise.reject(new Error(`expected a rejection, got ${inspect(result)}`)),
    (reason: unknown) => reason,
  );
}

export function openGateway(server: string, clock: ManualClock, options: Partial<SoapOxGatewayOptions> = {}): Promise<SoapOxGateway> {
  return SoapOxGateway.create({ server, clock, master: () => master, ...options });
}
