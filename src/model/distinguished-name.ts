/**
 * The one spelling of a distinguished name that look-ups use: attribute types and values in lower case, no spaces
 * around separators, hex escapes of plain characters resolved, parts of a multi-valued RDN sorted. Not for display.
 */
export function normalizeDn(dn: string): string {
  if (PLAIN.test(dn)) return dn.toLowerCase();
  return splitUnescaped(dn, ',')
    .map((rdn) => splitUnescaped(rdn, '+').map(normalizeAssertion).sort().join('+'))
    .join(',');
}

/** Nothing in it has another spelling but for the case: so are nearly all, and they come by the hundred thousand. */
const PLAIN = /^[\w.@-]+=[\w.@-]+(?:,[\w.@-]+=[\w.@-]+)*$/;

function normalizeAssertion(assertion: string): string {
  const equals = assertion.indexOf('=');
  if (equals < 0) return assertion.trim().toLowerCase();
  const type = assertion.slice(0, equals).trim().toLowerCase();
  const value = unescapeValue(assertion.slice(equals + 1))
    .trim()
    .replace(/\s+/g, ' ')
    .toLowerCase();
  return `${type}=${value.replace(/[,+"\\<>;=#]/g, (character) => `\\${character}`)}`;
}

/** Resolves `\2C` and `\,`; a run of hex pairs is one UTF-8 text. */
function unescapeValue(value: string): string {
  return value
    .replace(/(?:\\[0-9a-fA-F]{2})+/g, (run) => {
      const text = Buffer.from(run.replaceAll('\\', ''), 'hex').toString('utf8');
      return text.replace(/[\\,+]/g, (character) => `\\${character}`);
    })
    .replace(/\\(.)/g, '$1');
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '\\') index += 1;
    else if (text[index] === separator) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
