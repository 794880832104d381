import type { CallDescription } from '../../simulator/index.ts';
import type { Account } from './accounts.ts';

/** Something more that happens in some worlds. Its chance is its own, so that whatever happens in every world stays as it is. */
export interface Extra {
  /** Right after each step of the history, before any time passes. */
  happen(): void | Promise<void>;
  /** What was seen to be wrong, in words; looked at after each write. */
  look?(call: CallDescription): string[];
  /** The same for a user who is in no context any more; nobody deleted him by hand. */
  gone?(account: Account): string[];
  /** The world is to come to rest: whatever is in the way goes. */
  heal?(): void | Promise<void>;
  /** What is wrong in the end, when everything around the operator has worked for long. It may go on living for it. */
  judge?(): string[] | Promise<string[]>;
}
