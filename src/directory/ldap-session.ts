import { type Clock, ConfigurationError, OperatorError } from '../model/index.ts';
import type { CompiledQuery } from './compiled-query.ts';
import { ContainerWatch } from './container-watch.ts';
import { offersContentSync } from './content-sync.ts';
import { type BindCredentials, LdapConnection } from './ldap-connection.ts';
import { readServerState, type ServerState } from './server-state.ts';

export type ChangeDetection = 'Auto' | 'ContentSync' | 'Timestamps';

export interface SessionSettings {
  /** Tried in order. */
  readonly urls: readonly string[];
  readonly ca: string | undefined;
  readonly startTls: boolean;
  /** Asked at every connection, so that a changed Secret is noticed. */
  readonly bind: () => Promise<BindCredentials | undefined>;
  readonly changeDetection: ChangeDetection;
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

/** A bound connection and what was found out about its server. */
export interface LdapSession {
  readonly connection: LdapConnection;
  readonly urlIndex: number;
  readonly method: 'ContentSync' | 'Timestamps';
  /** When the connection was made. */
  readonly state: ServerState;
  readonly containers: ContainerWatch;
}

/**
 * Connects to the first server that can be reached, beginning with `firstUrl`. Only when none can be reached it is DirectoryUnreachable;
 * a server that refuses the bind ends the attempt, so that a wrong password is not tried everywhere.
 */
export async function openSession(settings: SessionSettings, queries: readonly CompiledQuery[], firstUrl: number): Promise<LdapSession> {
  const { connection, urlIndex } = await connectToAny(settings, firstUrl);
  try {
    const method = await chooseMethod(settings.changeDetection, connection, queries);
    const state = await readServerState(connection, queries);
    return { connection, urlIndex, method, state, containers: new ContainerWatch(queries) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function connectToAny(settings: SessionSettings, firstUrl: number): Promise<{ connection: LdapConnection; urlIndex: number }> {
  const credentials = await settings.bind();
  const failures: OperatorError[] = [];
  for (let attempt = 0; attempt < settings.urls.length; attempt += 1) {
    const urlIndex = (firstUrl + attempt) % settings.urls.length;
    const url = settings.urls[urlIndex] ?? '';
    try {
      return { connection: await LdapConnection.open({ ...settings, url, credentials }), urlIndex };
    } catch (error) {
      if (!(error instanceof OperatorError) || error.reason !== 'DirectoryUnreachable') throw error;
      failures.push(error);
    }
  }
  throw new OperatorError('DirectoryUnreachable', failures.map(({ message }) => message).join('; '), { cause: failures[0] });
}

async function chooseMethod(
  wanted: ChangeDetection,
  connection: LdapConnection,
  queries: readonly CompiledQuery[],
): Promise<LdapSession['method']> {
  if (wanted === 'Timestamps') return 'Timestamps';
  if (await offersContentSync(connection, queries)) return 'ContentSync';
  if (wanted === 'Auto') return 'Timestamps';
  throw new OperatorError(
    'InvalidSpec',
    `${connection.url}: changeDetection is ContentSync, but the server does not offer it (RFC 4533); load the overlay syncprov there, or set changeDetection to Auto`,
  );
}

/** Throws a `ConfigurationError` unless the addresses are such of LDAP servers. */
export function checkUrls(urls: readonly string[], startTls: boolean): void {
  if (urls.length === 0)
    throw new ConfigurationError('the LDAP directory has no urls; expected at least one, as in ldaps://ldap.example.org:636');
  for (const url of urls) {
    if (!/^ldaps?:\/\/[^/?#]+\/?$/.test(url) || !URL.canParse(url)) {
      throw new ConfigurationError(
        `an LDAP url is wrong: found ${JSON.stringify(url)}, expected ldap://host[:port] or ldaps://host[:port]`,
      );
    }
    if (startTls && url.startsWith('ldaps:')) {
      throw new ConfigurationError(
        `startTLS cannot go with ${url}: the connection is encrypted from the start; use ldap:// or startTLS: false`,
      );
    }
  }
}
