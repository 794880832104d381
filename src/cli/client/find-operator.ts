import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NoOperatorThere, OperatorProxy } from '../../kube/index.ts';
import { ConfigurationError, messageOf, systemClock } from '../../model/index.ts';
import { OperatorApi, type OperatorRoad } from './operator-api.ts';

/** Where a command looks for the operator: the first that is given. */
export interface OperatorPlace {
  /** The folder that an operator runs on. */
  readonly manifests?: string;
  /** Address of its status page. */
  readonly url?: string;
  readonly kubeconfig?: string;
  readonly namespace?: string;
}

const HOW = 'Point at one with --manifests DIR, --url URL, or a kubeconfig and --namespace.';

/** Rejects when there is none, with how to point at one. */
export async function findOperator(place: OperatorPlace): Promise<OperatorApi> {
  return new OperatorApi(await roadTo(place));
}

async function roadTo({ manifests, url, kubeconfig, namespace }: OperatorPlace): Promise<OperatorRoad> {
  if (url !== undefined) return webRoad(url);
  if (manifests !== undefined) return webRoad(await endpointOf(manifests));
  try {
    const proxy = await OperatorProxy.open({ kubeconfig, namespace, clock: systemClock });
    return {
      place: `namespace ${proxy.namespace}`,
      ask: (path, signal) => proxy.ask(path, signal),
      close: () => proxy.close(),
    };
  } catch (error) {
    throw error instanceof ConfigurationError ? new ConfigurationError(`${messageOf(error)}. ${HOW}`) : error;
  }
}

async function endpointOf(folder: string): Promise<string> {
  const path = join(folder, '.ox-operator', 'endpoint');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    const message = `no operator runs on ${folder}, or it has no status page (STATUS_ADDRESS): ${path} is missing. ${HOW}`;
    throw new NoOperatorThere(message, { cause });
  }
}

function webRoad(address: string): OperatorRoad {
  if (!/^https?:$/.test(URL.canParse(address) ? new URL(address).protocol : ''))
    throw new ConfigurationError(`--url: found ${JSON.stringify(address)}, expected an address such as http://127.0.0.1:8082`);
  const base = address.replace(/\/+$/, '');
  return {
    place: base,
    async ask(path, signal) {
      try {
        const response = await fetch(`${base}${path}`, { signal });
        return { status: response.status, text: await response.text() };
      } catch (cause) {
        throw new NoOperatorThere(`no operator answers at ${base} (${reasonOf(cause)}). ${HOW}`, { cause });
      }
    },
    close: async () => undefined,
  };
}

/** fetch says only that it failed; why is in its cause. */
function reasonOf(error: unknown): string {
  return error instanceof Error && error.cause instanceof Error ? messageOf(error.cause) : messageOf(error);
}
