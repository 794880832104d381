import { invalidData } from './ox-fault.ts';

export interface CapabilityChange {
  readonly capsToAdd?: string | undefined;
  readonly capsToRemove?: string | undefined;
  readonly capsToDrop?: string | undefined;
}

const split = (list: string | undefined): string[] =>
  (list ?? '')
    .split(',')
    .map((capability) => capability.trim())
    .filter((capability) => capability !== '');

export function checkCapabilities(change: CapabilityChange): void {
  const all = [...split(change.capsToAdd), ...split(change.capsToRemove), ...split(change.capsToDrop)];
  if (all.length === 0) throw invalidData('No capabilities specified.');
}

/** Drop deletes both forms, remove stores `-cap`, add stores `cap` and deletes `-cap`. */
export function changeCapabilities(stored: readonly string[], change: CapabilityChange): readonly string[] {
  const capabilities = new Set(stored);
  for (const capability of split(change.capsToDrop)) {
    capabilities.delete(capability);
    capabilities.delete(`-${capability}`);
  }
  for (const capability of split(change.capsToRemove)) {
    capabilities.delete(capability);
    capabilities.add(`-${capability}`);
  }
  for (const capability of split(change.capsToAdd)) {
    capabilities.delete(`-${capability}`);
    capabilities.add(capability);
  }
  return [...capabilities];
}
