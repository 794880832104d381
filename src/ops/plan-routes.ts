import { messageOf } from '../model/index.ts';
import { hasChanges, narrowPlan, type OxPlan, type PlanDesk, type PlanFilter } from '../planning/index.ts';
import { BadQuery, readPage, readPlace } from './api-query.ts';
import { type FaceRequest, htmlReply, json, type Reply, type Routes } from './http-face.ts';
import { planFailed, planIsMade, planPage } from './plan-page.ts';

/** Proxies and clients give up after a minute. */
const PATIENCE_MS = 20_000;

/** A browser shows at once that something goes on. */
const PAGE_PATIENCE_MS = 1_000;

/** `/plan` for people; `/api/v1/plan`: what would be written to OX now. 202 while it is still being made: ask again. Narrowed by `directory`, `kind`, `context`. */
export function planRoutes(desk: PlanDesk): Routes {
  return { '/plan': (request) => page(desk, request), '/api/v1/plan': (request) => answer(desk, request) };
}

async function page(desk: PlanDesk, { query }: FaceRequest): Promise<Reply> {
  try {
    const filter = readFilter(query);
    const { after } = readPage(query);
    const plan = await desk.plan(PAGE_PATIENCE_MS, filter);
    return plan === undefined ? htmlReply(202, planIsMade()) : htmlReply(200, planPage(narrowed(plan, filter), filter, after));
  } catch (error) {
    return htmlReply(error instanceof BadQuery ? 400 : 503, planFailed(messageOf(error)));
  }
}

async function answer(desk: PlanDesk, { query }: FaceRequest): Promise<Reply> {
  try {
    const filter = readFilter(query);
    const plan = await desk.plan(PATIENCE_MS, filter);
    if (plan === undefined) return json(202, { message: 'the plan is being made: ask again' });
    return { ...json(200, {}), body: linesOf(planAnswer(plan, filter)) };
  } catch (error) {
    return json(error instanceof BadQuery ? 400 : 503, { message: messageOf(error) });
  }
}

function readFilter(query: URLSearchParams): PlanFilter {
  const { kind, contextId, owner: directory } = readPlace(query);
  return { kind, contextId, directory };
}

/** A plan as the API and `plan -o json` tell it. @throws BadQuery */
export function planAnswer(whole: OxPlan, filter: PlanFilter): Readonly<Record<string, unknown>> {
  const { madeAt, ...plan } = narrowed(whole, filter);
  return { madeTime: new Date(madeAt).toISOString(), hasChanges: hasChanges(plan), ...plan };
}

/** @throws BadQuery when it knows no such directory: that there is nothing to do would be another answer */
function narrowed(plan: OxPlan, filter: PlanFilter): OxPlan {
  const { directory } = filter;
  if (directory === undefined || plan.directories.includes(directory)) return narrowPlan(plan, filter);
  const known = plan.directories.length === 0 ? 'there is no OXDirectory' : `expected one of ${plan.directories.join(', ')}`;
  throw new BadQuery(`directory: found ${JSON.stringify(directory)}, ${known}`);
}

/** One object a line: a first load is many megabytes, of which half would be blanks. */
function linesOf(answer: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(answer).map(
    ([name, value]) => `${JSON.stringify(name)}: ${Array.isArray(value) ? listOf(value) : JSON.stringify(value)}`,
  );
  return `{\n${parts.join(',\n')}\n}\n`;
}

function listOf(items: readonly unknown[]): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
}
