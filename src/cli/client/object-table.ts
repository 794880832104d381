import { historyTable } from './history-text.ts';
import type { ApiObject } from './object-schema.ts';
import { tableText } from './output.ts';

export interface ObjectListing {
  readonly items: readonly ApiObject[];
  readonly total: number;
}

/** One line an object, and a last one that says what is left out. */
export function objectTable({ items, total }: ObjectListing, nothing: string): string {
  if (items.length === 0) return `${nothing}\n`;
  const head = ['KIND', 'NAME', 'CONTEXT', 'STATE', 'REASON', 'TRIED', 'NEXT TRY', 'MESSAGE'];
  return `${tableText(head, items.map(row))}${rest(items.length, total)}`;
}

function row({ kind, name, contextId, state, reason, attempts, nextRetryTime = '', message }: ApiObject): string[] {
  return [kind, name, contextId === 0 ? '-' : String(contextId), state, reason, String(attempts), nextRetryTime || '-', message];
}

function rest(shown: number, total: number): string {
  return shown === total ? `${total} in all\n` : `${shown} of ${total}; --limit shows more\n`;
}

/** `field: value` lines of one object, and what was written of it last. */
export function objectText(object: ApiObject): string {
  const lines = Object.entries(object).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value) && value !== '');
  const width = Math.max(...lines.map(([name]) => name.length)) + 1;
  const text = lines.map(([name, value]) => `${`${name}:`.padEnd(width)} ${String(value)}\n`).join('');
  return object.history.length === 0 ? text : `${text}\n${historyTable(object.history)}`;
}
