import type { Pseudonyms } from './pseudonyms.ts';
import { type Vocabulary, WORD, wordsOf } from './vocabulary.ts';

export interface TextRules {
  readonly pseudonyms: Pseudonyms;
  readonly vocabulary: Vocabulary;
  /** Words that were seen in somebody's name, address or field, in lower case: they are replaced although they are common. */
  readonly personal: ReadonlySet<string>;
}

/** As a part of DNs they tell how one is built. */
const ATTRIBUTE_TYPES: ReadonlySet<string> = new Set(['cn', 'dc', 'l', 'mail', 'o', 'ou', 'sn', 'st', 'uid']);

/** What stands in a text as a whole; of several that begin at one place the first. Lengths are bounded, or a long word would take for ever. */
const PARTS = [
  String.raw`(?<kept>\b\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:\d\d)|\bcontexts? \d{1,10}\b|\bexceptionId -?[\d-]+|\b\d{1,12} ?(?:ms|s|bytes|users|groups|objects|calls)\b)`,
  String.raw`(?<quoted>"[^"]*"|(?<![\p{L}\p{N}])'[^']*'(?![\p{L}\p{N}])|“[^”]*”|„[^“”]*[“”]|«[^»]*»)`,
  String.raw`(?<scheme>\b[a-z][a-z0-9+]*:\/\/)?(?<host>(?<=:\/\/)[^\s/:"'(),;<>\[\]]+|\[[0-9a-fA-F:.]+\]|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]))(?<port>:\d{1,5}\b)?`,
  String.raw`(?<ip>(?<![\w:])[0-9a-fA-F:]*::[0-9a-fA-F:]*|(?:[0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4})`,
  String.raw`(?<address>[^\s"'<>@,;:()=]{1,320}@[^\s"'<>@,;:()=]{1,320})`,
  String.raw`(?<dn>(?:\b[A-Za-z][\w.-]{0,60}=[^,="()]{1,320},)+ ?[A-Za-z][\w.-]{0,60}=[^,="()\s]{1,320})`,
  String.raw`(?<date>\b\d{4}[-./]\d{1,2}[-./]\d{1,2}\b|\b\d{1,2}[-./]\d{1,2}[-./]\d{4}\b|\b[0-3]?\d\.[01]?\d\.\d\d(?![\w.]))`,
  String.raw`(?<digits>\+?\(?\d[\d ()/-]{3,60}\d)`,
  `(?<word>${WORD.source})`,
];
const PART = new RegExp(PARTS.join('|'), 'gu');

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[?::1?\]?)$/;
const LONGEST_NUMBER = 4;

type Groups = Readonly<Record<string, string | undefined>>;

/** A message: words of the operator's own stay, all else is replaced. */
export function scrubText(text: string, rules: TextRules): string {
  return text.replace(PART, (...found) => {
    const groups = found.at(-1) as Groups;
    return partOf(String(found[0]), groups, (word) => scrubWord(word, startsSentence(text, Number(found.at(-3))), rules), rules);
  });
}

/** A value of somebody: every word of it is replaced. What joins the words stays, so that an address looks like one. */
export function scrubValue(text: string, { pseudonyms }: TextRules): string {
  if (!/\p{L}/u.test(text)) return /\d/.test(text) ? pseudonyms.of(text) : text;
  return text.replace(WORD, (word, ...rest: unknown[]) => {
    const isType = ATTRIBUTE_TYPES.has(word.toLowerCase()) && text[Number(rest.at(-2)) + word.length] === '=';
    if (isType) return word;
    return /^\d+$/.test(word) ? '#' : pseudonyms.of(word);
  });
}

function partOf(whole: string, groups: Groups, onWord: (word: string) => string, rules: TextRules): string {
  const { kept, word, scheme = '', host, port = '', ip } = groups;
  if (word !== undefined) return onWord(word);
  if (kept !== undefined || LOOPBACK.test(ip ?? '')) return whole;
  if (ip !== undefined) return rules.pseudonyms.of(ip);
  if (host !== undefined) return `${scheme}${LOOPBACK.test(host) ? host : scrubValue(host, rules)}${port}`;
  return scrubValue(whole, rules);
}

function scrubWord(word: string, isFirst: boolean, rules: TextRules): string {
  return isOurs(word, isFirst, rules) ? word : rules.pseudonyms.of(word);
}

function isOurs(word: string, isFirst: boolean, { vocabulary: { words, functionWords }, personal }: TextRules): boolean {
  if (/^\d+$/.test(word)) return word.length <= LONGEST_NUMBER;
  const plain = word.toLowerCase();
  if (functionWords.has(plain) && (word === plain || isFirst)) return true;
  if (personal.has(plain)) return false;
  if (words.has(word) || (isFirst && words.has(plain))) return true;
  return word.includes('-') && wordsOf(word.replaceAll('-', ' ')).every((part) => words.has(part) && !personal.has(part.toLowerCase()));
}

/** Elsewhere a capital letter may be a name. */
function startsSentence(text: string, offset: number): boolean {
  return offset === 0 || /[.!?]\s$/.test(text.slice(Math.max(0, offset - 2), offset));
}
