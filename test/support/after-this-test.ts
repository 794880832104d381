import { AsyncLocalStorage } from 'node:async_hooks';
import { onTestFinished, type TestContext, test } from 'vitest';

/** vitest knows by itself which test is running only while there is one. */
const running = new AsyncLocalStorage<TestContext>();

/** `onTestFinished`, also in a test that runs beside others. */
export function afterThisTest(deed: () => void | Promise<void>): void {
  const context = running.getStore();
  if (context === undefined) onTestFinished(deed);
  else context.onTestFinished(deed);
}

/** A test that waits most of its time, and may do so beside the others of its file; whatever it uses is its own. */
export function testBesideOthers(name: string, body: () => Promise<void>): void {
  test.concurrent(name, (context) => running.run(context, body));
}
