import { Pseudonyms } from './pseudonyms.ts';
import { scrubText, scrubValue, type TextRules } from './scrub-text.ts';
import { vocabulary, wordsOf } from './vocabulary.ts';

/**
 * What a string is, by the name of its field. `choice`: one of a few words. `text`: a message or a setting, with words of our own. `value`: the
 * name of somebody or something. `field`: a value in OX or in the directory, whatever it looks like.
 */
type Meaning = 'choice' | 'text' | 'value' | 'field';

const TEXTS: ReadonlySet<string> = new Set([
  ...['msg', 'message', 'error', 'remedy', 'notice', 'explanation', 'err', 'stack', 'cache', 'aside', 'ox', 'url', 'lease', 'node'],
  ...['urls', 'server', 'filter', 'identifier', 'attribute', 'set', 'unset', 'alternatives', 'fields', 'rights', 'loginTemplate'],
  ...['imapServer', 'smtpServer', 'imapLogin', 'language', 'timezone', 'version', 'versions'],
]);
/** Everything below them. */
const FIELDS: ReadonlySet<string> = new Set(['before', 'after']);

const TIME = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/;
const DURATION = /^(\d+(ms|s|m|h|d))+$/;
const LANGUAGE = /^[a-z]{2}_[A-Z]{2}$/;
/** A longer one is prose, whose words are anybody's. */
const MOST_WORDS_OF_A_NAME = 5;

/** Takes names, addresses and values out of what a bundle is made of. First it has to `learn` all of it, so that a name is known everywhere. */
export class Scrubber {
  private readonly personal = new Set<string>();
  private readonly pseudonyms: Pseudonyms;
  private readonly rules: TextRules;

  /** @param key of this bundle alone */
  constructor(key: string) {
    this.pseudonyms = new Pseudonyms(key);
    this.rules = { pseudonyms: this.pseudonyms, vocabulary: vocabulary(), personal: this.personal };
  }

  get replaced(): number {
    return this.pseudonyms.count;
  }

  /** Takes in the names and values of `node`. */
  learn(node: unknown): void {
    this.walk(node, 'value', (text, meaning) => {
      if (meaning === 'value' || meaning === 'field') this.learnName(text);
      return text;
    });
  }

  /** The same without names and values; names of fields, reasons, numbers and times stay. */
  json(node: unknown): unknown {
    return this.walk(node, 'value', (text, meaning) => this.string(text, meaning));
  }

  text(text: string): string {
    return scrubText(text, this.rules);
  }

  value(text: string): string {
    return scrubValue(text, this.rules);
  }

  private learnName(text: string): void {
    const words = wordsOf(text);
    if (words.length > MOST_WORDS_OF_A_NAME || isPlain(text)) return;
    for (const word of words) this.personal.add(word.toLowerCase());
  }

  private string(text: string, meaning: Meaning): string {
    if (meaning === 'field') return this.value(text);
    if (isPlain(text)) return text;
    if (meaning === 'choice' && this.isOurs(text)) return text;
    return meaning === 'text' ? this.text(text) : this.value(text);
  }

  /** Names of fields are no names of people, even if somebody is called so. */
  private key(key: string): string {
    return this.isOurs(key) ? key : this.value(key);
  }

  private isOurs(text: string): boolean {
    return wordsOf(text).every((word) => this.rules.vocabulary.words.has(word));
  }

  private walk(node: unknown, meaning: Meaning, onString: (text: string, meaning: Meaning) => string): unknown {
    if (typeof node === 'string') return onString(node, meaning);
    if (typeof node === 'number' && meaning === 'field') return onString(String(node), meaning);
    if (Array.isArray(node)) return node.map((item) => this.walk(item, meaning, onString));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, below]) => [this.key(key), this.walk(below, this.meaningOf(key, meaning), onString)]),
    );
  }

  /** What is below a setting of the mapping is called as somebody likes. */
  private meaningOf(key: string, above: Meaning): Meaning {
    if (above === 'field' || FIELDS.has(key)) return 'field';
    if (this.rules.vocabulary.choices.has(key)) return 'choice';
    return TEXTS.has(key) || above === 'text' ? 'text' : 'value';
  }
}

function isPlain(text: string): boolean {
  return TIME.test(text) || DURATION.test(text) || LANGUAGE.test(text);
}
