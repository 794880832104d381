import { type Clock, type Credentials, systemClock } from '../src/model/index.ts';
import { CallRunner } from './serving/call-runner.ts';
import { SimulatorControl } from './serving/simulator-control.ts';
import { SimulatorServer } from './serving/simulator-server.ts';
import { ExceptionIdCounter, type OxSettings, OxSimulation } from './state/index.ts';

export interface SimulatorOptions {
  /** 127.0.0.1 */
  readonly host?: string | undefined;
  /** 0, the default, is any free port. */
  readonly port?: number | undefined;
  /** How long each call takes, in milliseconds; 0. */
  readonly latencyMs?: number | undefined;
  /** How long a write holds the lock of its context, in milliseconds; 0. */
  readonly writeLockMs?: number | undefined;
  /** oxadminmaster with the password `secret`. */
  readonly master?: Credentials | undefined;
  /** Differences to an OX that is ready for a provisioning client. */
  readonly settings?: Partial<OxSettings> | undefined;
  readonly clock?: Clock | undefined;
}

/** An OX simulator that answers on HTTP. */
export interface RunningSimulator {
  /** `http://127.0.0.1:8088`: what a client takes as the address of OX. */
  readonly url: string;
  readonly control: SimulatorControl;
  /** Cuts off every connection. */
  close(): Promise<void>;
}

/** Starts a simulator of its own. Rejects when the port cannot be had. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const exceptionIds = new ExceptionIdCounter();
  const ox = new OxSimulation({
    exceptionIds,
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.master === undefined ? {} : { master: options.master }),
  });
  const timing = { latencyMs: options.latencyMs ?? 0, writeLockMs: options.writeLockMs ?? 0 };
  const runner = new CallRunner(ox, options.clock ?? systemClock, timing);
  const control = new SimulatorControl(runner, exceptionIds);
  const server = new SimulatorServer(runner, control);
  const url = await server.listen(options.host ?? '127.0.0.1', options.port ?? 0);
  return { url, control, close: () => server.close() };
}
