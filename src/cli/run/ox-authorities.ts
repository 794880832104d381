import { X509Certificate } from 'node:crypto';
import { type Clock, ConfigurationError, messageOf } from '../../model/index.ts';
import { SettingFile } from './setting-file.ts';

const SETTING = 'OX_CA_FILE';
const EXPECTED = 'expected a file with certificates (PEM)';
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * Answers the certificates that are trusted beside those of the system, whenever it is asked: those of a file that may be replaced at any
 * time. Throws a ConfigurationError when the file cannot be read or holds no certificate.
 */
export function oxAuthorities(path: string | undefined, clock: Clock, onProblem: (problem: string) => void): () => string | undefined {
  if (path === undefined) return () => undefined;
  const file = new SettingFile({
    setting: SETTING,
    path,
    expected: EXPECTED,
    parse: (text) => certificatesIn(text, path),
    clock,
    onProblem,
  });
  return () => file.current();
}

/** What stands around the certificates of a file is left out: comments, a key that nobody should have put there. */
function certificatesIn(text: string, path: string): string {
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0)
    throw new ConfigurationError(`${SETTING}: found no certificate in ${path}, expected PEM (-----BEGIN CERTIFICATE-----)`);
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate);
    } catch (error) {
      throw new ConfigurationError(`${SETTING}: certificate ${index + 1} in ${path} cannot be read (${messageOf(error)}), ${EXPECTED}`);
    }
  }
  return certificates.join('\n');
}
