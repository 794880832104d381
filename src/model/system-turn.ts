/** Lets everything else that is ready have its turn first. No time passes: it is order, not a pause. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
