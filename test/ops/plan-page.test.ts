import { describe, expect, it } from 'vitest';
import { planRoutes } from '../../src/ops/index.ts';
import { type OxPlan, PlanDesk, type PlanFilter } from '../../src/planning/index.ts';
import { ManualClock } from '../support/manual-clock.ts';

const NONE = { create: 0, adopt: 0, change: 0, move: 0, disable: 0, delete: 0, held: 0, disabled: 0, waiting: 0, refused: 0, observed: 0 };

const PLAN: OxPlan = {
  directories: ['people'],
  madeAt: Date.UTC(2026, 0, 1),
  problems: [{ directory: 'people', reason: 'DirectoryUnreachable', message: 'no route' }],
  objects: [
    {
      kind: 'User',
      name: '<b>anna</b>',
      contextId: 10,
      sourceId: 's',
      directory: 'people',
      action: 'change',
      writes: [
        {
          operation: 'change',
          verb: 'change',
          contextId: 10,
          name: 'anna',
          changes: [{ field: 'title', before: 'Dr.', after: 'Prof. & Dr.', origin: 'title' }],
        },
      ],
    },
  ],
  observed: [],
  waiting: [
    {
      kind: 'Group',
      name: 'staff',
      contextId: 11,
      sourceId: 'g',
      directory: 'people',
      state: 'waiting',
      reason: 'NoContext',
      message: 'no <context>',
    },
  ],
  held: [],
  refused: [],
  observedCounts: [],
  counts: [{ kind: 'User', contextId: 10, ...NONE, change: 1 }],
  estimate: { reads: 1, writes: 1, seconds: 1, calls: [{ operation: 'OXUserService.change', count: 1, ms: 23, measured: 7 }] },
};

function get(desk: PlanDesk, path: string, query = '') {
  return planRoutes(desk)[path]?.({ rest: '', query: new URLSearchParams(query) });
}

describe('the page of a plan', () => {
  it('shows each field before and after, where it comes from, who waits, and escapes what comes from outside', async () => {
    const reply = await get(new PlanDesk(async () => PLAN, new ManualClock()), '/plan');
    expect(reply?.status).toBe(200);
    expect(reply?.body).toContain('&lt;b&gt;anna&lt;/b&gt;');
    expect(reply?.body).toContain('Dr. → Prof. &amp; Dr.');
    expect(reply?.body).toContain('no &lt;context&gt;');
    expect(reply?.body).toContain('OXDirectory people cannot be read');
  });

  it('shows a hundred objects at a time, leads on, and is narrowed to the part that is asked for', async () => {
    const [anna] = PLAN.objects;
    const many = Array.from({ length: 250 }, (_, index) => ({ ...anna, name: `u${index}`, contextId: index < 240 ? 10 : 11 }));
    const desk = new PlanDesk(async () => ({ ...PLAN, objects: many as OxPlan['objects'] }), new ManualClock());
    const first = (await get(desk, '/plan'))?.body;
    expect(first).toContain('User u99<');
    expect(first).not.toContain('User u100<');
    expect(first).toContain('1 to 100 of 250 <a href="/plan?cursor=100">next</a>');
    expect(first).toContain('<a href="/plan?kind=User&amp;context=10">User</a>');
    const second = (await get(desk, '/plan', 'kind=user&context=10&cursor=200'))?.body;
    expect(second).toContain('User u200<');
    expect(second).toContain('<a href="/plan?kind=User&amp;context=10&amp;cursor=100">before</a> 201 to 240 of 240');
    expect(second).toContain('Only User, context 10.');
    expect((await get(desk, '/plan', 'context=ten'))?.status).toBe(400);
    expect((await get(desk, '/plan', 'directory=poeple'))?.body).toContain('expected one of people');
  });

  it('makes a plan of a part when there are too many in the whole to tell what is written of each', async () => {
    const asked: PlanFilter[] = [];
    const desk = new PlanDesk(async (filter) => {
      asked.push(filter);
      const isCut = filter.contextId === undefined ? { isCut: true as const } : {};
      return { ...PLAN, objects: PLAN.objects.map((object) => ({ ...object, ...isCut })) };
    }, new ManualClock());
    expect((await get(desk, '/plan'))?.body).toContain('<a href="/plan?kind=User&amp;context=10">a plan of this part</a>');
    expect((await get(desk, '/plan', 'context=10'))?.body).toContain('Dr. → Prof. &amp; Dr.');
    expect((await get(desk, '/api/v1/plan', 'context=10'))?.status).toBe(200);
    expect(asked).toEqual([{}, { contextId: 10 }]);
  });

  it('says that the plan is being made, and asks again, while one plan is made for everybody', async () => {
    const clock = new ManualClock();
    const { promise, resolve } = Promise.withResolvers<OxPlan>();
    let made = 0;
    const desk = new PlanDesk(() => {
      made += 1;
      return promise;
    }, clock);
    const first = get(desk, '/plan');
    const second = get(desk, '/api/v1/plan');
    clock.advance(1_000);
    expect((await first)?.body).toMatch(/http-equiv="refresh"/);
    clock.advance(20_000);
    expect((await second)?.status).toBe(202);
    resolve(PLAN);
    expect((await get(desk, '/api/v1/plan', 'kind=group'))?.body).toContain('"hasChanges": false');
    expect(made).toBe(1);
  });

  it('tells why there is none', async () => {
    const desk = new PlanDesk(() => Promise.reject(new Error('OX is away')), new ManualClock());
    expect(await get(desk, '/plan')).toMatchObject({ status: 503 });
    expect((await get(desk, '/api/v1/plan'))?.body).toContain('OX is away');
  });
});
