import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A certificate authority (`ca.crt`, `ca.key`) and a certificate of it for 127.0.0.1 and localhost (`server.crt`, `server.key`),
 * written into `folder`. Answers the authority's certificate (PEM).
 */
export async function createTlsMaterial(folder: string): Promise<string> {
  const file = (name: string): string => join(folder, name);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
  await run('openssl', ['req', '-x509', ...key, '-keyout', file('ca.key'), '-out', file('ca.crt'), '-subj', '/CN=Test authority']);
  await run('openssl', ['req', ...key.slice(0, 5), '-keyout', file('server.key'), '-out', file('server.csr'), '-subj', '/CN=localhost']);
  await writeFile(file('server.ext'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  await run('openssl', [
    ...['x509', '-req', '-in', file('server.csr'), '-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial'],
    ...['-days', '30', '-extfile', file('server.ext'), '-out', file('server.crt')],
  ]);
  return readFile(file('ca.crt'), 'utf8');
}
