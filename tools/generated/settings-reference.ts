import { OLD_SETTINGS, OPERATOR_SETTINGS } from '../../src/config/index.ts';
import { code, table, withSection } from './markdown.ts';

export function settingsPage(page: string): string {
  return withSection(withSection(page, 'operator', operatorTable()), 'old', oldTable());
}

function operatorTable(): string {
  const rows = Object.entries(OPERATOR_SETTINGS).map(([name, setting]) => [
    code(name),
    'default' in setting && setting.default !== undefined ? code(setting.default) : '',
    setting.chart === undefined ? '' : code(setting.chart),
    `${setting.description} Takes ${setting.expected}.`,
  ]);
  return table(['Variable', 'Default', 'Chart value', 'What it is'], rows);
}

function oldTable(): string {
  const rows = Object.entries(OLD_SETTINGS).map(([name, setting]) => [
    code(name),
    code(`spec.${setting.field}`),
    `${setting.description} Takes ${setting.expected}.`,
  ]);
  return table(['Variable', 'Field of the OXDirectory', 'What it is'], rows);
}
