import { beforeEach, describe, expect, test } from 'vitest';
import { accountsOf } from '../world/accounts.ts';
import { person, Stage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
  stage.world.cache.term.begin({ lease: 'lease', transitions: 0 });
  await stage.people(person('anna'));
});

/** Somebody else led meanwhile; now this cache's process leads again. */
async function leadAgain(): Promise<void> {
  stage.world.cache.term.begin({ lease: 'lease', transitions: 7 });
  await stage.world.crash();
  await stage.pass();
}

const logins = (): string[] => accountsOf(stage.world.ox, 10).map(({ name }) => name);

describe('who leads again after somebody else', () => {
  test('looks at the contexts, and at nobody who has not changed', async () => {
    const calls = await stage.callsOf(leadAgain);
    expect(calls.filter((call) => call.startsWith('OXContextService.'))).toHaveLength(3);
    expect(calls.filter((call) => call.startsWith('OXUserService.') && !call.endsWith('.exists'))).toEqual([]);
  });

  test('feeds new people into contexts that have not changed', async () => {
    await leadAgain();
    await stage.people(person('bob'));
    expect(logins()).toEqual(['anna', 'bob']);
  });
});
