import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readProjectFile } from '../../tools/project-files.ts';
import { render } from '../chart/helm.ts';
import { KubeScene, people } from '../e2e/kube-scene.ts';
import { group, users } from '../e2e/people.ts';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { isOurs, manifestsOn, RESOURCE_PAGES } from '../support/documented-manifests.ts';
import { AS_ARGO_CD, applyList, expectInSync, withNearServers, workedOn } from './in-sync-scene.ts';

/** What an admin has in Git: every example of the pages but OXSyncErrors, which are the operator's. */
const examples = [...RESOURCE_PAGES.map(([, page]) => page), 'docs/gitops.md']
  .flatMap((page) => manifestsOn(page).filter((manifest) => page.startsWith('docs/crds') || isOurs(manifest)))
  .filter(({ kind }) => kind !== 'OXSyncError')
  .map(withNearServers);
const ours = examples.filter(isOurs);

beforeAll(() => applyCustomResourceDefinitions(sharedCluster()));

/** A namespace that holds the examples, and the operator has worked on all of them. */
async function reconciled(...options: readonly string[]): Promise<KubeScene> {
  const scene = await KubeScene.open();
  await applyList(scene, examples, ...options);
  await scene.apply(people('people', users('anna', 'bob'), group('front-desk', 'anna')));
  scene.run();
  const ready = [
    'OXContext/city-hall',
    'OXAccessProfile/field-staff',
    'OXDirectory/trial',
    'OXFunctionalAccount/info',
    'OXResource/room-1',
  ];
  await scene.wait('condition=Ready', ...ready);
  await workedOn(scene, ours);
  return scene;
}

describe('every documented example, after the operator has worked on it', () => {
  it('is in sync for Argo CD with server-side diff, and for Flux: applied again it would change nothing', async () => {
    await expectInSync(await reconciled(...AS_ARGO_CD), examples);
  });

  it('is in sync for who compares with what was applied last, as kubectl and Argo CD without server-side diff do', async () => {
    const lines = (await applyList(await reconciled(), examples, '--dry-run=server')).trim().split('\n');
    // kubectl takes every Secret with stringData for a changed one.
    const told = lines.filter((line) => !line.startsWith('secret/'));
    expect(told).toHaveLength(ours.length);
    expect(told.filter((line) => !/ unchanged/.test(line))).toEqual([]);
  });
});

describe('the Application of deploy/argocd', () => {
  const application = parse(readProjectFile('deploy/argocd/application.yaml')) as {
    spec: { source: { targetRevision: string; helm: { valuesObject: object } } };
  };
  const { targetRevision, helm } = application.spec.source;

  it('names the chart of this version', () => {
    const { version } = parse(readProjectFile('charts/ox-operator/Chart.yaml')) as { version: string };
    expect(targetRevision).toBe(version);
  });

  it('is in sync with all that the chart makes of it, while the operator works', async () => {
    const made = await render(helm.valuesObject);
    expect(made.filter(({ metadata }) => metadata.annotations?.['helm.sh/hook'] !== undefined)).toEqual([]);
    const scene = await KubeScene.open();
    // The definitions are common to all tests; the rest goes into a namespace of this test.
    const manifests = made
      .filter(({ kind }) => kind !== 'CustomResourceDefinition')
      .map(({ metadata, ...rest }) => withNearServers({ ...rest, metadata: { ...metadata, namespace: scene.namespace } }));
    await applyList(scene, manifests, ...AS_ARGO_CD);
    scene.run();
    await scene.wait('condition=Ready', 'OXContext/city-hall', 'OXAccessProfile/premium');
    await workedOn(scene, manifests.filter(isOurs));
    expect(manifests.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['StatefulSet', 'Role', 'OXDirectory']));
    await expectInSync(scene, manifests);
  });
});
