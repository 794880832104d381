import { type Document, LineCounter, parseAllDocuments, stringify } from 'yaml';
import { messageOf } from '../model/index.ts';

/** One document of a file. `line` is where its content begins, counted from 1. */
export interface YamlDocument {
  readonly line: number;
  readonly value: unknown;
}

export type YamlText =
  | { readonly type: 'documents'; readonly documents: readonly YamlDocument[] }
  /** `message` names the line and quotes nothing of the text, which may be a Secret. */
  | { readonly type: 'unreadable'; readonly message: string };

/** Reads every document of a YAML 1.2 text; documents without content are left out. Merge keys (`<<`) are resolved. */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  try {
    const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, merge: true, stringKeys: true, logLevel: 'error' });
    const documents = Array.isArray(parsed) ? parsed : [];
    const error = documents.flatMap((document) => document.errors)[0];
    if (error !== undefined)
      return { type: 'unreadable', message: `line ${lines.linePos(error.pos[0]).line}: ${withoutQuote(error.message)}` };
    return { type: 'documents', documents: documents.map((document) => toPlain(document, lines)).filter(({ value }) => value !== null) };
  } catch (error) {
    return { type: 'unreadable', message: withoutQuote(messageOf(error)) };
  }
}

/** YAML for people: no folded lines, no anchors. */
export function writeYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

function toPlain(document: Document.Parsed, lines: LineCounter): YamlDocument {
  const start = document.contents?.range[0] ?? document.range[0];
  return { line: lines.linePos(start).line, value: document.toJS() as unknown };
}

/** The parser's messages end with the faulty text after a colon. */
function withoutQuote(message: string): string {
  return message.replace(/(?<=[\w)]): .*$/s, '');
}
