import { ApiClient } from './api-client.ts';
import { ApiConnection, type ApiConnectionOptions } from './api-connection.ts';

export interface NamespaceOptions extends ApiConnectionOptions {
  /** Default: that of the kubeconfig's context or of the service account, else `default`. */
  readonly namespace?: string | undefined;
}

/** A client, and the namespace that is meant. Asks nothing yet. Rejects with ConfigurationError without a kubeconfig. */
export async function openNamespace(options: NamespaceOptions): Promise<{ client: ApiClient; namespace: string }> {
  const connection = await ApiConnection.create(options);
  return { client: new ApiClient(connection, options.clock), namespace: options.namespace ?? connection.namespace ?? 'default' };
}
