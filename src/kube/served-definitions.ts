import { z } from 'zod';
import { API_GROUP, CUSTOM_RESOURCES, type CustomResourceKind, missingFields } from '../crds/index.ts';
import { sleep } from '../model/index.ts';
import { ApiError } from './api-error.ts';
import type { ApiEnvironment } from './reflector.ts';
import { API_VERSION } from './resource-kinds.ts';

const documentSchema = z.object({ components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }) });
const kindSchema = z.object({ 'x-kubernetes-group-version-kind': z.array(z.object({ group: z.string(), kind: z.string() })) });

/** Whoever upgrades applies definitions first, and the API server takes some seconds to publish them. */
const BELIEVED_AFTER_MS = 20_000;
const WHILE_OUTDATED_MS = 60_000;
const FIELDS_TOLD = 3;

/**
 * Compares the definitions of our kinds that the API server serves with those that we need. It reads what the API server publishes for
 * everybody (OpenAPI): definitions themselves are no matter of a namespace, and we have no right to read them.
 */
export class ServedDefinitions {
  private readonly environment: ApiEnvironment;
  private current: string | undefined;

  constructor(environment: ApiEnvironment) {
    this.environment = environment;
  }

  /** What is outdated and what to do about it, while it is so. */
  get notice(): string | undefined {
    return this.current;
  }

  /** Resolves when they are found to be right, or `signal` is aborted: nobody puts older ones in the place of newer ones. */
  async check(signal: AbortSignal): Promise<void> {
    if ((await this.look(signal)) === undefined) return;
    await sleep(this.environment.clock, BELIEVED_AFTER_MS, signal);
    while (!signal.aborted) {
      const found = await this.look(signal);
      if (signal.aborted) return;
      this.tell(found);
      if (found === undefined) return;
      await sleep(this.environment.clock, WHILE_OUTDATED_MS, signal);
    }
  }

  private tell(found: string | undefined): void {
    if (found === this.current) return;
    if (found !== undefined) this.environment.log.warn(found);
    else this.environment.log.info(`the API server has the definitions of ${API_VERSION} that this version needs`);
    this.current = found;
  }

  /** A cluster may keep what it publishes from us; then nothing can be said. */
  private async look(signal: AbortSignal): Promise<string | undefined> {
    try {
      const answer = await this.environment.client.send({ method: 'GET', path: `/openapi/v3/apis/${API_VERSION}` }, signal);
      return outdated(answer);
    } catch (error) {
      if (error instanceof ApiError) return undefined;
      throw error;
    }
  }
}

/** What an OpenAPI document of our group lacks. Kinds that it does not know are told by whoever reads them. */
function outdated(answer: unknown): string | undefined {
  const document = documentSchema.safeParse(answer);
  if (!document.success) return undefined;
  const lacks = Object.values(document.data.components.schemas).flatMap((schema) => {
    const kind = kindOf(schema);
    const missing = kind === undefined ? [] : missingFields(kind, schema);
    return missing.length === 0 ? [] : [`${kind} (${told(missing)})`];
  });
  if (lacks.length === 0) return undefined;
  return `the custom resource definitions in the API server are older than this operator and lack fields of ${lacks.join(', ')}: what is written there is refused or lost. Apply those of this version (helm upgrade with crds.enabled, or kubectl apply --server-side -f charts/ox-operator/files/crds)`;
}

function kindOf(schema: unknown): CustomResourceKind | undefined {
  const named = kindSchema.safeParse(schema);
  const kind = named.data?.['x-kubernetes-group-version-kind'].find(({ group }) => group === API_GROUP)?.kind;
  return kind !== undefined && kind in CUSTOM_RESOURCES ? (kind as CustomResourceKind) : undefined;
}

function told(missing: readonly string[]): string {
  const first = missing.slice(0, FIELDS_TOLD).join(', ');
  return missing.length > FIELDS_TOLD ? `${first} and ${missing.length - FIELDS_TOLD} more` : first;
}
