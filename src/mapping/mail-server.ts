/** A mail server as OX takes it: scheme with its slashes (`imap://`), host, port. */
export interface MailServer {
  readonly schema: string;
  readonly host: string;
  readonly port: number;
}

type MailProtocol = 'imap' | 'smtp';

const defaultPorts = { imap: 143, imaps: 993, smtp: 587, smtps: 465 } as const;

const url = /^(imaps?|smtps?):\/\/([^\s/:@?#]+|\[[0-9a-fA-F:.]+\])(?::(\d{1,5}))?\/?$/;

/**
 * The server that a setting such as `imap://mail.example.org:143` names; `undefined` when it is none. An empty setting names no host,
 * only scheme and port for entries that name a host themselves.
 */
export function parseMailServer(protocol: MailProtocol, text: string): MailServer | undefined {
  if (text === '') return { schema: `${protocol}://`, host: '', port: defaultPorts[protocol] };
  const [, scheme = '', host = '', port] = url.exec(text) ?? [];
  if (!isScheme(scheme) || !scheme.startsWith(protocol)) return undefined;
  const portNumber = port === undefined ? defaultPorts[scheme] : Number(port);
  return portNumber >= 1 && portNumber <= 65_535 ? { schema: `${scheme}://`, host, port: portNumber } : undefined;
}

function isScheme(text: string): text is keyof typeof defaultPorts {
  return Object.hasOwn(defaultPorts, text);
}
