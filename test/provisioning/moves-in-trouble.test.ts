import { describe, expect, test } from 'vitest';
import { user } from './stage/entries.ts';
import { rightsWith } from './stage/rights-with.ts';
import { type Stage, useStage } from './stage/stage.ts';
import { LOST_ANSWERS, MOVE_STEPS } from './tables/moves.ts';

const [FROM, TO] = [10, 20];
const CONTEXTS = [FROM, TO];

/** Where OX has a user of this name, and whose data he has. */
async function places(stage: Stage, login: string): Promise<Readonly<Record<string, string | undefined>>> {
  const found = await Promise.all(CONTEXTS.map(async (id) => [id, (await stage.user(login, id))?.dataOf] as const));
  return Object.fromEntries(found.filter(([, dataOf]) => dataOf !== undefined));
}

const moved = (login: string) => user(login, { oxContextIDNum: String(TO), o: 'Harbour', oxAccess: 'pim' });

/**
 * He is born in one context, something is prepared, and he moves to the other: he and his data must be there once. Gives how many of the
 * prepared faults were not met.
 */
async function moveThrough(stage: Stage, login: string, trouble: (operation: () => void) => Promise<void>): Promise<number> {
  await stage.say(user(login));
  const data = (await stage.user(login, FROM))?.dataOf ?? 'nobody';
  await trouble(() => stage.directory('people').put([moved(login)]));
  await stage.settle();
  const notMet = (await stage.ox.faults()).length;
  await stage.ox.clearFaults();
  expect([await places(stage, login), stage.state('User', `user-${login}`)]).toEqual([{ [TO]: data }, 'settled']);
  const rights = rightsWith('calendar');
  expect(await stage.user(login, TO)).toMatchObject({ company: 'Harbour', primaryEmail: `${login}@example.org`, rights });
  expect(await stage.say(moved(login))).toEqual([]);
  return notMet;
}

/** A change is among the steps when there is something to change. */
const STEPS = [...MOVE_STEPS, 'OXUserService.change'];

const matching = (call: string) => ({ service: call.split('.')[0], operation: call.split('.')[1] });
const loginOf = (...parts: readonly string[]): string =>
  parts
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-');

describe.each(STEPS)('a move whose %s', (step) => {
  const stage = useStage({ contexts: CONTEXTS });

  test.each(LOST_ANSWERS)('%s ends with one user who has his data', async (what, injection) => {
    const notMet = await moveThrough(stage, loginOf(step, what), async (begin) => {
      await stage.ox.fault({ match: matching(step), count: 1, injection });
      begin();
    });
    expect(notMet).toBe(0);
  });

  test('is lost three times in a row, done or not, ends with one user who has his data', async () => {
    const notMet = await moveThrough(stage, loginOf(step, 'thrice'), async (begin) => {
      await stage.ox.fault({ match: matching(step), count: 1, injection: { kind: 'reset', when: 'after' } });
      await stage.ox.fault({ match: matching(step), count: 1, injection: { kind: 'reset', when: 'before' } });
      await stage.ox.fault({ match: matching(step), count: 1, injection: { kind: 'reset', when: 'after' } });
      begin();
    });
    expect(notMet).toBeLessThan(3);
  });
});

describe('a move in whose middle the operator dies', () => {
  const stage = useStage({ contexts: CONTEXTS, crashes: true });

  test.each(STEPS.flatMap((step) => (['before', 'after'] as const).map((when) => [when, step] as const)))(
    '%s %s ends with one user who has his data',
    async (when, step) => {
      await moveThrough(stage, loginOf('dead', when, step), async (begin) => {
        await stage.ox.fault({ match: matching(step), count: 1, injection: { kind: 'hang', when } });
        begin();
        await stage.until(async () => (await stage.ox.faults()).length === 0);
        await stage.crash();
      });
    },
  );
});

describe('a move that OX leaves without an answer', () => {
  const stage = useStage({ contexts: CONTEXTS, requestTimeoutMs: 400 });

  test.each(STEPS)('%s is given up after a while, and ends with one user who has his data', async (step) => {
    await moveThrough(stage, loginOf('silent', step), async (begin) => {
      await stage.ox.fault({ match: matching(step), count: 1, injection: { kind: 'hang', when: 'after' } });
      begin();
    });
  });
});
