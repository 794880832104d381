import { beforeAll, describe, expect } from 'vitest';
import { testBesideOthers } from '../support/after-this-test.ts';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { eventually } from '../support/eventually.ts';
import { context, directory, KubeScene, patchOf, people } from './kube-scene.ts';
import { logins, users } from './people.ts';

beforeAll(() => applyCustomResourceDefinitions(sharedCluster()));

const PATIENCE = { within: 60_000, every: 100 };

/** The lines of `kubectl events` on the OXDirectory, the oldest first, as `Warning DeletionsHeld …`. */
async function told(scene: KubeScene): Promise<string[]> {
  const text = await scene.kubectl('events', '--for', 'oxdirectory/people', '--no-headers');
  return text
    .trim()
    .split('\n')
    .map((line) => line.replace(/^.*?(Normal|Warning) +(\w+) +OXDirectory\/people +/, '$1 $2 '));
}

/** Waits until the admin is told it. */
async function isTold(scene: KubeScene, words: RegExp): Promise<void> {
  await eventually(async () => expect(await told(scene)).toContainEqual(expect.stringMatching(words)), PATIENCE);
}

describe('kubectl events tells an admin', () => {
  testBesideOthers(
    'of held deletions and their approval, of an outage, of changes in OX, and of a directory that is away, from begin to end',
    async () => {
      const scene = await KubeScene.open();
      const { ox } = scene;
      const { control } = ox.simulator;
      scene.run();
      const everybody = logins(8);
      const spec = { deletionGuard: { users: { maxCount: 2 } }, driftInterval: '1s' };
      await scene.apply(people('people', users(...everybody)), context('city-hall'), directory('people', spec));
      await scene.wait('condition=Ready', 'oxctx/city-hall', 'oxdir/people');

      await scene.apply(people('people', users(...everybody.slice(3))));
      await isTold(scene, /^Warning DeletionsHeld 3 users would leave OX, .* are approved by the annotation \S+=\w+$/);
      expect(ox.logins()).toEqual(everybody);
      // The event may be there before the status, which is written now and then.
      const token = await eventually(async () => (await scene.field('oxdir/people', '.status.heldDeletions.token')) || false, PATIENCE);
      await scene.kubectl('annotate', 'oxdir/people', `ox-operator.dev/approve-deletions=${token}`);
      await isTold(scene, /^Normal DeletionsApproved /);
      await scene.wait('condition=Ready', 'oxdir/people');
      expect(ox.logins()).toEqual(everybody.slice(3));

      control.addFault({ injection: { kind: 'http502' } });
      await scene.apply(people('people', users(...everybody.slice(3), 'anna')));
      await isTold(scene, /^Warning OxUnreachable .*HTTP 502.*\. Check OX_SOAP_SERVER, /);
      control.clearFaults();
      await isTold(scene, /^Normal OutageEnded OX answers again$/);
      await scene.wait('condition=Ready', 'oxdir/people');

      const ctx = { id: 10 };
      const usrdata = { id: ox.ids().get('anna'), company: 'Elsewhere' };
      control.call('OXUserService', 'change', { ctx, usrdata, auth: await scene.credentials('city-hall-ox-admin') });
      await isTold(scene, /^Warning DriftDetected .*: User anna \(company\)\. Look who changed it/);
      await scene.kubectl('patch', 'oxdir', 'people', '--type=merge', '-p', patchOf({ driftPolicy: 'Correct' }));
      await isTold(scene, /^Normal DriftCorrected .*: User anna \(company\)$/);
      await eventually(() => expect(ox.user('anna')?.company).not.toBe('Elsewhere'), PATIENCE);

      await scene.kubectl('delete', 'configmap', 'people');
      await isTold(scene, /^Warning DirectoryUnreachable ConfigMap people: there is no such ConfigMap/);
      await scene.apply(people('people', users(...everybody.slice(3), 'anna')));
      await isTold(scene, /^Normal SourceReachable the directory is read again$/);

      const reasons = (await told(scene)).map((line) => line.split(' ').slice(0, 2).join(' '));
      expect(reasons.sort()).toEqual([
        ...['Normal DeletionsApproved', 'Normal DriftCorrected', 'Normal OutageEnded', 'Normal SourceReachable'],
        ...['Warning DeletionsHeld', 'Warning DirectoryUnreachable', 'Warning DriftDetected', 'Warning OxUnreachable'],
      ]);
    },
  );

  testBesideOthers(
    'of the first ten whom OX refuses, and of the quarantine that spares OX the others, until all are tried again; and of a context that is somebody else’s',
    async () => {
      const scene = await KubeScene.open();
      const { ox } = scene;
      scene.run();
      await scene.apply(people('people', users('anna')), context('city-hall'), directory('people'));
      await scene.wait('condition=Ready', 'oxctx/city-hall', 'oxdir/people');
      const full = { kind: 'soapFault', exception: 'StorageException', text: 'the filestore has no more room' } as const;
      ox.simulator.control.addFault({ match: { operation: 'createByModuleAccess' }, injection: full });
      await scene.apply(people('people', users('anna', ...logins(140))), context('rival', { contextName: 'rival' }));
      await isTold(scene, /^Warning Quarantined 101 of the last 200 attempts failed: ServerFault/);
      expect((await told(scene)).filter((line) => /User user\d+ is parked: .*no more room/.test(line))).toHaveLength(10);
      expect(await scene.kubectl('describe', 'oxdir', 'people')).toMatch(/Warning +Quarantined .*ox-operator\.dev\/ox-operator +101 of/);
      const rival = /Warning +ContextIdConflict +OXContext\/rival +the contextId 10 belongs to the older OXContext "city-hall"\. /;
      await eventually(async () => expect(await scene.kubectl('events', '--for', 'oxcontext/rival')).toMatch(rival), PATIENCE);
      ox.simulator.control.clearFaults();
      await isTold(scene, /^Normal QuarantineEnded /);
      await scene.kubectl('annotate', 'oxdir/people', 'ox-operator.dev/reconcile-requested-at=now');
      await scene.wait('condition=Ready', 'oxdir/people');
      expect(ox.logins()).toHaveLength(141);
    },
  );
});
