import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { DirectoryCursor, DirectoryQuery } from './directory-source.ts';

const VERSION = 1;

const queryProgress = z.object({
  /** How many entries the last complete look found at least. */
  entries: z.number(),
  /** Content sync: octets as latin1. */
  cookie: z.string().optional(),
  /** Time stamps: the newest stamp seen, the attribute it stood in, when it was first seen and when the last search began. */
  stamp: z
    .object({ attribute: z.enum(['entryCSN', 'modifyTimestamp']), newest: z.string(), seenAt: z.number(), searchedAt: z.number() })
    .optional(),
  /** Time stamps: the last look at all ids. */
  idScan: z.object({ endedAt: z.number(), tookMs: z.number() }).optional(),
  /** Time stamps: contextCSN when the connection was made. */
  contextCsn: z.array(z.string()).optional(),
});

const ldapCursor = z.object({
  version: z.literal(VERSION),
  /** Of the queries. */
  fingerprint: z.string(),
  method: z.enum(['ContentSync', 'Timestamps']),
  server: z.string(),
  /** The last time that everything was read. Milliseconds since 1970, like all times here. */
  fullRead: z.object({ endedAt: z.number(), tookMs: z.number(), dueAt: z.number() }),
  /** Read from a server that may lag behind another one: until the next full read nothing is taken for gone because it was not told. */
  isAdopted: z.boolean(),
  /** Content sync: digest of the containers and their names. */
  containers: z.string().optional(),
  queries: z.record(z.string(), queryProgress),
});

/** How far one query was read. */
export type QueryProgress = Readonly<z.infer<typeof queryProgress>>;
export type LdapCursor = Readonly<z.infer<typeof ldapCursor>>;

/** The cursor, or `undefined` when it is none, of another version, or of other queries: then everything is read. */
export function parseLdapCursor(text: DirectoryCursor | undefined, fingerprint: string): LdapCursor | undefined {
  const parsed = ldapCursor.safeParse(jsonOf(text));
  return parsed.success && parsed.data.fingerprint === fingerprint ? parsed.data : undefined;
}

export function formatLdapCursor(cursor: Omit<LdapCursor, 'version'>): DirectoryCursor {
  return JSON.stringify({ version: VERSION, ...cursor });
}

/** Another one when anything about the queries changed that changes what they answer. */
export function fingerprintOf(queries: readonly DirectoryQuery[]): string {
  const shapes = queries.map(({ name, base, filter, attributes, binaryAttributes }) => [
    name,
    base.toLowerCase(),
    filter,
    [...attributes].map((attribute) => attribute.toLowerCase()).sort(),
    [...binaryAttributes].map((attribute) => attribute.toLowerCase()).sort(),
  ]);
  return createHash('sha256').update(JSON.stringify(shapes)).digest('hex').slice(0, 32);
}

/** `undefined` when the text is no JSON: then there is nothing to go on from. */
export function jsonOf(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
