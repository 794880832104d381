export { DirectoryFeed, type FeedOptions, type FeedResult } from './directory-feed.ts';
export * from './directory-source.ts';
export { LdapDirectory, type LdapDirectoryOptions } from './ldap-directory.ts';
