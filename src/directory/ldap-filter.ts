import {
  AndFilter,
  ApproximateFilter,
  EqualityFilter,
  ExtensibleFilter,
  type Filter,
  GreaterThanEqualsFilter,
  LessThanEqualsFilter,
  NotFilter,
  OrFilter,
  PresenceFilter,
  SubstringFilter,
} from 'ldapts';
import { ConfigurationError } from '../model/index.ts';

/**
 * Parses an RFC 4515 filter; like slapd it allows white space around parts and a filter without the outer parentheses. `place` says where
 * it stands, for the `ConfigurationError` of a wrong one. (ldapts has a parser of its own, which takes unbalanced parentheses, and each
 * octet of `\c3\bc` for a character.)
 */
export function parseFilter(filter: string, place: string): Filter {
  const trimmed = filter.trim();
  const parser = new FilterText(trimmed.startsWith('(') ? trimmed : `(${trimmed})`);
  try {
    return parser.parseWhole();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ConfigurationError(`${place} is not an LDAP filter (RFC 4515): found ${JSON.stringify(filter)}, expected ${error.message}`);
  }
}

const ITEM = /\(\s*([^()=<>~:\s]*)(:(?:[^()=]*:)?|[<>~])?=([^()]*)\)/y;
const ATTRIBUTE = /^(?:[A-Za-z][\w-]*|\d+(?:\.\d+)+)(?:;[\w-]+)*$/;

class FilterText {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parseWhole(): Filter {
    const filter = this.#parse();
    if (this.#position < this.#text.length) throw new SyntaxError(`nothing after character ${this.#position}`);
    return filter;
  }

  #parse(): Filter {
    if (this.#text[this.#position] !== '(') throw new SyntaxError(`"(" at character ${this.#position + 1}`);
    const operator = /\(\s*([&|!])/y;
    operator.lastIndex = this.#position;
    const sign = operator.exec(this.#text)?.[1];
    if (sign === undefined) return this.#parseItem();
    this.#position = operator.lastIndex;
    return this.#combine(sign, this.#parseList());
  }

  #parseList(): Filter[] {
    const filters: Filter[] = [];
    this.#skipSpace();
    while (this.#text[this.#position] === '(') {
      filters.push(this.#parse());
      this.#skipSpace();
    }
    if (this.#text[this.#position] !== ')') throw new SyntaxError(`")" at character ${this.#position + 1}`);
    this.#position += 1;
    return filters;
  }

  #combine(sign: string, filters: Filter[]): Filter {
    const [first] = filters;
    if (first === undefined) throw new SyntaxError(`a filter after "${sign}"`);
    if (sign === '&') return new AndFilter({ filters });
    if (sign === '|') return new OrFilter({ filters });
    if (filters.length > 1) throw new SyntaxError('one filter after "!"');
    return new NotFilter({ filter: first });
  }

  #parseItem(): Filter {
    ITEM.lastIndex = this.#position;
    const match = ITEM.exec(this.#text);
    if (match === null) throw new SyntaxError(`(attribute=value) at character ${this.#position + 1}`);
    this.#position = ITEM.lastIndex;
    const [, attribute = '', kind = '', value = ''] = match;
    if (!ATTRIBUTE.test(attribute) && !(attribute === '' && kind.startsWith(':'))) {
      throw new SyntaxError(`the name of an attribute instead of ${JSON.stringify(attribute)}`);
    }
    return itemOf(attribute, kind, value);
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#position] ?? '')) this.#position += 1;
  }
}

function itemOf(attribute: string, kind: string, value: string): Filter {
  if (kind.startsWith(':')) return extensible(attribute, kind, value);
  if (kind === '>') return new GreaterThanEqualsFilter({ attribute, value: unescaped(value) });
  if (kind === '<') return new LessThanEqualsFilter({ attribute, value: unescaped(value) });
  if (kind === '~') return new ApproximateFilter({ attribute, value: unescaped(value) });
  if (value === '*') return new PresenceFilter({ attribute });
  if (!value.includes('*')) return new EqualityFilter({ attribute, value: unescaped(value) });
  const [initial = '', ...rest] = value.split('*').map(unescaped);
  return new SubstringFilter({ attribute, initial, any: rest.slice(0, -1).filter((part) => part !== ''), final: rest.at(-1) ?? '' });
}

/** `:dn:rule:` in any of its parts. */
function extensible(attribute: string, kind: string, value: string): Filter {
  const parts = kind.split(':').filter((part) => part !== '');
  const dnAttributes = parts[0]?.toLowerCase() === 'dn';
  const [rule] = dnAttributes ? parts.slice(1) : parts;
  return new ExtensibleFilter({ matchType: attribute, dnAttributes, value: unescaped(value), ...(rule === undefined ? {} : { rule }) });
}

/** `\xx` is an octet of UTF-8. */
function unescaped(value: string): string {
  return value.replace(/(?:\\[0-9a-fA-F]{2})+|\\/g, (run) => {
    if (run === '\\') throw new SyntaxError('two hexadecimal digits after "\\"');
    return Buffer.from(run.replaceAll('\\', ''), 'hex').toString('utf8');
  });
}
