/** Where a store tells what happened; one line a message, never the value of a Secret. A pino logger fits. */
export interface StoreLog {
  info(message: string): void;
  warn(message: string): void;
}

export const silentLog: StoreLog = { info: () => undefined, warn: () => undefined };
