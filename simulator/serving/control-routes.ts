import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { OxFault } from '../state/index.ts';
import { callBody, EDIT_KINDS, editBody, faultBody, restartBody, staleReadsBody, timingBody } from './control-schemas.ts';
import { readBody, send } from './http-reply.ts';
import type { SimulatorControl } from './simulator-control.ts';

interface Call {
  readonly control: SimulatorControl;
  /** What the `*` of the path stands for. */
  readonly id: number;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly path: string;
  readonly does: string;
  readonly run: (call: Call) => unknown;
}

const routes: readonly Route[] = [
  { method: 'GET', path: '/control', does: 'this list', run: () => controlHelp() },
  {
    method: 'GET',
    path: '/control/contexts',
    does: 'the contexts, with the number of what is in them',
    run: ({ control }) => control.contexts(),
  },
  {
    method: 'GET',
    path: '/control/contexts/*/users',
    does: 'the users of a context, guests too',
    run: ({ control, id }) => control.users(id),
  },
  {
    method: 'GET',
    path: '/control/contexts/*/groups',
    does: 'the groups of a context, with their members',
    run: ({ control, id }) => control.groups(id),
  },
  { method: 'GET', path: '/control/contexts/*/resources', does: 'its resources', run: ({ control, id }) => control.resources(id) },
  { method: 'GET', path: '/control/contexts/*/accounts', does: 'its secondary accounts', run: ({ control, id }) => control.accounts(id) },
  {
    method: 'GET',
    path: '/control/contexts/*/deputies',
    does: 'its deputy permissions, and who may not grant by himself',
    run: ({ control, id }) => control.deputies(id),
  },
  {
    method: 'GET',
    path: '/control/log',
    does: 'the calls in the order in which they ended; ?after=SEQUENCE',
    run: ({ control, query }) => control.log(Number(query.get('after') ?? 0)),
  },
  { method: 'DELETE', path: '/control/log', does: 'forget them', run: ({ control }) => control.clearLog() },
  {
    method: 'GET',
    path: '/control/counters',
    does: 'calls by outcome, operation and context, and how many ran at once',
    run: ({ control }) => control.counters(),
  },
  { method: 'DELETE', path: '/control/counters', does: 'count from 0', run: ({ control }) => control.clearCounters() },
  { method: 'GET', path: '/control/timing', does: 'latencyMs and writeLockMs', run: ({ control }) => control.timing() },
  {
    method: 'PUT',
    path: '/control/timing',
    does: 'set them: {"latencyMs": 20, "writeLockMs": 5}',
    run: ({ control, body }) => control.setTiming(definedOnly(timingBody.parse(body))),
  },
  { method: 'GET', path: '/control/faults', does: 'the faults that are to come', run: ({ control }) => control.faults() },
  {
    method: 'POST',
    path: '/control/faults',
    does: 'add one: {"match": {"operation": "change"}, "skip": 1, "count": 2, "injection": {"kind": "reset", "when": "after"}}',
    run: ({ control, body }) => ({ id: control.addFault(faultBody.parse(body)) }),
  },
  { method: 'DELETE', path: '/control/faults', does: 'take all back', run: ({ control }) => control.clearFaults() },
  { method: 'DELETE', path: '/control/faults/*', does: 'take one back', run: ({ control, id }) => ({ removed: control.removeFault(id) }) },
  { method: 'GET', path: '/control/stale-reads', does: 'which reads lag behind', run: ({ control }) => control.staleReads() ?? {} },
  {
    method: 'PUT',
    path: '/control/stale-reads',
    does: 'let reads answer the old state: {"match": {"operation": "getData"}, "reads": 2} or {"ms": 500}',
    run: ({ control, body }) => control.startStaleReads(staleReadsBody.parse(body)),
  },
  { method: 'DELETE', path: '/control/stale-reads', does: 'no more', run: ({ control }) => control.stopStaleReads() },
  {
    method: 'POST',
    path: '/control/edits',
    does: `change OX behind the back of its clients: {"kind": "setUserFields", "contextId": 10, "user": "jane", "fields": {"company": "X"}}, also ${EDIT_KINDS.slice(1).join(', ')}`,
    run: ({ control, body }) => ({ id: control.edit(editBody.parse(body)) }),
  },
  {
    method: 'POST',
    path: '/control/calls',
    does: 'one call without latency, faults and log: {"service": "OXUserService", "operation": "getData", "args": {"ctx": {"id": 10}, "user": {"name": "jane"}}}',
    run: ({ control, body }) => callDirectly(control, body),
  },
  {
    method: 'POST',
    path: '/control/restart',
    does: 'a new process number for exception ids: {"process": 7}',
    run: ({ control, body }) => control.restart(restartBody.parse(body).process),
  },
];

/** The control face as lines of text. */
export function controlHelp(): readonly string[] {
  return routes.map(({ method, path, does }) => `${method.padEnd(6)} ${path.padEnd(31)} ${does}`);
}

/** Answers a request below `/control` with JSON. */
export async function handleControl(
  control: SimulatorControl,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const path = url.pathname.replace(/\/+$/, '');
  const route = routes.find((candidate) => candidate.method === request.method && patternOf(candidate).test(path));
  if (route === undefined) {
    sendJson(response, 404, { error: `nothing at ${request.method} ${path}; GET /control lists what there is` });
    return;
  }
  const id = Number(patternOf(route).exec(path)?.[1] ?? 0);
  try {
    const body: unknown = parseBody((await readBody(request)).toString('utf8'));
    sendJson(response, 200, route.run({ control, id, query: url.searchParams, body }) ?? { done: true });
  } catch (error) {
    sendJson(response, 400, { error: describe(error) });
  }
}

function patternOf({ path }: Route): RegExp {
  return new RegExp(`^${path.replace('*', '(\\d+)')}$`);
}

function parseBody(text: string): unknown {
  return text.trim() === '' ? {} : JSON.parse(text);
}

function callDirectly(control: SimulatorControl, body: unknown): unknown {
  const { service, operation, args } = callBody.parse(body);
  try {
    return { result: control.call(service, operation, args) };
  } catch (error) {
    if (error instanceof OxFault) return { fault: { exception: error.exception, text: error.text } };
    throw error;
  }
}

function describe(error: unknown): string {
  if (error instanceof z.ZodError) return error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`).join('; ');
  return error instanceof Error ? error.message : String(error);
}

function definedOnly<Shape extends object>(record: Shape): { [K in keyof Shape]?: Exclude<Shape[K], undefined> } {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as {
    [K in keyof Shape]?: Exclude<Shape[K], undefined>;
  };
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, 'application/json;charset=utf-8', `${JSON.stringify(value, undefined, 2)}\n`);
}
