import { z } from 'zod';
import { type ApiClient, acceptFor } from './api-client.ts';

export interface ListOptions {
  readonly client: ApiClient;
  readonly path: string;
  readonly metadataOnly: boolean;
  readonly signal: AbortSignal;
}

const pageSchema = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(z.unknown()).nullish(),
});

/** A page is read, projected and let go before the next one comes: thousands of objects never stand in memory as they were sent. */
const PAGE_SIZE = 500;

/** Hands every object of a collection to `take`, page by page. Gives the version from which a watch goes on. */
export async function listObjects(options: ListOptions, take: (object: unknown) => void): Promise<string> {
  const { client, path, metadataOnly, signal } = options;
  const accept = acceptFor('PartialObjectMetadataList', metadataOnly);
  let token = '';
  for (;;) {
    const query = { limit: String(PAGE_SIZE), ...(token === '' ? {} : { continue: token }) };
    const answer = await client.send({ method: 'GET', path, query, accept }, signal);
    const { metadata, items } = pageSchema.parse(answer);
    for (const item of items ?? []) take(item);
    if (metadata.continue === undefined || metadata.continue === '') return metadata.resourceVersion;
    token = metadata.continue;
  }
}
