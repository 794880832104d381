import { z } from 'zod';
import { ConfigurationError, OperatorError, sleep, systemClock } from '../../model/index.ts';

/** What came back, whatever its status. */
interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One way to a running operator. `path` has its query. */
export interface OperatorRoad {
  /** For messages: where it was looked for. */
  readonly place: string;
  ask(path: string, signal: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

/** Several objects may be meant. The candidates are those of the answer. */
export class Ambiguous extends OperatorError {
  override readonly name = 'Ambiguous';
  readonly items: readonly unknown[];

  constructor(message: string, items: readonly unknown[]) {
    super('InvalidIdentifier', message);
    this.items = items;
  }
}

/** What is `undefined` is not asked. */
export type Query = Readonly<Record<string, string | number | undefined>>;

const refusal = z.object({ message: z.string(), items: z.array(z.unknown()).default([]), standsBy: z.boolean().default(false) });
const page = z.object({ items: z.array(z.unknown()), total: z.number(), next: z.string().nullable() });

/** What is told then is that it is still being found out. */
const STILL_WORKING = 202;

const ANSWER_WITHIN_MS = 60_000;
/** A Service leads to any replica; who stands by is asked no second time for long. */
const MOST_REPLICAS_ASKED = 30;
const NEXT_REPLICA_MS = 100;
const LARGEST_PAGE = 1_000;

/** The JSON API of a running operator, read-only. Every rejection has a message that says what to do. */
export class OperatorApi {
  private readonly road: OperatorRoad;

  constructor(road: OperatorRoad) {
    this.road = road;
  }

  get place(): string {
    return this.road.place;
  }

  /** @param path below `/api/v1/`, already escaped. Rejects with `Ambiguous` or another OperatorError. */
  async get(path: string, query: Query = {}): Promise<unknown> {
    const answer = await this.askLeader(`/api/v1/${path}${queryText(query)}`);
    const body = parse(answer, this.place);
    if (answer.status === 200 || answer.status === STILL_WORKING) return body;
    throw refusalOf(answer.status, body, `the operator at ${this.place}: `);
  }

  /** The first `limit` items of a list, however many pages they take. */
  async list(path: string, query: Query, limit: number): Promise<{ items: unknown[]; total: number; next: string | null }> {
    const items: unknown[] = [];
    let next: string | null = null;
    let total = 0;
    do {
      const size = Math.min(limit - items.length, LARGEST_PAGE);
      const part: z.infer<typeof page> = page.parse(await this.get(path, { ...query, limit: size, cursor: next ?? undefined }));
      items.push(...part.items);
      ({ next, total } = part);
    } while (next !== null && items.length < limit);
    return { items, total, next };
  }

  async close(): Promise<void> {
    await this.road.close();
  }

  private async askLeader(path: string): Promise<Answer> {
    for (let asked = 1; ; asked += 1) {
      const answer = await this.road.ask(path, AbortSignal.timeout(ANSWER_WITHIN_MS));
      const standsBy = answer.status === 503 && refusal.safeParse(safeJson(answer.text)).data?.standsBy === true;
      if (!standsBy || asked === MOST_REPLICAS_ASKED) return answer;
      await sleep(systemClock, NEXT_REPLICA_MS);
    }
  }
}

/** What an answer other than a good one means. `who` stands before the message. */
export function refusalOf(status: number, body: unknown, who = ''): Error {
  const { message, items } = refusal.catch({ message: `the answer is ${status}`, items: [], standsBy: false }).parse(body);
  if (status === 409) return new Ambiguous(message, items);
  if (status === 400) return new ConfigurationError(message);
  return new OperatorError(status === 404 ? 'InvalidIdentifier' : 'BackingOff', `${who}${message}`);
}

function queryText(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)]))).toString()}`;
}

function parse({ status, text }: Answer, place: string): unknown {
  const body = safeJson(text);
  if (body !== undefined) return body;
  throw new OperatorError('BackingOff', `${place}: the answer (${status}) is none of an ox-operator: ${text.trim().slice(0, 200)}`);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // somebody else answered
  }
}
