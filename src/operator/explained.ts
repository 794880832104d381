import { type Fault, remedyFor } from '../model/index.ts';

/** A fault with what to do about it, as a condition tells it. */
export function explained({ reason, message }: Fault): Fault {
  const remedy = remedyFor(reason);
  return { reason, message: remedy === undefined ? message : `${message.replace(/\.$/, '')}. ${remedy}` };
}
