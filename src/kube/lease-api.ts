import { z } from 'zod';
import type { ApiClient, ApiRequest } from './api-client.ts';
import { hasStatus } from './api-error.ts';
import type { KeptLease, LeasePort, LeaseRecord } from './lease.ts';
import { type NamespaceOptions, openNamespace } from './open-namespace.ts';

/** What coordination.k8s.io/v1 lets anybody leave out is what a Lease without a holder looks like. */
const leaseSchema = z.object({
  metadata: z.object({ uid: z.string().min(1), resourceVersion: z.string().min(1) }),
  spec: z
    .object({
      holderIdentity: z.string().default(''),
      leaseDurationSeconds: z.number().positive().default(15),
      acquireTime: z.string().optional(),
      renewTime: z.string().optional(),
      leaseTransitions: z.number().default(0),
    })
    .prefault({}),
});

export interface ApiLeaseOptions extends NamespaceOptions {
  readonly name: string;
}

/** A Lease of coordination.k8s.io/v1. Needs the verbs get, create and patch. */
export class ApiLease implements LeasePort {
  private readonly client: ApiClient;
  private readonly metadata: { readonly name: string; readonly namespace: string };
  private readonly collection: string;

  private constructor(client: ApiClient, metadata: { name: string; namespace: string }) {
    this.client = client;
    this.metadata = metadata;
    this.collection = `/apis/coordination.k8s.io/v1/namespaces/${metadata.namespace}/leases`;
  }

  /** Over connections of its own: a renewal waits for nothing else. Asks nothing yet. Rejects with ConfigurationError without a kubeconfig. */
  static async open(options: ApiLeaseOptions): Promise<ApiLease> {
    const { client, namespace } = await openNamespace(options);
    return new ApiLease(client, { name: options.name, namespace });
  }

  async read(signal: AbortSignal): Promise<KeptLease | undefined> {
    try {
      // Without a resourceVersion the API server asks etcd and not its cache: what is read is no older than the question.
      return parse(await this.client.send({ method: 'GET', path: this.path }, signal));
    } catch (error) {
      if (hasStatus(error, 404)) return undefined;
      throw error;
    }
  }

  create(record: LeaseRecord, signal: AbortSignal): Promise<KeptLease | 'overtaken'> {
    const body = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: this.metadata, spec: toSpec(record) };
    return this.write({ method: 'POST', path: this.collection, body }, signal);
  }

  /** Labels and annotations of others stay. The version makes it a compare-and-swap. */
  replace(base: KeptLease, record: LeaseRecord, signal: AbortSignal): Promise<KeptLease | 'overtaken'> {
    const body = { metadata: { uid: base.uid, resourceVersion: base.version }, spec: toSpec(record) };
    return this.write({ method: 'PATCH', path: this.path, contentType: 'application/merge-patch+json', body }, signal);
  }

  async close(): Promise<void> {
    await this.client.close();
  }

  private get path(): string {
    return `${this.collection}/${this.metadata.name}`;
  }

  private async write(request: ApiRequest, signal: AbortSignal): Promise<KeptLease | 'overtaken'> {
    try {
      return parse(await this.client.send(request, signal));
    } catch (error) {
      const isGone = request.method === 'PATCH' && hasStatus(error, 404);
      if (isGone || hasStatus(error, 409)) return 'overtaken';
      throw error;
    }
  }
}

function toSpec(record: LeaseRecord): object {
  return {
    holderIdentity: record.holder,
    leaseDurationSeconds: Math.ceil(record.durationMs / 1000),
    acquireTime: toMicroTime(record.acquiredAt),
    renewTime: toMicroTime(record.renewedAt),
    leaseTransitions: record.transitions,
  };
}

function parse(object: unknown): KeptLease {
  const { metadata, spec } = leaseSchema.parse(object);
  const record = {
    holder: spec.holderIdentity,
    durationMs: spec.leaseDurationSeconds * 1000,
    acquiredAt: toMilliseconds(spec.acquireTime),
    renewedAt: toMilliseconds(spec.renewTime),
    transitions: spec.leaseTransitions,
  };
  return { uid: metadata.uid, version: metadata.resourceVersion, record };
}

/** RFC 3339 with six digits of the second. */
function toMicroTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}

function toMilliseconds(time: string | undefined): number {
  const parsed = Date.parse(time ?? '');
  return Number.isNaN(parsed) ? 0 : parsed;
}
