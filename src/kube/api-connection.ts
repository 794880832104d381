import { createHash } from 'node:crypto';
import type { RequestOptions } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { KubeConfig } from '@kubernetes/client-node';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { type Clock, ConfigurationError, messageOf } from '../model/index.ts';

export interface ApiConnectionOptions {
  /** Path of a kubeconfig. Without it: KUBECONFIG, `~/.kube/config`, else the service account of the Pod. */
  readonly kubeconfig?: string | undefined;
  /** Only the service account of the Pod. */
  readonly inCluster?: boolean | undefined;
  readonly clock: Clock;
}

/** All that a request needs at this moment. */
export interface ApiAccess {
  readonly origin: string;
  /** Of the cluster's address, without a slash at its end. */
  readonly pathPrefix: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
}

/** What makes one set of connections different from another. */
interface Endpoint {
  readonly proxy: string | undefined;
  readonly tls: Pick<SecureContextOptions, 'ca' | 'cert' | 'key' | 'pfx' | 'passphrase'> & {
    rejectUnauthorized?: boolean;
    servername?: string;
  };
}

/** Tokens and certificates on disk are looked at this often; a kubelet renews them long before they expire. */
const LOOK_AGAIN_MS = 10_000;
/** A credential plugin must not be started for each of many requests that fail together. */
const RELOAD_AT_MOST_EVERY_MS = 1_000;

/**
 * Who we are and where the API server is, by the rules of kubeconfig. The library's own requests open a TLS connection each, so it is
 * asked for address, headers and certificates alone; the connections are ours and live until the certificates change.
 */
export class ApiConnection {
  private readonly options: ApiConnectionOptions;
  private config: KubeConfig;
  private loadedAt: number;
  private mustReload = false;
  private access: { readonly value: ApiAccess; readonly until: number } | undefined;
  private pending: Promise<ApiAccess> | undefined;
  private dispatcher: { readonly value: Dispatcher; readonly fingerprint: string } | undefined;
  private readonly retired: Dispatcher[] = [];

  private constructor(options: ApiConnectionOptions, config: KubeConfig) {
    this.options = options;
    this.config = config;
    this.loadedAt = options.clock.now();
  }

  /** Rejects with ConfigurationError when there is no usable kubeconfig. The API server is not asked yet. */
  static async create(options: ApiConnectionOptions): Promise<ApiConnection> {
    const connection = new ApiConnection(options, await load(options));
    try {
      await connection.current();
    } catch (error) {
      throw error instanceof ConfigurationError ? error : new ConfigurationError(`${nameOf(options)}: ${messageOf(error)}`);
    }
    return connection;
  }

  /** That of the current context; in a Pod, of its service account. */
  get namespace(): string | undefined {
    return this.config.getContextObject(this.config.getCurrentContext())?.namespace;
  }

  async current(): Promise<ApiAccess> {
    if (this.access !== undefined && !this.mustReload && this.options.clock.now() < this.access.until) return this.access.value;
    this.pending ??= this.evaluate().finally(() => {
      this.pending = undefined;
    });
    return await this.pending;
  }

  /** The credentials were refused or the API server could not be reached: the next request reads everything anew. */
  doubt(): void {
    if (this.options.clock.now() - this.loadedAt >= RELOAD_AT_MOST_EVERY_MS) this.mustReload = true;
  }

  async close(): Promise<void> {
    const all = [...this.retired, ...(this.dispatcher === undefined ? [] : [this.dispatcher.value])];
    await Promise.all(all.map((dispatcher) => dispatcher.destroy()));
  }

