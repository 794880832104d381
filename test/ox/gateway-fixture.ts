import { afterEach, beforeEach } from 'vitest';
import { SoapOxGateway, type SoapOxGatewayOptions } from '../../src/ox/index.ts';
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

export function openGateway(server: string, clock: ManualClock, options: Partial<SoapOxGatewayOptions> = {}): Promise<SoapOxGateway> {
  return SoapOxGateway.create({ server, clock, master: () => master, ...options });
}
