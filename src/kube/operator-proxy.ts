import { z } from 'zod';
import { OperatorError } from '../model/index.ts';
import type { ApiAnswer, ApiClient } from './api-client.ts';
import { type NamespaceOptions, openNamespace } from './open-namespace.ts';

/** How the chart marks what is ours, and what it calls the port of the status page. */
const OUR_SERVICES = 'app.kubernetes.io/part-of=ox-operator';
const STATUS_PORT = 'status';

const servicesSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      spec: z.object({ ports: z.array(z.object({ name: z.string().optional() })).default([]) }),
    }),
  ),
});

/** No operator runs where it was looked for. */
export class NoOperatorThere extends OperatorError {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super('BackingOff', message, options);
  }
}

/** Asks the operator of a namespace through the API server, which needs the verbs list on services and get on services/proxy. */
export class OperatorProxy {
  readonly namespace: string;
  private readonly client: ApiClient;
  private service: string | undefined;

  private constructor(client: ApiClient, namespace: string) {
    this.client = client;
    this.namespace = namespace;
  }

  /** Asks nothing yet. Rejects with ConfigurationError without a kubeconfig. */
  static async open(options: NamespaceOptions): Promise<OperatorProxy> {
    const { client, namespace } = await openNamespace(options);
    return new OperatorProxy(client, namespace);
  }

  /** @param path with its query, as the status face has it */
  async ask(path: string, signal: AbortSignal): Promise<ApiAnswer> {
    this.service ??= await this.findService(signal);
    const [pathname = '', query = ''] = path.split('?');
    const place = `/api/v1/namespaces/${this.namespace}/services/http:${this.service}:${STATUS_PORT}/proxy${pathname}`;
    return await this.client.ask({ method: 'GET', path: place, query: Object.fromEntries(new URLSearchParams(query)) }, signal);
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private async findService(signal: AbortSignal): Promise<string> {
    const path = `/api/v1/namespaces/${this.namespace}/services`;
    const { items } = servicesSchema.parse(await this.client.send({ method: 'GET', path, query: { labelSelector: OUR_SERVICES } }, signal));
    const found = items.find(({ spec }) => spec.ports.some(({ name }) => name === STATUS_PORT));
    if (found !== undefined) return found.metadata.name;
    throw new NoOperatorThere(
      `no operator in the namespace ${this.namespace}: it has no Service with the label ${OUR_SERVICES}. Point at one with --namespace, --manifests DIR or --url URL.`,
    );
  }
}
