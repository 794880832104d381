/** A login and its password. Kept in memory and in Secrets only; never logged, never in the cache file. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
}
