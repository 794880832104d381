import type { AttributeSource } from './attribute-source.ts';

/** A piece of a login template: literal text, the primary mail address, or an attribute of the entry. */
export type TemplatePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'primaryMail' }
  | { readonly type: 'attribute'; readonly source: AttributeSource };

export interface LoginTemplate {
  /** As written, for explanations. */
  readonly text: string;
  readonly parts: readonly TemplatePart[];
}

/**
 * Takes `{}*master`, `{username}@example.org` or literal text apart; an empty template is `{}`. `undefined` when a brace stands alone
 * or `toSource` does not know what stands between two.
 */
export function parseLoginTemplate(text: string, toSource: (name: string) => AttributeSource | undefined): LoginTemplate | undefined {
  const parts: TemplatePart[] = [];
  for (const piece of (text === '' ? '{}' : text).split(/(\{[^{}]*\})/)) {
    const part = parsePart(piece, toSource);
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return { text: text === '' ? '{}' : text, parts: parts.filter((part) => part.type !== 'text' || part.text !== '') };
}

function parsePart(piece: string, toSource: (name: string) => AttributeSource | undefined): TemplatePart | undefined {
  if (piece === '{}') return { type: 'primaryMail' };
  if (piece.startsWith('{') && piece.endsWith('}')) {
    const source = toSource(piece.slice(1, -1));
    return source === undefined ? undefined : { type: 'attribute', source };
  }
  return /[{}]/.test(piece) ? undefined : { type: 'text', text: piece };
}
