import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { Client, type Control, type Filter, SearchRequest } from 'ldapts';
import { type CancelTimer, type Clock, messageOf, OperatorError } from '../model/index.ts';
import { bindError, connectionError } from './ldap-errors.ts';
import { decodeLdapMessage, type SearchMessage } from './ldap-message.ts';
import { PduSplitter } from './pdu-splitter.ts';

export interface BindCredentials {
  readonly dn: string;
  readonly password: string;
}

export interface ConnectionSettings {
  /** `ldap://host:port` or `ldaps://host:port`. */
  readonly url: string;
  /** PEM; without it the authorities of the system. */
  readonly ca: string | undefined;
  readonly startTls: boolean;
  /** `undefined` binds anonymously. */
  readonly credentials: BindCredentials | undefined;
  readonly clock: Clock;
  /** For connecting, TLS and bind together. */
  readonly connectTimeoutMs: number;
  /** How long the server may be silent while something is asked of it. */
  readonly requestTimeoutMs: number;
}

export interface Search {
  readonly base: string;
  readonly scope: 'base' | 'sub';
  readonly filter: Filter;
  readonly attributes: readonly string[];
  readonly sizeLimit?: number;
  readonly controls?: readonly Control[];
}

/** A message and the search (its place in the list) that it answers. */
export interface Answer {
  readonly search: number;
  readonly message: SearchMessage;
}

/** At most so much waits to be consumed; the rest stays in the sockets and holds the server back. */
const MAX_WAITING_ANSWERS = 1_000;
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
/** ldapts counts its own requests (StartTLS, bind, unbind) from 1. */
const FIRST_MESSAGE_ID = 1_000;
const KEEP_ALIVE_MS = 30_000;

/**
 * One bound connection. ldapts connects, negotiates TLS and binds; then the answers are read here, because ldapts collects a whole
 * search in memory and cannot read the intermediate responses of content sync. It never reconnects: when it breaks it is broken, so a
 * search can never run without the bind. Any failure of `search` leaves it closed.
 */
export class LdapConnection {
  readonly url: string;
  readonly #settings: ConnectionSettings;
  readonly #client: Client;
  readonly #splitter = new PduSplitter();
  readonly #searchOfMessage = new Map<number, number>();
  /** The one that carries LDAP is the last: StartTLS puts an encrypted one over the first. */
  readonly #sockets: Socket[] = [];
  #nextMessageId = FIRST_MESSAGE_ID;
  #answers: Answer[] = [];
  #waitingBytes = 0;
  #failure: OperatorError | undefined;
  #wake: () => void = () => undefined;

  private constructor(settings: ConnectionSettings) {
    this.url = settings.url;
    this.#settings = settings;
    this.#client = new Client({
      url: settings.url,
      createConnection: ((port: number, host: string) => this.#keep(connectTcp(port, host))) as typeof connectTcp,
      createSecureConnection: ((...target: Parameters<typeof connectTls>) => this.#keep(connectTls(...target))) as typeof connectTls,
      ...(settings.url.startsWith('ldaps:') && settings.ca !== undefined ? { tlsOptions: { ca: settings.ca } } : {}),
    });
  }

  /** Connects and binds. Rejects with DirectoryUnreachable or DirectoryAccessDenied. */
  static async open(settings: ConnectionSettings): Promise<LdapConnection> {
    const connection = new LdapConnection(settings);
    await connection.#establish();
    return connection;
  }

  get isOpen(): boolean {
    return this.#failure === undefined && this.#client.isBound;
  }

