/**
 * Catches what OX answers with `Invalid email address`, and nothing that it may take: no blanks or control characters, one @ with
 * something on both sides, no brackets, quotes, commas, colons or semicolons, no dot at either end of the domain nor two in a row.
 */
const address = /^[^\s\p{Cc}@<>()[\]\\,;:"]+@(?!\.)(?!.*\.\.)[^\s\p{Cc}@<>()[\]\\,;:"]*[^\s\p{Cc}@<>()[\]\\,;:".]$/u;

export const MAIL_ADDRESS_EXPECTED = 'a mail address such as anna@example.org';

export function isMailAddress(text: string): boolean {
  return address.test(text);
}

/** The addresses in their order, each once; two that differ in case only are one mailbox. */
export function withoutDuplicates(addresses: readonly string[]): string[] {
  const seen = new Set<string>();
  return addresses.filter((one) => {
    const key = one.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
