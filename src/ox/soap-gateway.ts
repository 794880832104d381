import { type Clock, type Credentials, sleep } from '../model/index.ts';
import { CallLimiter } from './call-limiter.ts';
import { ContextService } from './context-service.ts';
import { DeputyService } from './deputy-service.ts';
import { GroupService } from './group-service.ts';
import { HttpFailure } from './http-failure.ts';
import { HttpPool } from './http-pool.ts';
import type {
  OxContexts,
  OxDeputyPermissions,
  OxGateway,
  OxGroups,
  OxResources,
  OxSecondaryAccounts,
  OxUserCopy,
  OxUsers,
} from './ox-gateway.ts';
import type { OxServiceName } from './ox-wsdl.ts';
import { ResourceService } from './resource-service.ts';
import { SecondaryAccountService } from './secondary-account-service.ts';
import { parseServer } from './server-url.ts';
import { type CallObserver, ServicePort } from './service-port.ts';
import { SoapService } from './soap-service.ts';
import { UserCopyService } from './user-copy-service.ts';
import { UserService } from './user-service.ts';

export interface SoapOxGatewayOptions {
  /** OX_SOAP_SERVER: `https://ox.example.org`, a port and a path in front of `/webservices` as needed. */
  readonly server: string;
  /** The master admin, read for every call: passwords rotate. */
  readonly master: () => Credentials;
  /** PEM certificates to trust beside those of the system, read for every call: authorities are renewed. None when left out. */
  readonly ca?: (() => string | undefined) | undefined;
  /** Calls at the same time; 16. */
  readonly maxConcurrency?: number | undefined;
  /** Calls at the same time in one context, whose writers OX serialises anyway; 4. */
  readonly maxConcurrencyPerContext?: number | undefined;
  /** Calls per second; no limit when left out. */
  readonly maxRate?: number | undefined;
  /** From the first byte of a request to the last of its answer; 60,000. Ten times as long for the copy of a user. */
  readonly requestTimeoutMs?: number | undefined;
  /** How long `close` lets running calls go on; 5,000. */
  readonly closeGraceMs?: number | undefined;
  readonly clock: Clock;
  /** Asked right before a call is sent: whether this process may still work in OX. Yes when left out. */
  readonly mayCall?: (() => boolean) | undefined;
  /** Told of every call that was sent. */
  readonly observer?: CallObserver | undefined;
}

interface GatewayParts {
  readonly contexts: OxContexts;
  readonly users: OxUsers;
  readonly groups: OxGroups;
  readonly resources: OxResources;
  readonly secondaryAccounts: OxSecondaryAccounts;
  readonly userCopy: OxUserCopy;
  readonly deputies: OxDeputyPermissions;
  readonly limiter: CallLimiter;
  readonly pool: HttpPool;
  readonly clock: Clock;
  readonly closeGraceMs: number;
}

/** OX over SOAP: one pool of connections and one set of limits for all services. */
export class SoapOxGateway implements OxGateway {
  private readonly parts: GatewayParts;

  private constructor(parts: GatewayParts) {
    this.parts = parts;
  }

  /** Sends nothing. Rejects with `ConfigurationError` when the server's address cannot be used. */
  static async create(options: SoapOxGatewayOptions): Promise<SoapOxGateway> {
    const { clock, observer, maxConcurrency = 16, maxConcurrencyPerContext = 4, requestTimeoutMs = 60_000, closeGraceMs = 5_000 } = options;
    const server = parseServer(options.server);
    const pool = new HttpPool({
      origin: server.origin,
      ca: options.ca,
      connections: maxConcurrency,
      requestTimeoutMs,
      clock,
      mayCall: options.mayCall,
    });
    const limiter = new CallLimiter({ maxConcurrency, maxConcurrencyPerContext, maxRate: options.maxRate }, clock);
    const portOf = async (service: OxServiceName): Promise<ServicePort> =>
      new ServicePort({ service, soap: await SoapService.open(service, server.base, pool), limiter, clock, observer });
    return new SoapOxGateway({
      contexts: new ContextService(await portOf('OXContextService'), options.master),
      users: new UserService(await portOf('OXUserService')),
      groups: new GroupService(await portOf('OXGroupService')),
      resources: new ResourceService(await portOf('OXResourceService')),
      secondaryAccounts: new SecondaryAccountService(await portOf('OXSecondaryAccountService')),
      userCopy: new UserCopyService(await portOf('OXUserCopyService'), options.master),
      deputies: new DeputyService(await portOf('OXDeputyPermissionsService')),
      limiter,
      pool,
      clock,
      closeGraceMs,
    });
  }

  get contexts(): OxContexts {
    return this.parts.contexts;
  }

  get users(): OxUsers {
    return this.parts.users;
  }

  get groups(): OxGroups {
    return this.parts.groups;
  }

  get resources(): OxResources {
    return this.parts.resources;
  }

  get secondaryAccounts(): OxSecondaryAccounts {
    return this.parts.secondaryAccounts;
  }

  get userCopy(): OxUserCopy {
    return this.parts.userCopy;
  }

  get deputies(): OxDeputyPermissions {
    return this.parts.deputies;
  }

  /** Calls that wait for a free place. */
  get waiting(): number {
    return this.parts.limiter.waiting;
  }

  /** Calls that OX is busy with. */
  get running(): number {
    return this.parts.limiter.running;
  }

  /** Refuses what waits, lets what runs end within the grace and then cuts it off. */
  async close(): Promise<void> {
    const { limiter, pool, clock, closeGraceMs } = this.parts;
    limiter.close(new HttpFailure('not sent, for the connection to OX is being closed', false));
    const idle = new AbortController();
    await Promise.race([limiter.idle().then(() => idle.abort()), sleep(clock, closeGraceMs, idle.signal)]);
    pool.abort('cut off, for the connection to OX is being closed');
    await limiter.idle();
    await pool.close();
  }
}
