import { invalidData } from './ox-fault.ts';

/** How the database compares names and addresses: without case, and without trailing blanks. */
export function collationKey(text: string): string {
  return text.trimEnd().toLowerCase();
}

/** Refuses a name in which a character stands that `allowed`, a regular expression for one character, does not match. */
export function checkCharacters(name: string, allowed: string, suffix = ''): void {
  const illegal = name.replace(new RegExp(allowed, 'g'), '');
  if (illegal !== '') throw invalidData(`Illegal chars: "${illegal}"${suffix}`);
}

/** A search pattern as OX turns it into SQL: `*` is any text, and the wildcards of LIKE work too. */
export function matcherOf(pattern: string): (text: string | undefined) => boolean {
  const tokens = pattern.match(/\\.|[\s\S]/g) ?? [];
  const expression = new RegExp(`^${tokens.map(tokenExpression).join('')}$`, 'isu');
  return (text) => text !== undefined && expression.test(text);
}

function tokenExpression(token: string): string {
  if (token === '*' || token === '%') return '.*';
  if (token === '_') return '.';
  const literal = token.length > 1 ? token.slice(1) : token;
  return literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

const localPart = /^[^\s@()<>[\]\\,;:"\p{Cc}]+$/u;
const domain = /^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*$/u;

/** Empty texts pass, as in OX; blanks around an address are no part of it. */
export function checkMailAddress(text: string | undefined): void {
  const address = (text ?? '').trim();
  if (address === '') return;
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const dotted = local.startsWith('.') || local.endsWith('.') || local.includes('..');
  if (dotted || !localPart.test(local) || !domain.test(address.slice(at + 1))) throw invalidData('Invalid email address');
}

/** A list as Java writes it. */
export function javaList(items: readonly string[]): string {
  return `[${items.join(', ')}]`;
}
