import { type FieldRow, oldNameOf, PRESETS, SHIPPED_ACCESS_PROFILES } from '../../src/mapping/index.ts';
import { USER_FIELDS } from '../../src/model/index.ts';
import { code, table, withSection } from './markdown.ts';

export function mappingPage(page: string): string {
  const sections: readonly (readonly [string, string])[] = [
    ['Univention', univentionTable()],
    ['InetOrgPerson', inetOrgPersonTable()],
    ['presets', presetTable()],
    ['profiles', profileTable()],
  ];
  return sections.reduce((text, [name, content]) => withSection(text, name, content), page);
}

function univentionTable(): string {
  const rows = PRESETS.Univention.table.map((row) => [fieldCell(row), code(row.property), code(row.attribute), typeOf(row), notes(row)]);
  return table(['OX field', 'UDM property', 'LDAP attribute', 'Type', 'Notes'], rows);
}

function inetOrgPersonTable(): string {
  const rows = PRESETS.InetOrgPerson.table.map((row) => [fieldCell(row), code(row.attribute), typeOf(row), notes(row)]);
  return table(['OX field', 'LDAP attribute', 'Type', 'Notes'], rows);
}

function fieldCell({ field }: FieldRow): string {
  const oldName = oldNameOf(field);
  return oldName === field ? code(field) : `${code(field)} (old name ${code(oldName)})`;
}

function typeOf({ field }: FieldRow): string {
  const type = USER_FIELDS[field];
  return type === 'texts' ? 'list' : type;
}

function notes(row: FieldRow): string {
  const alternatives = row.alternatives.map(({ attribute }) => code(attribute)).join(', ');
  return [
    row.sent ? '' : 'not sent unless `mapping.set` asks for it',
    row.position === 0 ? '' : `value number ${row.position + 1}`,
    alternatives === '' ? '' : `when empty: ${alternatives}`,
    row.note ?? '',
  ]
    .filter((note) => note !== '')
    .join('; ');
}

function presetTable(): string {
  const { Univention, InetOrgPerson } = PRESETS;
  const facts = [Univention, InetOrgPerson];
  const line = (title: string, of: (preset: (typeof facts)[number]) => string | undefined): string[] => [
    title,
    ...facts.map((preset) => {
      const text = of(preset);
      return text === undefined || text === '' ? 'none' : code(text);
    }),
  ];
  return table(
    ['', 'Univention', 'InetOrgPerson'],
    [
      line('Filter of users', (preset) => preset.filters.users),
      line('Filter of groups', (preset) => preset.filters.groups),
      line('Switch of a user (OK or true)', (preset) => preset.gates.users),
      line('Switch of a group (OK or true)', (preset) => preset.gates.groups),
      line('Login', (preset) => preset.identifiers.users),
      line('Name of a group', (preset) => preset.identifiers.groups),
      line('Context', (preset) => preset.contextAttribute),
      line('Access profile', (preset) => preset.accessAttribute),
      line('Access profile of entries that name none', (preset) => preset.defaultAccessProfile),
      line('Members of a group', (preset) => preset.memberAttributes.join(', ')),
      line('Marks of a disabled account', (preset) => preset.disabledMarks.map(({ attribute }) => attribute).join(', ')),
    ],
  );
}

function profileTable(): string {
  return table(
    ['Profile', 'Rights'],
    [...SHIPPED_ACCESS_PROFILES].map(([name, rights]) => [code(name), rights.length === 0 ? 'none at all' : rights.map(code).join(', ')]),
  );
}
