import { beforeAll, describe, expect, it } from 'vitest';
import { applyCustomResourceDefinitions, sharedCluster } from '../support/cluster.ts';
import { eventually } from '../support/eventually.ts';
import { context, directory, KubeScene, patchOf, people } from './kube-scene.ts';
import { user, users } from './people.ts';

beforeAll(() => applyCustomResourceDefinitions(sharedCluster()));

const PATIENCE = { within: 60_000 };

/** Bob wants anna's address, which OX refuses. */
const rival = user('bob').replace('bob@example.org', 'anna@example.org');

/** The operator at work on anna and a bob whom OX refuses; answers the name of his OXSyncError. */
async function refuseBob(spec: Readonly<Record<string, unknown>> = {}): Promise<{ scene: KubeScene; error: string }> {
  const scene = await KubeScene.open();
  scene.run();
  await scene.apply(people('people', users('anna')), context('city-hall'), directory('people', spec));
  await scene.wait('condition=Ready', 'oxdir/people');
  await scene.apply(people('people', users('anna'), rival));
  const error = await eventually(async () => {
    const name = (await scene.kubectl('get', 'oxerr', '-o', 'name')).trim();
    if (name === '') throw new Error('there is no OXSyncError');
    return name;
  }, PATIENCE);
  return { scene, error };
}

async function act(scene: KubeScene, error: string, action: string): Promise<void> {
  await scene.kubectl('patch', error, '--type=merge', '-p', patchOf({ action }));
  const text = (): Promise<string> => scene.kubectl('get', error, '--ignore-not-found', '-o', 'jsonpath={.spec.action}');
  await eventually(async () => expect(await text()).toBe(''), PATIENCE);
}

describe('an admin with kubectl', () => {
  it('finds in an OXSyncError whom OX refused and why, and waits for it to go when the entry is mended', async () => {
    const { scene, error } = await refuseBob();
    expect(error).toMatch(/^oxsyncerror\.ox-operator\.dev\/people-user-[0-9a-f]{10}$/);
    expect(await scene.kubectl('get', 'oxerr')).toMatch(
      /^NAME +KIND +OBJECT +REASON +STATE +ATTEMPTS +NEXT +AGE\npeople-user-\w+ +User +bob +MailAddressTaken +Parked +1 +\d+s\n$/,
    );
    expect(await scene.kubectl('get', 'oxerr', '-o', 'wide')).toMatch(/ people +10 +\S.*anna@example\.org.* \d+s\n$/);
    for (const selector of ['directory=people', 'kind=User', 'reason=MailAddressTaken', 'error-class=invalid']) {
      expect((await scene.kubectl('get', 'oxerr', '-l', `ox-operator.dev/${selector}`, '-o', 'name')).trim()).toBe(error);
    }
    const selected = 'status.reason=MailAddressTaken,spec.objectRef.name=bob,spec.objectRef.directory=people';
    expect((await scene.kubectl('get', 'oxerr', '--field-selector', selected, '-o', 'name')).trim()).toBe(error);
    expect(await scene.field('oxdir/people', '.status.firstErrors[*].name')).toBe('bob');

    const events = await eventually(async () => {
      const text = await scene.kubectl('events', '--for', 'oxdirectory/people');
      return text.includes('MailAddressTaken') && text;
    }, PATIENCE);
    expect(events).toMatch(/Warning +MailAddressTaken +OXDirectory\/people +User bob is parked: .*anna@example\.org/);
    expect(await scene.kubectl('events', '--for', 'oxcontext/city-hall')).toMatch(
      /Normal +CredentialsGenerated [\s\S]*Normal +ContextCreated /,
    );

    await scene.apply(people('people', users('anna', 'bob')));
    await scene.wait('delete', error);
    await scene.wait('condition=Ready', 'oxdir/people');
    expect(scene.ox.logins()).toEqual(['anna', 'bob']);
  });

  it('has it tried again, read afresh, and discarded by spec.action, which is emptied each time', async () => {
    const { scene, error } = await refuseBob();
    await act(scene, error, 'Retry');
    await eventually(async () => expect(await scene.field(error, '.status.attempts')).toBe('2'), PATIENCE);
    await act(scene, error, 'Resync');
    await eventually(async () => expect(await scene.field(error, '.status.attempts')).toBe('3'), PATIENCE);
    await act(scene, error, 'Discard');
    await scene.wait('delete', error);
    await scene.wait('condition=Ready', 'oxdir/people');
    expect(await scene.condition('oxdir/people', 'Ready', 'message')).toBe('1 in step with OX, 1 discarded');
    expect(scene.ox.logins()).toEqual(['anna']);
  });

  it('gets 200 of a directory at most, sees the rest counted, and gets those when there is room', async () => {
    const scene = await KubeScene.open();
    scene.run();
    // Nothing of them is sent to OX: that refused so many for one reason would put the directory into quarantine.
    const clerk = (index: number, isMended: boolean): string => {
      const entry = user(`clerk${index}`);
      return isMended ? entry : entry.replace('sn: Sample\n', '');
    };
    const clerks = (mended: number): string[] => Array.from({ length: 230 }, (_, index) => clerk(index, index < mended));
    const count = async (): Promise<number> => (await scene.kubectl('get', 'oxerr', '-o', 'name')).trim().split('\n').length;
    await scene.apply(people('people', users('anna')), context('city-hall'), directory('people'));
    await scene.wait('condition=Ready', 'oxdir/people');
    await scene.apply(people('people', users('anna'), ...clerks(0)));
    await scene.wait('jsonpath={.status.parked}=230', 'oxdir/people');
    await eventually(async () => expect(await count()).toBe(200), PATIENCE);
    await scene.apply(people('people', users('anna'), ...clerks(80)));
    await scene.wait('jsonpath={.status.parked}=150', 'oxdir/people');
    await eventually(async () => expect(await count()).toBe(150), PATIENCE);
    const [first = ''] = (await scene.kubectl('get', 'oxerr', '-o', 'name')).split('\n');
    await expect(scene.kubectl('patch', first, '--type=merge', '-p', patchOf({ action: 'Explode' }))).rejects.toThrow('Unsupported value');
  });

  it('puts aside what halts a directory, and the directory goes on', async () => {
    const { scene, error } = await refuseBob({ errorPolicy: 'Halt' });
    await scene.wait('condition=Halted', 'oxdir/people');
    const told = /Warning +Halted +OXDirectory\/people +the directory stands still at User bob: .*Give one of the two another address/;
    await eventually(async () => expect(await scene.kubectl('events', '--for', 'oxdirectory/people')).toMatch(told), PATIENCE);
    expect(await scene.field(error, '.status.state')).toBe('Halted');
    await scene.apply(people('people', users('anna', 'carla'), rival));
    await act(scene, error, 'Park');
    await eventually(() => expect(scene.ox.logins()).toEqual(['anna', 'carla']), PATIENCE);
    await eventually(async () => expect(await scene.field(error, '.status.state')).toBe('Parked'), PATIENCE);
    await eventually(async () => expect(await scene.condition('oxdir/people', 'Halted', 'status')).not.toBe('True'), PATIENCE);
    await scene.apply(people('people', users('anna', 'bob', 'carla')));
    await scene.wait('delete', error);
    await scene.wait('condition=Ready', 'oxdir/people');
  });
});
