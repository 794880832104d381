import type { QuotaData } from './ox-data.ts';
import { invalidData } from './ox-fault.ts';

interface QuotaChange {
  readonly module?: string | undefined;
  readonly quotaValue?: string | undefined;
}

/** The modules that have a quota; a selection. */
const modules: ReadonlySet<string> = new Set(['task', 'calendar', 'contact', 'infostore', 'attachment', 'invite_guests', 'share_links']);

/** Sets the quota of one module or of several, with commas between; a negative value is unlimited. */
export function changeQuota(stored: Readonly<Record<string, number>>, change: QuotaChange): Readonly<Record<string, number>> {
  const { module = '', quotaValue = '' } = change;
  if (quotaValue === '') throw invalidData('Missing quota value.');
  if (module === '') throw invalidData('Missing quota module.');
  if (!/^-?\d+$/.test(quotaValue)) throw invalidData('Invalid quota value.');
  const named = module.split(',').map((name) => name.trim());
  if (!named.every((name) => modules.has(name))) throw invalidData('No valid module specified.');
  return { ...stored, ...Object.fromEntries(named.map((name) => [name, Number(quotaValue)])) };
}

export function quotasOf(stored: Readonly<Record<string, number>>): readonly QuotaData[] {
  return Object.entries(stored).map(([module, limit]) => ({ module, limit }));
}
