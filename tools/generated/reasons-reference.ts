import { type ErrorClass, errorClassOf, REASONS, remedyFor } from '../../src/model/index.ts';
import { code, table, withSection } from './markdown.ts';

const consequence: Readonly<Record<ErrorClass, string>> = {
  outage: 'everything that needs the target waits, and it is probed',
  dependency: 'waits, and goes on by itself when what is missing comes',
  transient: 'tried again after a pause',
  invalid: '`errorPolicy` decides: parked or halted',
};

export function reasonsPage(page: string): string {
  const rows = REASONS.map((reason) => {
    const errorClass = errorClassOf(reason);
    return [code(reason), errorClass === undefined ? '' : `${errorClass}: ${consequence[errorClass]}`, remedyFor(reason) ?? ''];
  });
  return withSection(page, 'reasons', table(['Reason', 'What happens', 'What to do'], rows));
}
