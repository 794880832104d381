/**
 * How far a server's data goes: the newest change number (CSN) of every server that writes into it, by server id. OpenLDAP keeps it
 * in `contextCSN` of the suffix and in the cookies of content sync.
 */
export type CsnVector = ReadonlyMap<string, string>;

/** A CSN: time, count, server id, modification; ordered as text. */
const CSN = /^(\d{14}\.\d{6}Z)#([0-9a-f]{6})#([0-9a-f]{3})#([0-9a-f]{6})$/i;

export function csnVector(csns: readonly string[]): CsnVector {
  const vector = new Map<string, string>();
  for (const csn of csns) {
    const serverId = CSN.exec(csn)?.[3];
    if (serverId !== undefined) vector.set(serverId, csn);
  }
  return vector;
}

/** Of a content sync cookie (`rid=000,sid=001,csn=…;…`); `undefined` when it is none of OpenLDAP's. */
export function csnVectorOfCookie(cookie: string): CsnVector | undefined {
  const csns = /(?:^|,)csn=([^,]+)/.exec(cookie)?.[1];
  return csns === undefined ? undefined : csnVector(csns.split(';'));
}

/**
 * current: the server knows everything that was seen. behind: it lacks something, so it lags or was restored from a backup.
 * unrelated: nothing can be compared, it is another directory.
 */
export type ServerRelation = 'current' | 'behind' | 'unrelated';

export function relationOf(seen: CsnVector, server: CsnVector): ServerRelation {
  const pairs = [...seen].map(([serverId, csn]) => ({ csn, known: server.get(serverId) }));
  if (pairs.every(({ known }) => known === undefined)) return 'unrelated';
  return pairs.every(({ csn, known }) => known !== undefined && known >= csn) ? 'current' : 'behind';
}

/** The smallest CSN that is greater than every CSN made before `csn` and than itself. */
export function csnAfter(csn: string): string {
  const modification = CSN.exec(csn)?.[4];
  if (modification === undefined) return csn;
  const next = (Number.parseInt(modification, 16) + 1).toString(16).padStart(6, '0');
  return csn.slice(0, -6) + next;
}

/** The smallest CSN of this moment (milliseconds since 1970). */
export function csnAt(time: number): string {
  const [date = '', fraction = ''] = new Date(time)
    .toISOString()
    .replace(/[-:TZ]/g, '')
    .split('.');
  return `${date}.${fraction.padEnd(6, '0')}Z#000000#000#000000`;
}

/** Generalized time of this moment, in full seconds. */
export function generalizedTimeAt(time: number): string {
  return `${new Date(time)
    .toISOString()
    .replace(/[-:TZ]/g, '')
    .slice(0, 14)}Z`;
}

/** Milliseconds since 1970 of a CSN or a generalized time in UTC, `undefined` when it is neither. */
export function timeOf(stamp: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z/.exec(stamp);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '.0'] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
  return Number.isNaN(time) ? undefined : time;
}
