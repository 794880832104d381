import { Ber, BerWriter, Control } from 'ldapts';
import { BerCursor } from './ber-cursor.ts';
import { formatUuid } from './entry-uuid.ts';

/** Object identifiers of RFC 4533. */
const oids = {
  request: '1.3.6.1.4.1.4203.1.9.1.1',
  state: '1.3.6.1.4.1.4203.1.9.1.2',
  done: '1.3.6.1.4.1.4203.1.9.1.3',
  info: '1.3.6.1.4.1.4203.1.9.1.4',
} as const;

const REFRESH_ONLY = 1;

/** Asks for what changed since `cookie`, or for everything. Critical: a server that cannot do it must refuse the search. */
export class SyncRequestControl extends Control {
  readonly #cookie: string | undefined;

  constructor(cookie: string | undefined) {
    super(oids.request, { critical: true });
    this.#cookie = cookie;
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    value.startSequence();
    value.writeEnumeration(REFRESH_ONLY);
    if (this.#cookie !== undefined) value.writeBuffer(Buffer.from(this.#cookie, 'latin1'), Ber.OctetString);
    value.endSequence();
    writer.writeBuffer(value.buffer, Ber.OctetString);
  }
}

export type SyncState = 'present' | 'add' | 'modify' | 'delete';
const states: readonly SyncState[] = ['present', 'add', 'modify', 'delete'];

/** Sync State Control of an entry, `undefined` when the entry has none. */
export function syncStateOf(controls: ReadonlyMap<string, Buffer>): { readonly state: SyncState; readonly entryUuid: string } | undefined {
  const value = controls.get(oids.state);
  if (value === undefined) return undefined;
  const sequence = new BerCursor(value).enter();
  const state = states[sequence.integer()];
  if (state === undefined) throw new RangeError('a sync state is unknown');
  return { state, entryUuid: formatUuid(sequence.take()) };
}

export interface SyncDone {
  /** Octets as latin1. Empty when the server could not make anything of the cookie that it was asked with (OpenLDAP). */
  readonly cookie: string | undefined;
  /** True: what is gone was told. False: what was not told at all is gone. */
  readonly refreshDeletes: boolean;
}

/** Sync Done Control of a search's result, `undefined` when the result has none. */
export function syncDoneOf(controls: ReadonlyMap<string, Buffer>): SyncDone | undefined {
  const value = controls.get(oids.done);
  if (value === undefined) return undefined;
  const sequence = new BerCursor(value).enter();
  return { cookie: takeCookie(sequence), refreshDeletes: takeBoolean(sequence) ?? false };
}

export type SyncInfo =
  | { readonly type: 'newCookie' }
  /** One of the two phases of a refresh is over, and which. */
  | { readonly type: 'refreshDelete' }
  | { readonly type: 'refreshPresent' }
  | { readonly type: 'idSet'; readonly deleted: boolean; readonly entryUuids: readonly string[] };

/** Sync Info Message, `undefined` for an intermediate response of another kind. */
export function syncInfoOf(oid: string, value: Buffer): SyncInfo | undefined {
  if (oid !== oids.info) return undefined;
  const choice = new BerCursor(value);
  const tag = choice.tag ?? 0;
  switch (tag) {
    case 0x80:
      return { type: 'newCookie' };
    case 0xa1:
      return { type: 'refreshDelete' };
    case 0xa2:
      return { type: 'refreshPresent' };
    case 0xa3:
      return idSetOf(choice.enter());
    default:
      throw new RangeError('a sync info message is unknown');
  }
}

function idSetOf(sequence: BerCursor): SyncInfo {
  takeCookie(sequence);
  const deleted = takeBoolean(sequence) ?? false;
  const set = sequence.enter();
  const entryUuids: string[] = [];
  while (!set.atEnd) entryUuids.push(formatUuid(set.take()));
  return { type: 'idSet', deleted, entryUuids };
}

function takeCookie(sequence: BerCursor): string | undefined {
  return sequence.takeIf(Ber.OctetString)?.toString('latin1');
}

function takeBoolean(sequence: BerCursor): boolean | undefined {
  const content = sequence.takeIf(Ber.Boolean);
  return content === undefined ? undefined : content[0] !== 0;
}
