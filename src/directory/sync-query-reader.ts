import { OperatorError } from '../model/index.ts';
import type { CompiledQuery } from './compiled-query.ts';
import { idsWithout } from './entry-uuid.ts';
import type { QueryProgress } from './ldap-cursor.ts';
import { resultCodes, searchAt, searchError } from './ldap-errors.ts';
import type { LdapResult, ResponseControls, SearchMessage } from './ldap-message.ts';
import { placeOf, type Reading, referenceError, refuseSuddenBlindness, refuseSuddenEmptiness } from './reading.ts';
import { type SyncDone, type SyncInfo, syncDoneOf, syncInfoOf, syncStateOf } from './sync-protocol.ts';

/** The server's data is older than what the cookie says was seen. */
export class ServerBehind extends OperatorError {
  override readonly name = 'ServerBehind';
}

type EntryMessage = Extract<SearchMessage, { type: 'entry' }>;

/** Follows one content sync search: hands on its entries at once, and its ids when the search is over and can be judged. */
export class SyncQueryReader {
  readonly query: CompiledQuery;
  readonly #reading: Reading;
  readonly #before: QueryProgress | undefined;
  readonly #found = new Set<string>();
  readonly #present: string[] = [];
  readonly #gone: string[] = [];
  #listedPresent = false;
  #done: SyncDone | undefined;
  #mustRestart = false;

  /** Without `before` everything is read. */
  constructor(reading: Reading, query: CompiledQuery, before: QueryProgress | undefined) {
    this.#reading = reading;
    this.query = query;
    this.#before = before;
  }

  async take(message: SearchMessage): Promise<void> {
    switch (message.type) {
      case 'entry':
        return this.#takeEntry(message);
      case 'intermediate':
        return this.#takeInfo(syncInfoOf(message.oid, message.value));
      case 'reference':
        throw referenceError(this.#reading, this.query, message.urls);
      case 'done':
        return this.#takeDone(message.result, message.controls);
    }
  }

  /** Judges what was read and ends the query; its new progress, or `undefined` when the server wants everything to be read anew. */
  async finish(): Promise<QueryProgress | undefined> {
    if (this.#mustRestart) return undefined;
    const done = this.#done;
    if (done === undefined) throw this.#incomplete('ended without a word on what is gone');
    const cookie = done.cookie ?? this.#before?.cookie;
    const sawAll = this.#before === undefined || this.#listedPresent || !done.refreshDeletes;
    const progress = sawAll ? await this.#finishWhole() : await this.#finishDelta();
    return progress === undefined || cookie === undefined ? progress : { ...progress, cookie };
  }

  async #takeEntry(message: EntryMessage): Promise<void> {
    const state = syncStateOf(message.controls);
    if (state === undefined) throw this.#incomplete(`told the entry "${message.dn}" without its state`);
    if (state.state === 'delete') {
      this.#gone.push(state.entryUuid);
      return;
    }
    this.#found.add(state.entryUuid);
    if (state.state === 'present') {
      this.#present.push(state.entryUuid);
      return;
    }
    const { entry, bytes } = this.query.decoder.decode(message, state.entryUuid);
    await this.#reading.batches.add({ type: 'entry', entry }, bytes);
  }

  #takeInfo(info: SyncInfo | undefined): void {
    if (info?.type === 'refreshPresent') this.#listedPresent = true;
    if (info?.type !== 'idSet') return;
    for (const entryUuid of info.entryUuids) {
      if (info.deleted) this.#gone.push(entryUuid);
      else {
        this.#present.push(entryUuid);
        this.#found.add(entryUuid);
      }
    }
  }

  #takeDone(result: LdapResult, controls: ResponseControls): void {
    if (result.code === resultCodes.success) {
      this.#done = syncDoneOf(controls);
      this.#mustRestart = this.#done?.cookie === '' && this.#before !== undefined;
    } else if (result.code === resultCodes.syncRefreshRequired) this.#mustRestart = true;
    else if (result.code === resultCodes.unwillingToPerform && this.#before !== undefined) {
      throw new ServerBehind('DirectoryIncomplete', searchError(result, placeOf(this.#reading, this.query)).message);
    } else throw searchError(result, placeOf(this.#reading, this.query));
  }

  /** Everything that is there was told: what was not is gone. */
  async #finishWhole(): Promise<QueryProgress | undefined> {
    const { batches, believesAbsence, knownIds } = this.#reading;
    const { name } = this.query;
    refuseSuddenEmptiness(this.#reading, this.query, this.#found.size);
    const known = this.#before === undefined ? undefined : knownIds.get(name);
    knownIds.delete(name);
    if (!believesAbsence) {
      await batches.add({ type: 'end', query: name, coverage: 'delta' });
      return { entries: this.#found.size };
    }
    if (known === undefined) {
      await batches.addIds('present', name, this.#present);
      await batches.add({ type: 'end', query: name, coverage: 'snapshot' });
    } else {
      // An entry that came in with a moved container is listed without ever having been told.
      if (this.#present.some((id) => !known.has(id))) return undefined;
      await batches.addIds('gone', name, idsWithout(known, this.#found));
      await batches.add({ type: 'end', query: name, coverage: 'delta' });
    }
    knownIds.set(name, this.#found);
    return { entries: this.#found.size };
  }

  /** What is gone was told one by one, entries of other queries included. */
  async #finishDelta(): Promise<QueryProgress> {
    const { batches, knownIds } = this.#reading;
    const { name } = this.query;
    const known = knownIds.get(name);
    const gone = this.#gone.filter((id) => !this.#found.has(id) && known?.has(id) !== false);
    if (gone.length > 0) await refuseSuddenBlindness(this.#reading, this.query);
    await batches.addIds('gone', name, gone);
    await batches.add({ type: 'end', query: name, coverage: 'delta' });
    for (const id of this.#found) known?.add(id);
    for (const id of gone) known?.delete(id);
    return { entries: known?.size ?? Math.max(this.#before?.entries ?? 0, this.#found.size) };
  }

  #incomplete(what: string): OperatorError {
    return new OperatorError('DirectoryIncomplete', `${searchAt(placeOf(this.#reading, this.query))} ${what}`);
  }
}
