import { isDeepStrictEqual } from 'node:util';

/** What is known of a kind (`OXContext`) or of a field (`OXContext.spec.quotaMB`). */
export interface CrdFacts {
  readonly plural?: string | undefined;
  readonly shortName?: string | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly selectableFields?: readonly string[] | undefined;
  readonly type?: string | undefined;
  readonly format?: string | undefined;
  readonly pattern?: string | undefined;
  readonly listType?: string | undefined;
  readonly default?: unknown;
  readonly required?: boolean | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly maxProperties?: number | undefined;
  /** CEL. */
  readonly rules?: readonly string[] | undefined;
}

/** By place. */
export type CrdSnapshot = Readonly<Record<string, CrdFacts>>;

const SAME = ['plural', 'shortName', 'type', 'format', 'listType', 'default'] as const;
const GROWING = ['columns', 'selectableFields'] as const;
const LOWER_BOUNDS = ['minimum', 'minLength', 'minItems'] as const;
const UPPER_BOUNDS = ['maximum', 'maxLength', 'maxItems', 'maxProperties'] as const;

/** One line for everything of `before` that users relied on and that `now` takes away or refuses. */
export function incompatibilities(before: CrdSnapshot, now: CrdSnapshot): string[] {
  const lost = Object.entries(before).flatMap(([place, facts]) => {
    const left = now[place];
    return left === undefined ? [`${place} is gone`] : breaksOf(facts, left).map((what) => `${place}: ${what}`);
  });
  const demanded = Object.entries(now)
    .filter(([place, { required }]) => required === true && before[place] === undefined && before[parentOf(place)] !== undefined)
    .map(([place]) => `${place} is new and required`);
  return [...lost, ...demanded];
}

function breaksOf(before: CrdFacts, now: CrdFacts): string[] {
  return [
    ...SAME.filter((fact) => before[fact] !== undefined && !isDeepStrictEqual(before[fact], now[fact])).map(
      (fact) => `${fact} has changed`,
    ),
    ...GROWING.flatMap((fact) => lostItems(before[fact], now[fact]).map((item) => `${fact} has lost ${item}`)),
    ...lostItems(before.enum, now.enum ?? before.enum).map((value) => `enum has lost ${value}`),
    ...(before.enum === undefined && now.enum !== undefined ? ['has an enum now'] : []),
    ...LOWER_BOUNDS.filter((bound) => (now[bound] ?? -Infinity) > (before[bound] ?? -Infinity)).map((bound) => `${bound} has risen`),
    ...UPPER_BOUNDS.filter((bound) => (now[bound] ?? Infinity) < (before[bound] ?? Infinity)).map((bound) => `${bound} has fallen`),
    ...(now.pattern !== undefined && now.pattern !== before.pattern ? ['pattern has changed'] : []),
    ...(now.required === true && before.required !== true ? ['is required now'] : []),
    ...lostItems(now.rules, before.rules).map((rule) => `a new rule refuses what was taken: ${rule}`),
  ];
}

function lostItems(before: readonly unknown[] = [], now: readonly unknown[] = []): string[] {
  return before.filter((item) => !now.includes(item)).map(String);
}

function parentOf(place: string): string {
  return place.slice(0, place.lastIndexOf('.'));
}
