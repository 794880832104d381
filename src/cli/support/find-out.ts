import { stat } from 'node:fs/promises';
import { ALL_KINDS, ClusterReader } from '../../kube/index.ts';
import { ConfigurationError, messageOf, sleep, systemClock } from '../../model/index.ts';
import { withOperator } from '../client/client-command.ts';
import { packageVersion } from '../version.ts';
import { type Missing, orMissing } from './or-missing.ts';
import { type Findings, type SupportPlace, supportFactsSchema } from './support-facts.ts';

type Progress = (step: string) => void;
type Part = Omit<Partial<Findings>, 'missing' | 'command'>;

/** A Service leads to any replica: this often the one that leads is looked for, before another one is good enough. */
const MOST_REPLICAS_ASKED = 10;
const NEXT_REPLICA_MS = 100;

/** What a bundle is made of. Rejects when neither the operator nor what it works on can be had. */
export async function findOut(place: SupportPlace, environment: NodeJS.ProcessEnv, onStep: Progress): Promise<Findings> {
  const missing: Missing[] = [];
  await expectFolder(place);
  const operator = await askOperator(place, missing, onStep);
  const isInCluster = place.url === undefined && place.manifests === undefined;
  const cluster = isInCluster ? await lookAtCluster(place, operator, missing, onStep) : {};
  const rest = operator === undefined ? await lookAlone(place, environment, missing, onStep) : toldBy(operator, place, missing);
  const command = { version: packageVersion(), node: process.version, platform: `${process.platform} ${process.arch}` };
  return { command, settings: [], ...cluster, ...rest, missing };
}

async function expectFolder({ url, manifests }: SupportPlace): Promise<void> {
  if (url !== undefined || manifests === undefined) return;
  const found = await stat(manifests).catch(() => undefined);
  if (found?.isDirectory() !== true) throw new ConfigurationError(`--manifests: found ${JSON.stringify(manifests)}, expected a folder`);
}

function toldBy(operator: NonNullable<Findings['operator']>, { url }: SupportPlace, missing: Missing[]): Part {
  const { settings, counts, heldDeletions, resources, commonNames, lease } = operator;
  missing.push(...operator.missing);
  if (url !== undefined && lease !== undefined)
    missing.push({ what: 'versions of the API server', why: '--url leads to the operator alone' });
  return { operator, settings, counts, heldDeletions, resources, commonNames };
}

/** Whoever names an address wants that operator and no other. */
async function askOperator(place: SupportPlace, missing: Missing[], onStep: Progress): Promise<Findings['operator']> {
  onStep('asking the operator');
  try {
    return await withOperator(place, async (api) => {
      for (let asked = 1; ; asked += 1) {
        const facts = supportFactsSchema.parse(await api.get('support'));
        if (facts.isLeading || asked === MOST_REPLICAS_ASKED) return facts;
        await sleep(systemClock, NEXT_REPLICA_MS);
      }
    });
  } catch (error) {
    if (place.url !== undefined || error instanceof ConfigurationError) throw error;
    missing.push({ what: 'log, metrics, outage, quarantines and settings of the operator', why: messageOf(error) });
    return undefined;
  }
}

/** The API server tells its versions to everybody. Who is there at all is found out here. */
async function lookAtCluster(place: SupportPlace, operator: Findings['operator'], missing: Missing[], onStep: Progress): Promise<Part> {
  onStep('asking the API server');
  const reader = await ClusterReader.open({ ...place, clock: systemClock });
  try {
    const kubernetes = await reader.serverVersion();
    const definitions = await orMissing('versions of the custom resource definitions', missing, () => reader.definitionVersions());
    const resources = operator === undefined ? await resourcesIn(reader, missing) : undefined;
    return { kubernetes, definitions, resources };
  } catch (error) {
    if (operator === undefined) throw error;
    missing.push({ what: 'version of the API server', why: messageOf(error) });
    return {};
  } finally {
    await reader.close();
  }
}

async function resourcesIn(reader: ClusterReader, missing: Missing[]): Promise<Findings['resources']> {
  const found = await Promise.all(ALL_KINDS.map((kind) => orMissing(kind, missing, () => reader.resources(kind))));
  return found.flatMap((resources) => resources ?? []);
}

async function lookAlone(place: SupportPlace, environment: NodeJS.ProcessEnv, missing: Missing[], onStep: Progress): Promise<Part> {
  onStep('reading what there is without an operator');
  // Whoever only asks a running operator does not wait until all of one is loaded.
  const { factsWithoutOperator } = await import('./facts-without-operator.ts');
  return await factsWithoutOperator(place, environment, missing);
}
