import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { ManifestFolder } from '../support/manifest-folder.ts';

interface Said {
  readonly status: number;
  readonly body: object;
}

/** Something that answers as an API server does, with what it was asked; and a kubeconfig that leads to it. */
export async function apiServer(answer: (path: string, times: number) => Said): Promise<{ kubeconfig: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let sent = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      sent += text;
    });
    request.on('end', () => {
      const path = request.url ?? '';
      const { status, body } = answer(path, asked.push(request.method === 'GET' ? path : `${request.method} ${path} ${sent}`));
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const folder = await ManifestFolder.create();
  onTestFinished(async () => {
    server.close();
    await folder.dispose();
  });
  await folder.write('kubeconfig', stringify(kubeconfigFor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)));
  return { kubeconfig: folder.at('kubeconfig'), asked };
}

function kubeconfigFor(server: string): object {
  return {
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'here' },
    clusters: [{ name: 'here', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'me', user: {} }],
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'me', namespace: 'mail' } }],
  };
}
