import type { Settings } from '../../config/index.ts';
import { type Clock, ConfigurationError } from '../../model/index.ts';
import { SettingFile } from './setting-file.ts';

const SETTING = 'OX_MASTER_PASSWORD_FILE';
const EXPECTED = 'expected a file with the password of the master admin';

/**
 * Answers the password of the master admin whenever it is asked: a fixed one, or that of a file that may be rotated at any time. Throws a
 * ConfigurationError when the file cannot be read or is empty.
 */
export function masterPassword(source: Settings['ox']['masterPassword'], clock: Clock, onProblem: (problem: string) => void): () => string {
  if (source.type === 'value') return () => source.value;
  const { path } = source;
  const file = new SettingFile({ setting: SETTING, path, expected: EXPECTED, parse: (text) => passwordIn(text, path), clock, onProblem });
  return () => file.current();
}

function passwordIn(text: string, path: string): string {
  // Editors and `echo` end a file with a line break that is no part of the password.
  const password = text.replace(/\r?\n$/, '');
  if (password === '') throw new ConfigurationError(`${SETTING}: found ${JSON.stringify(path)}, which is empty, ${EXPECTED}`);
  return password;
}
