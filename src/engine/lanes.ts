import type { Cache } from '../cache/index.ts';

const PAGE = 64;

/** The lane of the contexts themselves. */
const CONTEXTS = 0;

interface LaneLimits {
  /** Of all lanes together, which whoever takes from them holds. */
  readonly maxConcurrency: number;
  readonly maxConcurrencyPerContext: number;
}

interface Lane {
  /** The next objects, in order of work. */
  buffer: number[];
  readonly inFlight: Set<number>;
}

/**
 * The pending work as one lane per context, taken in turns, so that one context's size or slowness holds up no other.
 * Only a page of each lane is in memory; the cache holds the rest.
 */
export class Lanes {
  private readonly cache: Cache;
  private readonly mostPerLane: number;
  private readonly mostContexts: number;
  private readonly lanes = new Map<number, Lane>();
  /** Lanes that may have work, in turn. */
  private ring = new Set<number>();
  private isStale = true;
  /** Of all lanes: one whose context changes meanwhile is pending in another lane already, and is begun there when it is released. */
  private readonly underWay = new Set<number>();
  private readonly postponed = new Set<number>();

  constructor(cache: Cache, { maxConcurrency, maxConcurrencyPerContext }: LaneLimits) {
    this.cache = cache;
    this.mostPerLane = maxConcurrencyPerContext;
    // They do not share one context, and others wait for them. However long OX takes to make them, others have places.
    this.mostContexts = Math.max(maxConcurrencyPerContext, Math.floor(maxConcurrency / 2));
  }

  get inFlight(): number {
    return this.underWay.size;
  }

  /** Work was added or reordered: look into the cache again. */
  invalidate(): void {
    this.isStale = true;
  }

  /** The next object to work on, now in flight; `undefined` when there is none that may begin. */
  take(mayEnter: (lane: number) => boolean, blockedOwners: readonly string[]): { id: number; lane: number } | undefined {
    if (this.isStale) this.refresh();
    for (const lane of this.inTurn()) {
      this.ring.delete(lane);
      const id = mayEnter(lane) ? this.takeFrom(lane, blockedOwners) : undefined;
      if (id !== undefined || this.stillMatters(lane, mayEnter)) this.ring.add(lane);
      if (id !== undefined) return { id, lane };
    }
    return undefined;
  }

  /**
   * Those with the fewest objects under way first, and among them those that waited longest. By turns alone, a context that takes its time
   * would soon have all its places taken, which the others could use.
   */
  private *inTurn(): Generator<number> {
    const ring = [...this.ring];
    for (let underWay = 0; underWay < this.mostPerLane; underWay += 1) {
      for (const lane of ring) if ((this.lanes.get(lane)?.inFlight.size ?? 0) === underWay) yield lane;
    }
    if (this.ring.has(CONTEXTS)) yield CONTEXTS;
  }

  private isFull(lane: number): boolean {
    const most = lane === CONTEXTS ? this.mostContexts : this.mostPerLane;
    return (this.lanes.get(lane)?.inFlight.size ?? 0) >= most;
  }

  release(lane: number, id: number): void {
    const entry = this.lanes.get(lane);
    if (entry?.inFlight.delete(id) !== true) return;
    this.underWay.delete(id);
    this.ring.add(lane);
    if (this.postponed.delete(id)) this.isStale = true;
  }

  private refresh(): void {
    this.isStale = false;
    for (const [lane, entry] of this.lanes) {
      entry.buffer = [];
      if (entry.inFlight.size === 0) this.lanes.delete(lane);
    }
    const wanted = this.cache.objects.pendingLanes();
    const pending = new Set(wanted);
    const keepTheirTurn = [...this.ring].filter((lane) => pending.has(lane));
    this.ring = new Set([...keepTheirTurn, ...wanted]);
  }

  private takeFrom(lane: number, blockedOwners: readonly string[]): number | undefined {
    const entry = this.lanes.get(lane) ?? { buffer: [], inFlight: new Set<number>() };
    this.lanes.set(lane, entry);
    if (this.isFull(lane)) return undefined;
    if (entry.buffer.length === 0) {
      entry.buffer = this.cache.objects.pendingIn(lane, PAGE + this.underWay.size, blockedOwners);
    }
    const id = this.firstFree(entry);
    if (id === undefined) return undefined;
    entry.inFlight.add(id);
    this.underWay.add(id);
    return id;
  }

  private firstFree({ buffer, inFlight }: Lane): number | undefined {
    for (let id = buffer.shift(); id !== undefined; id = buffer.shift()) {
      if (!this.underWay.has(id)) return id;
      if (!inFlight.has(id)) this.postponed.add(id);
    }
    return undefined;
  }

  /** A lane that is full or shut keeps its turn; an empty one comes back with new work. */
  private stillMatters(lane: number, mayEnter: (lane: number) => boolean): boolean {
    const entry = this.lanes.get(lane);
    return !mayEnter(lane) || (entry !== undefined && (entry.buffer.length > 0 || this.isFull(lane)));
  }
}
