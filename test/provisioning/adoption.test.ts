import { describe, expect, test } from 'vitest';
import { group, user, userDn } from './stage/entries.ts';
import { fillByHand } from './stage/old-connector.ts';
import { useStage } from './stage/stage.ts';

const OBSERVED = { contextId: 10, managementPolicy: 'Observe', adminSecretRef: { name: 'admin-10' } };
const SERVERS = { imapServer: 'imap://mail.example.org:143', smtpServer: 'smtp://mail.example.org:587' };
const READS = /\.(getData|getMultipleData|getModuleAccess|list|listAll|exists)$/;

describe('a directory that only observes', () => {
  const mode = { mode: 'Observe' };
  const stage = useStage({ contexts: [], directory: { userDefaults: SERVERS, users: mode, groups: mode } });
  const entries = [user('anna'), user('bob'), user('carl'), user('new'), group('team', [userDn('anna'), userDn('bob')])];

  test('writes nothing and tells what would become of the context, however small it is', async () => {
    const admin = fillByHand(stage.simulator.control.ox, ['anna', 'bob', 'carl', 'stranger'], { team: ['anna', 'bob'] });
    stage.store.putSecret('admin-10', { username: admin.login, password: admin.password });
    await stage.ox.edit({ kind: 'setUserFields', contextId: 10, user: 'carl', fields: { company: 'Elsewhere' } });
    const calls = await stage.during(async () => {
      stage.directory('people').put([...entries, user('other-bob', { uid: 'bob' })]);
      await stage.apply('OXContext', 'c10', OBSERVED);
      await stage.until(() => stage.status('OXDirectory', 'people').adoption !== undefined);
    });
    expect(calls.filter((call) => !READS.test(call))).toEqual([]);
    expect(stage.cache.adoption.rows()).toMatchObject([
      { kind: 'Group', matched: 1, wouldChange: 0, onlyInOx: 0 },
      { kind: 'User', matched: 3, wouldChange: 1, fields: { company: 1 }, onlyInOx: 1, onlyInDirectory: 1, ambiguous: 2 },
    ]);
  });
});
