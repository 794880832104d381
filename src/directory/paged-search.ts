import { PagedResultsControl } from 'ldapts';
import { BerCursor } from './ber-cursor.ts';
import type { CompiledQuery } from './compiled-query.ts';
import type { Search } from './ldap-connection.ts';
import { resultCodes, searchError } from './ldap-errors.ts';
import type { ResponseControls, SearchMessage } from './ldap-message.ts';
import { placeOf, type Reading, referenceError } from './reading.ts';

export type EntryMessage = Extract<SearchMessage, { type: 'entry' }>;

/** Runs a search page by page (RFC 2696) to its end; anything but a complete answer rejects. */
export async function* pagedSearch(reading: Reading, query: CompiledQuery, search: Search): AsyncGenerator<EntryMessage, void, void> {
  let cookie: Buffer | undefined = Buffer.alloc(0);
  while (cookie !== undefined) {
    const page: Search = { ...search, controls: [new PagedResultsControl({ critical: false, value: { size: reading.pageSize, cookie } })] };
    cookie = yield* readPage(reading, query, page);
  }
}

/** The entries of one page; answers the cookie for the next one. */
async function* readPage(reading: Reading, query: CompiledQuery, page: Search): AsyncGenerator<EntryMessage, Buffer | undefined, void> {
  let cookie: Buffer | undefined;
  for await (const answers of reading.connection.search([page])) {
    for (const { message } of answers) {
      if (message.type === 'entry') yield message;
      else if (message.type === 'reference') throw referenceError(reading, query, message.urls);
      else if (message.type === 'done') cookie = nextPageAfter(reading, query, message);
    }
  }
  return cookie;
}

function nextPageAfter(reading: Reading, query: CompiledQuery, done: Extract<SearchMessage, { type: 'done' }>): Buffer | undefined {
  if (done.result.code !== resultCodes.success) throw searchError(done.result, placeOf(reading, query));
  return nextPageOf(done.controls);
}

/** The cookie for the next page, `undefined` after the last one (and from a server that does not page). */
function nextPageOf(controls: ResponseControls): Buffer | undefined {
  const value = controls.get(PagedResultsControl.type);
  if (value === undefined) return undefined;
  const sequence = new BerCursor(value).enter();
  sequence.integer();
  const cookie = sequence.take();
  return cookie.length === 0 ? undefined : Buffer.from(cookie);
}
