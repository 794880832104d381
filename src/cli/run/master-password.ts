import { readFileSync } from 'node:fs';
import type { Settings } from '../../config/index.ts';
import { type Clock, ConfigurationError, messageOf } from '../../model/index.ts';

/** A rotated file is noticed after so long; in between it costs no look at the disk. */
const LOOK_AGAIN_MS = 1_000;

/** The password of the master admin: a fixed one, or that of a file that may be rotated at any time. */
export class MasterPassword {
  private readonly source: Settings['ox']['masterPassword'];
  private readonly clock: Clock;
  private known: string;
  private lookedAt: number;

  /** Throws a ConfigurationError when the file cannot be read or is empty. */
  constructor(source: Settings['ox']['masterPassword'], clock: Clock) {
    this.source = source;
    this.clock = clock;
    this.known = source.type === 'value' ? source.value : readPassword(source.path);
    this.lookedAt = clock.now();
  }

  /** While a file is being replaced, its last password counts. */
  current(): string {
    if (this.source.type === 'file' && this.clock.now() - this.lookedAt >= LOOK_AGAIN_MS) {
      this.lookedAt = this.clock.now();
      this.known = tryToRead(this.source.path) ?? this.known;
    }
    return this.known;
  }
}

function tryToRead(path: string): string | undefined {
  try {
    return readPassword(path);
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

function readPassword(path: string): string {
  const expected = 'expected a file with the password of the master admin';
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError(
      `OX_MASTER_PASSWORD_FILE: found ${JSON.stringify(path)}, which cannot be read (${messageOf(error)}), ${expected}`,
    );
  }
  // Editors and `echo` end a file with a line break that is no part of the password.
  const password = text.replace(/\r?\n$/, '');
  if (password === '') throw new ConfigurationError(`OX_MASTER_PASSWORD_FILE: found ${JSON.stringify(path)}, which is empty, ${expected}`);
  return password;
}
