import type { Reason } from '../../src/model/index.ts';
import { type ContextAccess, OxError } from '../../src/ox/index.ts';

/** What a read does not find is `undefined`, any other error stays one. */
export async function found<Result>(kind: Exclude<OxError['missing'], undefined>, call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof OxError && error.missing === kind) return undefined;
    throw error;
  }
}

export const inContext = ({ contextId }: ContextAccess) => ({ ctx: { id: contextId } });

/** A call of OXUserService that the contract of the gateway forbids. */
export function refusal(reason: Reason, { contextId }: ContextAccess, operation: string, words: string): OxError {
  const service = 'OXUserService';
  const call = { service, operation, contextId };
  return new OxError(reason, `${service}.${operation} in context ${contextId}: ${words}`, { ...call, target: 'context' });
}
