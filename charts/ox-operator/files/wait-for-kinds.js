// Run by a Job of the first install: waits until the API server knows the kinds whose definitions were made a moment ago.
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

const { KUBERNETES_SERVICE_HOST: host = '', KUBERNETES_SERVICE_PORT: port = '443', KINDS = '', TOKEN_FILE = '' } = process.env;
const url = `https://${host.includes(':') ? `[${host}]` : host}:${port}/apis/ox-operator.dev/v1alpha1`;
const wanted = KINDS.split(',');

for (let seconds = 0; ; seconds += 1) {
  const missing = await missingKinds();
  if (missing.length === 0) break;
  console.log(`the API server does not know ${missing.join(', ')} yet`);
  if (seconds === 120) process.exit(1);
  await pause(1000);
}

async function missingKinds() {
  try {
    const token = (await readFile(TOKEN_FILE, 'utf8')).trim();
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) return wanted;
    const { resources } = await answer.json();
    return wanted.filter((kind) => !resources.some((resource) => resource.kind === kind));
  } catch (error) {
    console.log(`${url}: ${error.cause?.message ?? error.message}`);
    return wanted;
  }
}
