import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLdif } from '../../src/directory/index.ts';
import { ConfigurationError } from '../../src/model/index.ts';

function valuesOf(text: string): Record<string, string[]>[] {
  return parseLdif(text, 'people.ldif').map(({ dn, attributes }) => ({
    dn: [dn],
    ...Object.fromEntries([...attributes].map(([name, values]) => [name, values.map(String)])),
  }));
}

describe('an LDIF text', () => {
  const texts: readonly { what: string; text: string; entries: Record<string, string[]>[] }[] = [
    { what: 'nothing', text: '', entries: [] },
    { what: 'a version and nothing else', text: 'version: 1\n', entries: [] },
    {
      what: 'two entries',
      text: 'version: 1\ndn: cn=a\ncn: a\n\ndn: cn=b\ncn: b\n',
      entries: [
        { dn: ['cn=a'], cn: ['a'] },
        { dn: ['cn=b'], cn: ['b'] },
      ],
    },
    { what: 'no line break at the end', text: 'dn: cn=a\ncn: a', entries: [{ dn: ['cn=a'], cn: ['a'] }] },
    {
      what: 'line breaks of Windows',
      text: 'dn: cn=a\r\ncn: a\r\n\r\ndn: cn=b\r\ncn: b\r\n',
      entries: [
        { dn: ['cn=a'], cn: ['a'] },
        { dn: ['cn=b'], cn: ['b'] },
      ],
    },
    { what: 'a byte order mark', text: '\u{feff}dn: cn=a\ncn: a\n', entries: [{ dn: ['cn=a'], cn: ['a'] }] },
    { what: 'many empty lines', text: '\n\n\ndn: cn=a\ncn: a\n\n\n\n', entries: [{ dn: ['cn=a'], cn: ['a'] }] },
    { what: 'folded lines', text: 'dn: cn=a,\n ou=b\ncn: one\n  two\n three\n', entries: [{ dn: ['cn=a,ou=b'], cn: ['one twothree'] }] },
    { what: 'comments, folded ones too', text: '# a\ndn: cn=a\n# b\n  still b\ncn: a\n', entries: [{ dn: ['cn=a'], cn: ['a'] }] },
    { what: 'base64', text: 'dn:: Y249w7w=\ncn:: w7w=\n', entries: [{ dn: ['cn=ü'], cn: ['ü'] }] },
    { what: 'folded base64', text: 'dn: cn=a\ncn:: w7\n w=\n', entries: [{ dn: ['cn=a'], cn: ['ü'] }] },
    { what: 'umlauts as they are', text: 'dn: cn=ü\ncn: ü\n', entries: [{ dn: ['cn=ü'], cn: ['ü'] }] },
    { what: 'an empty value', text: 'dn: cn=a\ntitle:\ncn:   a\n', entries: [{ dn: ['cn=a'], title: [''], cn: ['a'] }] },
    { what: 'several values, in order', text: 'dn: cn=a\ncn: b\nCN: a\n', entries: [{ dn: ['cn=a'], cn: ['b', 'a'] }] },
    {
      what: 'options and numbers as names',
      text: 'dn: cn=a\ncn;lang-de: a\n2.5.4.4: b\n',
      entries: [{ dn: ['cn=a'], 'cn;lang-de': ['a'], '2.5.4.4': ['b'] }],
    },
    { what: 'a colon and a comma in values', text: 'dn: cn=a\ncn: a: b, c\n', entries: [{ dn: ['cn=a'], cn: ['a: b, c'] }] },
  ];

  it.each(texts)('may hold $what', ({ text, entries }) => {
    expect(valuesOf(text)).toEqual(entries);
  });

  const faults: readonly { what: string; text: string; message: string }[] = [
    { what: 'no colon', text: 'dn: cn=a\ncn a\n', message: 'people.ldif:2: found "cn a", expected "attribute: value"' },
    {
      what: 'a record without dn',
      text: 'dn: cn=a\ncn: a\n\ncn: b\n',
      message: 'people.ldif:4: found "cn:", expected a record that begins with "dn:"',
    },
    {
      what: 'two dn',
      text: 'dn: cn=a\ndn: cn=b\n',
      message: 'people.ldif:2: found "dn:", expected entries only; changes are not supported',
    },
    {
      what: 'a change record',
      text: '# comment\n\ndn: cn=a\nchangetype: modify\n',
      message: 'people.ldif:4: found "changetype:", expected entries only; changes are not supported',
    },
    {
      what: 'a file to be read',
      text: 'dn: cn=a\njpegPhoto:< file:///etc/passwd\n',
      message: 'people.ldif:2: found "jpegphoto:<", expected the value itself; files and addresses are not read',
    },
    {
      what: 'broken base64',
      text: 'dn: cn=a\nuserPassword:: c2VjcmV0*\n',
      message: 'people.ldif:2: found 9 characters after "::", expected base64',
    },
    { what: 'another version', text: 'version: 2\n', message: 'people.ldif:1: found version "2", expected version 1' },
    { what: 'a folded line at the beginning', text: ' cn: a\n', message: 'people.ldif:1: found " cn: a", expected "attribute: value"' },
    {
      what: 'something else altogether',
      text: '{"users": ["anna", "bob", "carl"]}',
      message: 'people.ldif:1: found "{\\"users\\": [\\"anna…", expected "attribute: value"',
    },
    {
      what: 'a fault after folded lines',
      text: 'dn: cn=a\ncn: a\n b\n c\n\n???\n',
      message: 'people.ldif:6: found "???", expected "attribute: value"',
    },
  ];

  it.each(faults)('is refused in one line for $what', ({ text, message }) => {
    expect(() => parseLdif(text, 'people.ldif')).toThrow(new ConfigurationError(message));
  });

  it('shows no secret when a line is broken', () => {
    const text = 'dn: cn=a\nuserPassword {SSHA}c2VjcmV0c2VjcmV0c2VjcmV0\n';
    expect(() => parseLdif(text, 'people.ldif')).toThrow(/^people\.ldif:2: found "userPassword {SS…"/);
  });

  it('read back is what was written, however lines are folded and values encoded', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/).filter((word) => !['dn', 'changetype', 'control', 'version'].includes(word));
    const value = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 120 }), fc.string({ maxLength: 20 }));
    const record = fc.record({ dn: value, attributes: fc.array(fc.tuple(name, value), { maxLength: 6 }) });
    const style = fc.record({ width: fc.integer({ min: 2, max: 90 }), lineBreak: fc.constantFrom('\n', '\r\n'), comment: fc.boolean() });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), style, (records, { width, lineBreak, comment }) => {
        const text = records
          .map(({ dn, attributes }) => {
            const lines = [line('dn', dn), ...attributes.map(([key, content]) => line(key, content))];
            return lines.flatMap((whole) => [...(comment ? ['# a comment'] : []), ...fold(whole, width), '']).filter((part) => part !== '');
          })
          .map((lines) => lines.join(lineBreak) + lineBreak)
          .join(lineBreak);
        expect(valuesOf(text)).toEqual(records.map(({ dn, attributes }) => ({ dn: [dn], ...grouped(attributes) })));
      }),
      { numRuns: 500 },
    );
  });
});

/** As RFC 2849 wants it: base64 unless the value is plain. */
function line(name: string, value: string): string {
  const isPlain = /^(?:[!-9;=-~][ -~]*)?$/.test(value) && !value.endsWith(' ');
  return isPlain ? `${name}: ${value}` : `${name}:: ${Buffer.from(value).toString('base64')}`;
}

function fold(text: string, width: number): string[] {
  const parts = [text.slice(0, width)];
  for (let start = width; start < text.length; start += width - 1) parts.push(` ${text.slice(start, start + width - 1)}`);
  return parts;
}

function grouped(attributes: readonly (readonly [string, string])[]): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const [name, value] of attributes) values[name] = [...(values[name] ?? []), value];
  return values;
}
