export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `over` laid over `under`, object by object; anything that is no object is taken whole, the upper one first. `null` means absent, as
 * it does for the API server.
 */
export function mergeObjects(under: object, over: object): Readonly<Record<string, unknown>> {
  const lower: Readonly<Record<string, unknown>> = { ...under };
  const upper = Object.entries(over)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]: [string, unknown]) => [key, isPlainObject(value) ? mergeObjects(objectAt(lower, key), value) : value] as const);
  return Object.fromEntries([...Object.entries(lower), ...upper]);
}

function objectAt(object: Readonly<Record<string, unknown>>, key: string): object {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isPlainObject(value) ? value : {};
}
