import { type Clock, OperatorError } from '../model/index.ts';
import { ChangeBatches } from './change-batches.ts';
import { type CompiledQuery, compileQuery } from './compiled-query.ts';
import { readByContentSync } from './content-sync.ts';
import type { ChangeSink, DirectoryCursor, DirectoryQuery, DirectorySource, PollSummary } from './directory-source.ts';
import type { BindCredentials } from './ldap-connection.ts';
import { fingerprintOf, formatLdapCursor, type LdapCursor, parseLdapCursor } from './ldap-cursor.ts';
import { type ChangeDetection, checkUrls, type LdapSession, openSession, type SessionSettings } from './ldap-session.ts';
import { type ReadPlan, ReadPlanner } from './read-planner.ts';
import type { Position, Progress, Reading } from './reading.ts';
import { ServerBehind } from './sync-query-reader.ts';
import { readByTimestamps } from './timestamp-poll.ts';

export interface LdapDirectoryOptions {
  /** `ldap://host[:port]` or `ldaps://host[:port]`, tried in order. */
  readonly urls: readonly string[];
  /** Asked at every connection; `undefined` binds anonymously. */
  readonly bind: () => Promise<BindCredentials | undefined>;
  /** PEM certificates that the servers are trusted by; without it those of the system. */
  readonly ca?: string;
  readonly startTLS?: boolean;
  readonly queries: readonly DirectoryQuery[];
  /** Auto: content sync where the server offers it, else time stamps. */
  readonly changeDetection?: ChangeDetection;
  readonly clock: Clock;
  readonly pageSize?: number;
  readonly connectTimeoutMs?: number;
  readonly requestTimeoutMs?: number;
  /** Everything is read so often in any case. */
  readonly fullReadIntervalMs?: number;
  /** How long a server with older data than was already seen is waited for before its data is taken for restored. */
  readonly patienceMs?: number;
  /** Whether a query without any entry is believed where `known` (5 or more) were; without it never. */
  readonly acceptsEmpty?: (query: string, known: number) => boolean;
}

const defaults = {
  startTLS: false,
  changeDetection: 'Auto',
  pageSize: 1_000,
  connectTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  patienceMs: 10 * 60_000,
  acceptsEmpty: () => false,
} as const satisfies Partial<LdapDirectoryOptions>;

type CompleteOptions = LdapDirectoryOptions & Required<Pick<LdapDirectoryOptions, keyof typeof defaults>>;

/** A directory on LDAP servers. One connection is kept between polls. */
export class LdapDirectory implements DirectorySource {
  readonly #options: CompleteOptions;
  readonly #settings: SessionSettings;
  readonly #queries: readonly CompiledQuery[];
  readonly #fingerprint: string;
  readonly #planner: ReadPlanner;
  #session: LdapSession | undefined;
  #isFresh = true;
  #firstUrl = 0;
  #isClosed = false;
  /** What the consumer was told up to a cursor; only a poll that goes on from this very cursor may rely on it. */
  #told: { readonly cursor: DirectoryCursor; readonly ids: Map<string, Set<string>> } | undefined;

  /** Throws a `ConfigurationError` when a url or a filter is wrong. */
  constructor(options: LdapDirectoryOptions) {
    const complete: CompleteOptions = { ...defaults, ...options };
    checkUrls(complete.urls, complete.startTLS);
    this.#options = complete;
    this.#settings = { ...complete, ca: options.ca, startTls: complete.startTLS };
    this.#queries = options.queries.map(compileQuery);
    this.#fingerprint = fingerprintOf(options.queries);
    this.#planner = new ReadPlanner(complete);
  }

  async poll(cursor: DirectoryCursor | undefined, sink: ChangeSink): Promise<PollSummary> {
    if (this.#isClosed) throw new OperatorError('DirectoryUnreachable', 'the directory is closed');
    const knownIds = this.#takeTold(cursor);
    const session = await this.#openSession();
    try {
      const summary = await this.#read({ session, cursor: parseLdapCursor(cursor, this.#fingerprint), knownIds, sink });
      this.#told = { cursor: summary.cursor, ids: knownIds };
      this.#isFresh = false;
      this.#firstUrl = 0;
      return summary;
    } catch (error) {
      this.#dropSession(session);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#session?.connection.close();
    this.#session = undefined;
  }

  async #openSession(): Promise<LdapSession> {
    const current = this.#session;
    if (current?.connection.isOpen === true) return current;
    this.#session = undefined;
    this.#isFresh = true;
    const session = await openSession(this.#settings, this.#queries, this.#firstUrl);
    if (this.#isClosed) session.connection.close();
    this.#session = session;
    return session;
  }

  /** After a failure nothing about the connection is trusted; the next attempt begins with the next server. */
  #dropSession(session: LdapSession): void {
    session.connection.close();
    this.#session = undefined;
    this.#firstUrl = (session.urlIndex + 1) % this.#settings.urls.length;
  }

  /** Nothing is kept over a poll that fails: it may have told entries. */
  #takeTold(cursor: DirectoryCursor | undefined): Map<string, Set<string>> {
    const told = this.#told;
    this.#told = undefined;
    return told !== undefined && told.cursor === cursor ? told.ids : new Map<string, Set<string>>();
  }

  async #read(poll: Poll): Promise<PollSummary> {
    const { session, cursor } = poll;
    const { method, connection } = session;
    const plan = this.#planner.plan(session, this.#isFresh, cursor);
    const startedAt = this.#options.clock.now();
    const position = await this.#readQueries(poll, plan);
    this.#planner.succeeded();
    const next = formatLdapCursor({
      fingerprint: this.#fingerprint,
      method,
      server: connection.url,
      ...this.#planner.fullReadAfter(plan, cursor, method, startedAt),
      ...(position.containers === undefined ? {} : { containers: position.containers }),
      queries: withServerState(position.queries, session),
    });
    return { cursor: next, method, server: connection.url };
  }

  async #readQueries({ session, cursor, knownIds, sink }: Poll, plan: ReadPlan): Promise<Position> {
    const { clock, pageSize, acceptsEmpty } = this.#options;
    const reading: Reading = {
      ...{ clock, pageSize, acceptsEmpty, knownIds, connection: session.connection, believesAbsence: plan.believesAbsence },
      batches: new ChangeBatches(sink),
      entriesBefore: (query) => cursor?.queries[query]?.entries ?? 0,
    };
    if (session.method === 'Timestamps') return await readByTimestamps(reading, this.#queries, plan.before);
    try {
      return await readByContentSync(reading, session.containers, this.#queries, plan.before);
    } catch (error) {
      if (error instanceof ServerBehind) this.#planner.refuseBehind(session.connection.url, undefined);
      throw error;
    }
  }
}

interface Poll {
  readonly session: LdapSession;
  readonly cursor: LdapCursor | undefined;
  readonly knownIds: Map<string, Set<string>>;
  readonly sink: ChangeSink;
}

/** Cookies tell by themselves how far the server's data went; time stamps do not. */
function withServerState(progress: Progress, session: LdapSession): LdapCursor['queries'] {
  if (session.method === 'ContentSync') return Object.fromEntries(progress);
  const entries = [...progress].map(([name, known]) => {
    const contextCsn = session.state.get(name);
    return [name, contextCsn === undefined ? known : { ...known, contextCsn: [...contextCsn] }] as const;
  });
  return Object.fromEntries(entries);
}