  /**
   * Sends all searches at once and hands over their answers as they come, mixed; each search ends with its `done`. While a batch is
   * worked on, not more than a bounded amount is read ahead.
   */
  async *search(searches: readonly Search[]): AsyncGenerator<readonly Answer[], void, void> {
    try {
      this.#send(searches);
      while (this.#searchOfMessage.size > 0 || this.#answers.length > 0) {
        if (this.#answers.length === 0) await this.#nextAnswer();
        yield this.#takeAnswers();
      }
      if (!this.isOpen) throw this.#broken();
    } finally {
      if (this.#searchOfMessage.size > 0) this.close();
    }
  }

  /** Ends the connection at once. A running search rejects with DirectoryUnreachable. */
  close(): void {
    this.#fail(new OperatorError('DirectoryUnreachable', `${this.url}: the connection was closed`));
  }

  async #establish(): Promise<void> {
    const { clock, connectTimeoutMs, url } = this.#settings;
    let cancel: CancelTimer = () => undefined;
    const timedOut = new Promise<never>((_, reject) => {
      cancel = clock.after(connectTimeoutMs, () => {
        reject(new OperatorError('DirectoryUnreachable', `${url}: no connection within ${connectTimeoutMs / 1000} s`));
      });
    });
    try {
      await Promise.race([this.#connectAndBind(), timedOut]);
    } catch (error) {
      const failure = connectionError(error, url);
      this.#fail(failure);
      throw failure;
    } finally {
      cancel();
    }
  }

  async #connectAndBind(): Promise<void> {
    const { startTls, credentials, url } = this.#settings;
    if (credentials?.password === '') {
      throw new OperatorError(
        'DirectoryAccessDenied',
        `${url}: the password of "${credentials.dn}" is empty; a bind without one is anonymous`,
      );
    }
    if (startTls) await this.#client.startTLS(this.#startTlsOptions());
    try {
      await this.#client.bind(credentials?.dn ?? '', credentials?.password ?? '');
    } catch (error) {
      throw bindError(error, url, credentials?.dn);
    }
    this.#takeOver();
  }

  #startTlsOptions(): ConnectionOptions {
    const host = hostOf(this.url);
    return {
      host,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(this.#settings.ca === undefined ? {} : { ca: this.#settings.ca }),
    };
  }

  #keep<S extends Socket>(socket: S): S {
    this.#sockets.push(socket);
    return socket;
  }

  get #socket(): Socket | undefined {
    return this.#sockets.at(-1);
  }

  /** From here on the socket is read by us; ldapts keeps its listeners for errors and the end of the connection. */
  #takeOver(): void {
    const socket = this.#socket;
    if (socket === undefined) throw new Error('ldapts bound without a connection');
    socket.removeAllListeners('data');
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(connectionError(error, this.url)));
    socket.on('close', () => this.#fail(this.#broken()));
  }

  #send(searches: readonly Search[]): void {
    if (this.#searchOfMessage.size > 0) throw new Error('a search is already running on this connection');
    if (!this.isOpen) throw this.#broken();
    const requests = searches.map((search, index) => {
      const messageId = this.#nextMessageId++;
      this.#searchOfMessage.set(messageId, index);
      return new SearchRequest({
        messageId,
        baseDN: search.base,
        scope: search.scope,
        filter: search.filter,
        attributes: [...search.attributes],
        sizeLimit: search.sizeLimit ?? 0,
        timeLimit: 0,
        controls: [...(search.controls ?? [])],
      }).write();
    });
    this.#socket?.write(Buffer.concat(requests));
  }

  #receive(chunk: Buffer): void {
    try {
      for (const pdu of this.#splitter.push(chunk)) this.#accept(pdu);
    } catch (error) {
      this.#fail(new OperatorError('DirectoryUnreachable', `${this.url}: ${messageOf(error)}`, { cause: error }));
    }
    if (this.#answers.length >= MAX_WAITING_ANSWERS || this.#waitingBytes >= MAX_WAITING_BYTES) this.#socket?.pause();
    this.#wake();
  }

  #accept(pdu: Buffer): void {
    const { id, body } = decodeLdapMessage(pdu);
    if (id === 0) throw new RangeError('the server ends the connection');
    const search = this.#searchOfMessage.get(id);
    if (search === undefined) return;
    if (body.type === 'done') this.#searchOfMessage.delete(id);
    this.#answers.push({ search, message: body });
    this.#waitingBytes += pdu.length;
  }

  #takeAnswers(): readonly Answer[] {
    const answers = this.#answers;
    this.#answers = [];
    this.#waitingBytes = 0;
    this.#socket?.resume();
    return answers;
  }

  /** Waits for data, however little: a large entry on a slow line is progress. */
  async #nextAnswer(): Promise<void> {
    while (this.#answers.length === 0) {
      if (this.#failure !== undefined) throw this.#failure;
      if (!(await this.#dataArrives())) {
        const seconds = this.#settings.requestTimeoutMs / 1000;
        this.#fail(new OperatorError('DirectoryUnreachable', `${this.url}: the server did not answer a search for ${seconds} s`));
      }
    }
  }

  #dataArrives(): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#settings.clock.after(this.#settings.requestTimeoutMs, () => resolve(false));
      this.#wake = () => {
        cancel();
        resolve(true);
      };
    });
  }

  #fail(failure: OperatorError): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    for (const socket of this.#sockets) {
      socket.on('error', () => undefined);
      socket.destroy();
    }
    this.#wake();
  }

  #broken(): OperatorError {
    return this.#failure ?? new OperatorError('DirectoryUnreachable', `${this.url}: the connection broke`);
  }
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}
