import type { Credentials } from '../../src/model/index.ts';
import { Installation } from './installation.ts';
import type { ArgumentsOf, OxServices, ResultOf, ServiceName } from './operations.ts';
import { ExceptionIdCounter, type ExceptionIds, OxFault, Refusal } from './ox-fault.ts';
import { CONNECTOR_READY, type OxSettings } from './ox-settings.ts';
import type { OperationHandler } from './service-handlers.ts';
import { services } from './services.ts';

export interface OxSimulationOptions {
  /** Differences to an OX that is ready for a provisioning client. */
  readonly settings?: Partial<OxSettings>;
  readonly master?: Credentials;
  /** Where exception ids come from. */
  readonly exceptionIds?: ExceptionIds;
}

/** Everything that an OX holds at one moment; opaque. */
class OxSnapshot {
  readonly #installation: Installation;

  constructor(installation: Installation) {
    this.#installation = installation.clone();
  }

  copy(): Installation {
    return this.#installation.clone();
  }
}

/** Services that an OX may do without, and what says so. */
const optionalServices: Partial<Record<ServiceName, 'secondaryAccounts' | 'userCopy' | 'deputyPermissions'>> = {
  OXSecondaryAccountService: 'secondaryAccounts',
  OXUserCopyService: 'userCopy',
  OXDeputyPermissionsService: 'deputyPermissions',
};

export const DEFAULT_MASTER: Credentials = { login: 'oxadminmaster', password: 'secret' };

/**
 * OX App Suite as a provisioning client meets it: all that it can be asked for, with every rule of OX, in memory. No I/O, no clock;
 * the same calls always lead to the same state and the same answers.
 */
export class OxSimulation {
  readonly exceptionIds: ExceptionIds;
  #installation: Installation;

  constructor({ settings = {}, master = DEFAULT_MASTER, exceptionIds = new ExceptionIdCounter() }: OxSimulationOptions = {}) {
    this.#installation = new Installation({ ...CONNECTOR_READY, ...settings }, master);
    this.exceptionIds = exceptionIds;
  }

  /** What is stored; to look at, not to change. */
  get installation(): Installation {
    return this.#installation;
  }

  get settings(): OxSettings {
    return this.#installation.settings;
  }

  /** The services that this OX has; the address of any other answers HTTP 404. */
  get services(): readonly ServiceName[] {
    return (Object.keys(services) as ServiceName[]).filter((name) => {
      const setting = optionalServices[name];
      return setting === undefined || this.settings[setting];
    });
  }

  /** One SOAP call. Throws an `OxFault` when OX refuses; nothing is changed then. */
  call<S extends ServiceName, O extends keyof OxServices[S] & string>(
    service: S,
    operation: O,
    args: ArgumentsOf<OxServices[S][O]>,
  ): ResultOf<OxServices[S][O]> {
    return this.invoke(service, operation, args) as ResultOf<OxServices[S][O]>;
  }

  /** The same with names and arguments that came over a wire and were checked there against the WSDL. */
  invoke(service: string, operation: string, args: unknown): unknown {
    const handler = handlerOf(service, operation);
    if (handler === undefined) throw new OxFault(undefined, `The operation ${operation} of ${service} is not modelled by the simulator.`);
    try {
      return handler.run(this.#installation, args);
    } catch (error) {
      if (error instanceof Refusal) throw error.toFault(this.exceptionIds);
      throw error;
    }
  }

  snapshot(): OxSnapshot {
    return new OxSnapshot(this.#installation);
  }

  restore(snapshot: OxSnapshot): void {
    this.#installation = snapshot.copy();
  }

  /** An OX of its own with the same state; it goes on with the same exception ids. */
  clone(): OxSimulation {
    const copy = this.withExceptionIds(this.exceptionIds);
    copy.#installation = this.#installation.clone();
    return copy;
  }

  /** The same OX, whose refusals take their ids elsewhere. */
  withExceptionIds(exceptionIds: ExceptionIds): OxSimulation {
    const view = new OxSimulation({ exceptionIds });
    view.#installation = this.#installation;
    return view;
  }
}

/** Whether the calls of a service are those of the master admin. */
export function isMasterService(service: string): boolean {
  return service === 'OXContextService' || service === 'OXUserCopyService';
}

/** Whether an operation changes something; what is not modelled does not. */
export function isWrite(service: string, operation: string): boolean {
  return handlerOf(service, operation)?.writes ?? false;
}

type AnyHandler = Pick<OperationHandler<(args: unknown) => unknown>, 'writes' | 'run'>;

function handlerOf(service: string, operation: string): AnyHandler | undefined {
  const handlers: Readonly<Record<string, unknown>> | undefined = Object.hasOwn(services, service)
    ? services[service as ServiceName]
    : undefined;
  if (handlers === undefined || !Object.hasOwn(handlers, operation)) return undefined;
  return handlers[operation] as AnyHandler;
}
