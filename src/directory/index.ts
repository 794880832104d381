export { Departures } from './departures.ts';
export { DirectoryFeed, type FeedOptions, type FeedResult } from './directory-feed.ts';
export * from './directory-source.ts';
export { LdapDirectory, type LdapDirectoryOptions } from './ldap-directory.ts';
export { LdifQuery } from './ldif-entry.ts';
export { ldifFile } from './ldif-file.ts';
export { type LdifRecord, parseLdif } from './ldif-parser.ts';
export { LdifDirectory, type LdifDirectoryOptions } from './ldif-source.ts';
export { QUERY_OF } from './query-of.ts';
