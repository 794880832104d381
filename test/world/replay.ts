/** How one history is lived again. */
export function replayCommand(seed: number): string {
  return `WORLD_SEED=${seed} make test ARGS=test/world/first-worlds.test.ts`;
}
