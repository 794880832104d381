import { createHash } from 'node:crypto';
import { FilterParser } from 'ldapts';
import type { CompiledQuery } from './compiled-query.ts';
import type { Search } from './ldap-connection.ts';
import { resultCodes, searchError } from './ldap-errors.ts';
import type { SearchMessage } from './ldap-message.ts';
import type { Reading } from './reading.ts';
import { SyncRequestControl, syncDoneOf, syncInfoOf, syncStateOf } from './sync-protocol.ts';

const FILTER = '(hasSubordinates=TRUE)';
const parsedFilter = FilterParser.parseString(FILTER);

/**
 * Looks for containers that were renamed or moved. OpenLDAP then tells of the container only: what lies below it has got another DN, or
 * has come into the search base or left it, without having changed.
 */
export class ContainerWatch {
  readonly #looks: ReadonlyMap<string, BaseLook>;

  constructor(queries: readonly CompiledQuery[]) {
    this.#looks = new Map(queries.map(({ base }) => [base.toLowerCase(), new BaseLook(base)]));
  }

  /** A digest of all entries that have others below them and of their names. */
  async look(reading: Reading): Promise<string> {
    const looks = [...this.#looks.values()];
    for await (const answers of reading.connection.search(looks.map((look) => look.search()))) {
      for (const { search, message } of answers) looks[search]?.take(message, reading.connection.url);
    }
    const names = looks.flatMap((look) => look.names()).sort();
    return createHash('sha256').update(names.join('\n')).digest('base64');
  }
}

/** The containers below one base, kept up to date by content sync. */
class BaseLook {
  readonly #base: string;
  #cookie: string | undefined;
  #dns = new Map<string, string>();
  #listed = new Set<string>();

  constructor(base: string) {
    this.#base = base;
  }

  search(): Search {
    this.#listed = new Set();
    return { base: this.#base, scope: 'sub', filter: parsedFilter, attributes: ['1.1'], controls: [new SyncRequestControl(this.#cookie)] };
  }

  take(message: SearchMessage, url: string): void {
    if (message.type === 'entry') this.#takeEntry(message);
    else if (message.type === 'intermediate') this.#takeInfo(message);
    else if (message.type === 'done') this.#takeDone(message, url);
  }

  names(): string[] {
    return [...this.#dns].map(([entryUuid, dn]) => `${entryUuid} ${dn}`);
  }

  #takeEntry({ dn, controls }: Extract<SearchMessage, { type: 'entry' }>): void {
    const state = syncStateOf(controls);
    if (state === undefined) return;
    if (state.state === 'delete') this.#dns.delete(state.entryUuid);
    else {
      this.#dns.set(state.entryUuid, dn);
      this.#listed.add(state.entryUuid);
    }
  }

  #takeInfo({ oid, value }: Extract<SearchMessage, { type: 'intermediate' }>): void {
    const info = syncInfoOf(oid, value);
    if (info?.type !== 'idSet') return;
    for (const entryUuid of info.entryUuids) {
      if (info.deleted) this.#dns.delete(entryUuid);
      else this.#listed.add(entryUuid);
    }
  }

  #takeDone({ result, controls }: Extract<SearchMessage, { type: 'done' }>, url: string): void {
    if (result.code === resultCodes.syncRefreshRequired) {
      this.#cookie = undefined;
      this.#dns.clear();
      return;
    }
    if (result.code !== resultCodes.success) throw searchError(result, { url, base: this.#base, filter: FILTER });
    const { refreshDeletes, cookie } = syncDoneOf(controls) ?? {};
    if (this.#cookie === undefined || refreshDeletes === false) this.#dropUnlisted();
    this.#cookie = cookie === '' ? undefined : (cookie ?? this.#cookie);
  }

  #dropUnlisted(): void {
    for (const entryUuid of this.#dns.keys()) {
      if (!this.#listed.has(entryUuid)) this.#dns.delete(entryUuid);
    }
  }
}
