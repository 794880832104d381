import { type Filter, FilterParser } from 'ldapts';
import { ConfigurationError, messageOf } from '../model/index.ts';

/** Parses an RFC 4515 filter. `place` says where it stands, for the `ConfigurationError` of a wrong one. */
export function parseFilter(filter: string, place: string): Filter {
  try {
    return FilterParser.parseString(decodeUtf8Escapes(withoutSpaceBetween(filter)));
  } catch (error) {
    throw new ConfigurationError(`${place} is not an LDAP filter (RFC 4515): found ${JSON.stringify(filter)}; ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** White space around parts, which slapd and ldapsearch accept and ldapts does not. */
function withoutSpaceBetween(filter: string): string {
  return filter
    .trim()
    .replace(/\)\s+(?=[()])/g, ')')
    .replace(/\(\s*([&|!])\s*(?=\()/g, '($1');
}

/** ldapts takes each `\xx` for a character; what is beyond ASCII is a sequence of UTF-8 octets (`\c3\bc` is one `ü`). */
function decodeUtf8Escapes(filter: string): string {
  return filter.replace(/(?:\\[89a-f][0-9a-f])+/gi, (run) => Buffer.from(run.replaceAll('\\', ''), 'hex').toString('utf8'));
}
