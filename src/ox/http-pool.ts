import { createSecureContext, getCACertificates } from 'node:tls';
import { Pool } from 'undici';
import type { Clock } from '../model/index.ts';
import { nextTurn } from '../model/index.ts';
import type { HttpAnswer } from './http-answer.ts';
import { HttpExchange } from './http-exchange.ts';
import { HttpFailure, networkFailure } from './http-failure.ts';

export interface HttpPoolOptions {
  /** `https://ox.example.org:8443`, checked. */
  readonly origin: string;
  /** PEM certificates that are trusted beside those of the system; asked before each request. */
  readonly ca?: (() => string | undefined) | undefined;
  readonly connections: number;
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
  /** Whether this process may still call OX; yes when left out. */
  readonly mayCall?: (() => boolean) | undefined;
}

const connectTimeoutMs = 10_000;
/** A JavaScript string ends at 512 MiB. */
const maxResponseBytes = 400 * 1024 * 1024;

/** All connections to OX: kept alive, TLS always verified, redirects never followed. Rejects with `HttpFailure` alone. */
export class HttpPool {
  private readonly options: HttpPoolOptions;
  private connections: { readonly ca: string | undefined; readonly pool: Pool };
  /** What trusted other certificates, until its last answer has come. */
  private readonly retired = new Set<Pool>();
  private readonly running = new Set<HttpExchange>();
  private lastTurn: Promise<void> = Promise.resolve();

  constructor(options: HttpPoolOptions) {
    this.options = options;
    this.connections = this.trusting(options.ca?.());
  }

  /**
   * @param path of the URL, with a leading slash
   * @param patience how many times the usual limit an answer may take
   */
  async post(path: string, body: string, headers: Record<string, string>, patience = 1): Promise<HttpAnswer> {
    const { clock, origin } = this.options;
    const requestTimeoutMs = this.options.requestTimeoutMs * patience;
    const url = `${origin}${path}`;
    const exchange = new HttpExchange(() => this.refusal());
    const cancelTimeout = clock.after(requestTimeoutMs, () => {
      exchange.cutOff(new HttpFailure(`${url} gave no answer within ${requestTimeoutMs / 1000} s`, true));
    });
    this.running.add(exchange);
    try {
      this.current().dispatch({ path, method: 'POST', body, headers }, exchange);
      const answer = await exchange.answer;
      await this.turn();
      return answer;
    } catch (error) {
      throw networkFailure(url, error);
    } finally {
      cancelTimeout();
      this.running.delete(exchange);
    }
  }

  /** Ends every request that runs. */
  abort(message: string): void {
    for (const exchange of this.running) exchange.cutOff(new HttpFailure(message, true));
  }

  async close(): Promise<void> {
    await Promise.all([this.connections.pool, ...this.retired].map((pool) => pool.destroy()));
  }

  /** A connection keeps the trust it was made with: after a change of the authorities none of the old ones takes another request. */
  private current(): Pool {
    const ca = this.options.ca?.();
    const { pool } = this.connections;
    if (ca === this.connections.ca) return pool;
    this.connections = this.trusting(ca);
    this.retired.add(pool);
    pool.close(() => this.retired.delete(pool));
    return this.connections.pool;
  }

  private trusting(ca: string | undefined): HttpPool['connections'] {
    const { origin, connections, requestTimeoutMs } = this.options;
    const pool = new Pool(origin, {
      connections,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxResponseSize: maxResponseBytes,
      connect: { timeout: Math.min(connectTimeoutMs, requestTimeoutMs), rejectUnauthorized: true, ...trust(ca) },
    });
    return { ca, pool };
  }

  private refusal(): HttpFailure | undefined {
    const { mayCall } = this.options;
    return mayCall === undefined || mayCall() ? undefined : new HttpFailure('not sent, for this process does not lead any more', false);
  }

  /**
   * Answers that came together go on one by one, a turn of the event loop each: a request leaves only with the next turn, and what
   * follows from the first answer would wait for the work on all of them. Calls that go in step would stay in step for ever.
   */
  private turn(): Promise<void> {
    this.lastTurn = this.lastTurn.then(nextTurn);
    return this.lastTurn;
  }
}

/** One context for all connections: reading 150 CA certificates anew for each would cost more than the handshake. */
function trust(ca: string | undefined): { secureContext?: ReturnType<typeof createSecureContext> } {
  return ca === undefined ? {} : { secureContext: createSecureContext({ ca: [...getCACertificates('default'), ca] }) };
}