  private async evaluate(): Promise<ApiAccess> {
    if (this.mustReload) {
      this.config = await load(this.options);
      this.loadedAt = this.options.clock.now();
      this.mustReload = false;
    }
    const request: RequestOptions = {};
    await this.config.applyToHTTPSOptions(request);
    const url = serverOf(this.config, nameOf(this.options));
    const value: ApiAccess = {
      origin: url.origin,
      pathPrefix: url.pathname.replace(/\/+$/, ''),
      headers: headersOf(request),
      dispatcher: this.dispatcherFor({ proxy: this.config.getCurrentCluster()?.proxyUrl, tls: tlsOf(request) }),
    };
    this.access = { value, until: this.options.clock.now() + LOOK_AGAIN_MS };
    return value;
  }

  /** The one in use when nothing has changed; else a new one, and the old one ends when its last answer has come. */
  private dispatcherFor(wanted: Endpoint): Dispatcher {
    const fingerprint = createHash('sha256').update(JSON.stringify(wanted)).digest('hex');
    if (this.dispatcher?.fingerprint === fingerprint) return this.dispatcher.value;
    if (this.dispatcher !== undefined) this.retire(this.dispatcher.value);
    this.dispatcher = { value: createDispatcher(wanted), fingerprint };
    return this.dispatcher.value;
  }

  private retire(dispatcher: Dispatcher): void {
    this.retired.push(dispatcher);
    dispatcher.close(() => this.retired.splice(this.retired.indexOf(dispatcher), 1));
  }
}

/** The library is large and needed on an API server alone: a folder of manifests does without it. */
async function load(options: ApiConnectionOptions): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    if (options.inCluster === true) config.loadFromCluster();
    else if (options.kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(options.kubeconfig);
  } catch (error) {
    throw new ConfigurationError(`${nameOf(options)}: ${messageOf(error)}`);
  }
  if (isMadeUp(config)) {
    throw new ConfigurationError(
      'kubeconfig: found none (KUBECONFIG, ~/.kube/config, service account of a Pod), expected one; without Kubernetes, name a folder with --manifests',
    );
  }
  return config;
}

/** Where there is nothing to load, the library makes up a cluster on this machine, which nobody would wait for. */
function isMadeUp(config: KubeConfig): boolean {
  return config.getCurrentContext() === 'loaded-context' && config.getCurrentCluster()?.server === 'http://localhost:8080';
}

function nameOf(options: ApiConnectionOptions): string {
  if (options.inCluster === true) return 'service account of the Pod';
  return options.kubeconfig === undefined ? 'kubeconfig' : `kubeconfig ${options.kubeconfig}`;
}

function serverOf(config: KubeConfig, name: string): URL {
  const server = config.getCurrentCluster()?.server ?? '';
  if (URL.canParse(server)) return new URL(server);
  const found = server === '' ? `current-context is "${config.getCurrentContext()}"` : `server is "${server}"`;
  throw new ConfigurationError(
    `${name}: ${found}, expected a context whose cluster has an address such as https://kubernetes.example.org:6443`,
  );
}

function headersOf(request: RequestOptions): Record<string, string> {
  const headers = Object.entries(request.headers ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
  const basic = typeof request.auth === 'string' ? { Authorization: `Basic ${Buffer.from(request.auth).toString('base64')}` } : {};
  return { ...Object.fromEntries(headers), ...basic };
}

function tlsOf(request: RequestOptions): Endpoint['tls'] {
  const { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername } = request;
  const settings = { ca, cert, key, pfx, passphrase, rejectUnauthorized, servername };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function createDispatcher({ proxy, tls }: Endpoint): Dispatcher {
  // Time limits are kept by the caller, on the injected clock. HTTP/1.1: one stalled watch must not hold up the other requests.
  const common = { allowH2: false, headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 30_000 };
  if (proxy === undefined) return new Agent({ ...common, connect: { ...tls, keepAlive: true, keepAliveInitialDelay: 30_000 } });
  if (/^https?:/.test(proxy)) return new ProxyAgent({ ...common, uri: proxy, requestTls: tls });
  throw new ConfigurationError(`proxy-url is "${proxy}", expected an address such as http://proxy.example.org:3128`);
}
