import { type ParseResult, parseSync, Visitor } from 'oxc-parser';

/** A file of the project; `path` is relative to its root, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Something a file says, and the line where it says it (1 is the first). */
interface Mention {
  readonly what: string;
  readonly line: number;
}

export interface ParsedFile {
  readonly path: string;
  /** What follows `from`, in any form of import, types included. */
  readonly imports: readonly Mention[];
  /** Reads of the clock, timers and chance that bypass the ports `Clock` and `Random`. */
  readonly hiddenInputs: readonly Mention[];
}

/** @throws Error when the text is not TypeScript. */
export function parseFile({ path, text }: SourceFile): ParsedFile {
  const parsed = parseSync(path, text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const mention = ({ what, start }: Found): Mention => ({ what, line: lineAt(start) });
  return { path, imports: findImports(parsed).map(mention), hiddenInputs: findHiddenInputs(parsed).map(mention) };
}

interface Found {
  readonly what: string;
  readonly start: number;
}

function findImports(parsed: ParseResult): Found[] {
  const found: Found[] = [];
  const add = (source: { readonly type: string; readonly value?: unknown; readonly start: number } | null): void => {
    if (source !== null && typeof source.value === 'string') found.push({ what: source.value, start: source.start });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
  }).visit(parsed.program);
  return found;
}

const HIDDEN_MEMBERS = new Set(['Date.now', 'Math.random', 'performance.now', 'process.hrtime']);
const HIDDEN_CALLS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'Date']);

function findHiddenInputs(parsed: ParseResult): Found[] {
  const found: Found[] = [];
  new Visitor({
    MemberExpression: ({ object, property, start }) => {
      if (object.type !== 'Identifier' || property.type !== 'Identifier') return;
      const what = `${object.name}.${property.name}`;
      if (HIDDEN_MEMBERS.has(what)) found.push({ what, start });
    },
    CallExpression: ({ callee, start }) => {
      if (callee.type === 'Identifier' && HIDDEN_CALLS.has(callee.name)) found.push({ what: `${callee.name}()`, start });
    },
    NewExpression: ({ callee, arguments: given, start }) => {
      if (callee.type === 'Identifier' && callee.name === 'Date' && given.length === 0) found.push({ what: 'new Date()', start });
    },
    ImportDeclaration: ({ source, start }) => {
      if (/^(node:)?timers(\/promises)?$/.test(source.value)) found.push({ what: source.value, start });
    },
  }).visit(parsed.program);
  return found;
}
