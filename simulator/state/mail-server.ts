import type { UserData } from './ox-data.ts';

interface Protocol {
  readonly scheme: string;
  readonly port: number;
}

const imap: Protocol = { scheme: 'imap', port: 143 };
const smtp: Protocol = { scheme: 'smtp', port: 25 };

interface MailServer {
  readonly host: string;
  readonly scheme: string;
  readonly port: number;
}

/** `host`, `host:port` or `scheme://host:port`. */
function parseServer(text: string, port: number | undefined, protocol: Protocol): MailServer {
  const match = /^(?:([a-z]+):\/\/)?(.*?)(?::(\d+))?\/?$/i.exec(text);
  const named = match?.[3] === undefined ? undefined : Number(match[3]);
  return { host: match?.[2] ?? text, scheme: match?.[1] ?? protocol.scheme, port: named ?? port ?? protocol.port };
}

/**
 * The server fields that a request leads to. A port counts only together with its server; scheme and the full text are
 * always made by OX, and port and scheme are answered even when there is no server.
 */
export function mailServerFields(sent: UserData): UserData {
  return { ...imapFields(sent.imapServer, sent.imapPort), ...smtpFields(sent.smtpServer, sent.smtpPort) };
}

function imapFields(text: string | undefined, port: number | undefined): UserData {
  if (text === undefined) return {};
  const server = parseServer(text, port, imap);
  const url = `${server.scheme}://${server.host}:${server.port}`;
  return {
    imapServer: server.host,
    imapPort: server.port,
    imapSchema: `${server.scheme}://`,
    imapServerString: text === '' ? undefined : url,
  };
}

function smtpFields(text: string | undefined, port: number | undefined): UserData {
  if (text === undefined) return {};
  const server = parseServer(text, port, smtp);
  const url = `${server.scheme}://${server.host}:${server.port}`;
  return {
    smtpServer: server.host,
    smtpPort: server.port,
    smtpSchema: `${server.scheme}://`,
    smtpServerString: text === '' ? undefined : url,
  };
}

export const defaultMailServerFields: UserData = { imapPort: imap.port, imapSchema: 'imap://', smtpPort: smtp.port, smtpSchema: 'smtp://' };
