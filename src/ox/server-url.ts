import { ConfigurationError } from '../model/index.ts';

export interface ServerUrl {
  readonly origin: string;
  /** With the path, without a slash at its end. */
  readonly base: string;
}

/** Reads OX_SOAP_SERVER. Does not repeat what was found when it holds a password. */
export function parseServer(server: string): ServerUrl {
  const expected = 'expected the address of the OX server, like https://ox.example.org or http://ox:8009';
  if (server.includes('@')) throw new ConfigurationError(`OX_SOAP_SERVER: found a user in the address, ${expected}`);
  const url = URL.canParse(server) ? new URL(server) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '') {
    throw new ConfigurationError(`OX_SOAP_SERVER: found "${server}", ${expected}`);
  }
  return { origin: url.origin, base: `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/webservices$/, '')}` };
}
