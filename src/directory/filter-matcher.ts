import {
  AndFilter,
  ApproximateFilter,
  EqualityFilter,
  type Filter,
  GreaterThanEqualsFilter,
  LessThanEqualsFilter,
  NotFilter,
  OrFilter,
  PresenceFilter,
  SubstringFilter,
} from 'ldapts';
import { ConfigurationError } from '../model/index.ts';

/** The values of an attribute (its name in lower case), in lower case; empty when it is absent. */
export type ValuesOf = (attribute: string) => readonly string[];
export type Matcher = (valuesOf: ValuesOf) => boolean;

/**
 * What slapd would answer for an entry, as far as that is possible without a schema: text is compared without regard to case, numbers
 * by their value. Throws a `ConfigurationError` for an extensible match, whose rules need a schema.
 */
export function matcherOf(filter: Filter): Matcher {
  if (filter instanceof AndFilter) return every(filter.filters.map(matcherOf));
  if (filter instanceof OrFilter) return some(filter.filters.map(matcherOf));
  if (filter instanceof NotFilter) return not(matcherOf(filter.filter));
  if (filter instanceof PresenceFilter) return anyValue(filter.attribute, () => true);
  if (filter instanceof SubstringFilter) return anyValue(filter.attribute, substringTest(filter));
  if (filter instanceof EqualityFilter || filter instanceof ApproximateFilter) return equals(filter.attribute, String(filter.value));
  if (filter instanceof GreaterThanEqualsFilter) return comparing(filter, (order) => order >= 0);
  if (filter instanceof LessThanEqualsFilter) return comparing(filter, (order) => order <= 0);
  throw new ConfigurationError(`the filter ${filter.toString()} cannot be used on an LDIF file; expected no extensible match (":=")`);
}

function every(matchers: readonly Matcher[]): Matcher {
  return (valuesOf) => matchers.every((matches) => matches(valuesOf));
}

function some(matchers: readonly Matcher[]): Matcher {
  return (valuesOf) => matchers.some((matches) => matches(valuesOf));
}

function not(matches: Matcher): Matcher {
  return (valuesOf) => !matches(valuesOf);
}

function anyValue(attribute: string, test: (value: string) => boolean): Matcher {
  const name = attribute.toLowerCase();
  return (valuesOf) => valuesOf(name).some(test);
}

/** An entry belongs to the classes above its own as well, whether it lists them or not. */
const superiors: ReadonlyMap<string, readonly string[]> = new Map([
  ['person', ['organizationalperson', 'inetorgperson']],
  ['organizationalperson', ['inetorgperson']],
]);

function equals(attribute: string, value: string): Matcher {
  const wanted = value.toLowerCase();
  if (attribute.toLowerCase() !== 'objectclass') return anyValue(attribute, (found) => found === wanted);
  if (wanted === 'top') return () => true;
  const classes = new Set([wanted, ...(superiors.get(wanted) ?? [])]);
  return anyValue(attribute, (found) => classes.has(found));
}

function comparing(filter: GreaterThanEqualsFilter | LessThanEqualsFilter, test: (order: number) => boolean): Matcher {
  const wanted = filter.value.toLowerCase();
  return anyValue(filter.attribute, (found) => test(compare(found, wanted)));
}

const INTEGER = /^-?\d{1,15}$/;

function compare(left: string, right: string): number {
  if (INTEGER.test(left) && INTEGER.test(right)) return Number(left) - Number(right);
  return left < right ? -1 : Number(left > right);
}

function substringTest({ initial, any, final }: SubstringFilter): (value: string) => boolean {
  const parts = [initial, ...any].map((part) => part.toLowerCase());
  const last = final.toLowerCase();
  return (value) => {
    if (!value.startsWith(parts[0] ?? '')) return false;
    let position = 0;
    for (const part of parts) {
      const found = value.indexOf(part, position);
      if (found < 0) return false;
      position = found + part.length;
    }
    return value.length - last.length >= position && value.endsWith(last);
  };
}
