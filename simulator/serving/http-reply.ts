import type { IncomingMessage, ServerResponse } from 'node:http';

const pages: Readonly<Record<'http502' | 'http503', readonly [number, string]>> = {
  http502: [502, 'Bad Gateway'],
  http503: [503, 'Service Unavailable'],
};

export function sendHtml(response: ServerResponse, status: number, title: string, text = title): void {
  send(response, status, 'text/html;charset=utf-8', `<html><head><title>${title}</title></head><body><h1>${text}</h1></body></html>\n`);
}

/** What a proxy in front of OX sends. */
export function sendProxyPage(response: ServerResponse, kind: 'http502' | 'http503'): void {
  const [status, words] = pages[kind];
  sendHtml(response, status, `${status} ${words}`);
}

export function send(response: ServerResponse, status: number, contentType: string, body: string | Buffer): void {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
  response.writeHead(status, { 'Content-Type': contentType, 'Content-Length': bytes.length });
  response.end(bytes);
}

/** Cuts the connection with a TCP reset. */
export function reset(request: IncomingMessage): void {
  request.socket.resetAndDestroy();
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
}
