import { expect, test } from 'vitest';
import { HistoryTable } from '../../src/cache/history-table.ts';
import { HISTORY_DAYS, type HistoryEntry } from '../../src/cache/index.ts';
import { openDatabase } from '../../src/cache/open-database.ts';
import { VirtualClock } from '../world/virtual-clock.ts';

const DAY = 86_400_000;

/** A history of its own, with a way to note something in it now. */
function newHistory(mostRows?: number) {
  const clock = new VirtualClock();
  const database = openDatabase(':memory:');
  const history = new HistoryTable(database, clock, mostRows);
  const note = (changes: Partial<HistoryEntry> = {}): HistoryEntry => {
    const noted: HistoryEntry = {
      ...{ at: clock.now(), kind: 'User', owner: 'people', sourceId: 'id-anna', partition: 0, name: 'anna', contextId: 10, oxId: 3 },
      ...{
        verb: 'change',
        operation: 'change',
        changes: [{ field: 'title', before: 'Clerk', after: 'Mayor' }],
        outcome: 'ok',
        durationMs: 7,
      },
      ...changes,
    };
    history.add(noted);
    return noted;
  };
  const namesOf = (filter: Parameters<HistoryTable['page']>[0] = {}): string[] =>
    history.page(filter, 100_000).items.map(({ name }) => name);
  const countRows = (): unknown => database.prepare('SELECT count(*) AS rows, min(id) AS first FROM history').get();
  return { clock, history, note, namesOf, countRows };
}

test('what was done is told as it was noted, the newest first, in pages that fit together', () => {
  const { history, note } = newHistory();
  const first = note();
  const second = note({ outcome: 'NameTaken', message: 'is taken', oxId: undefined, changes: [{ field: 'aliases', after: ['a', 'b'] }] });
  const third = note({ name: 'bert' });
  const page = history.page({}, 2);
  expect(page).toMatchObject({ total: 3, items: [third, second] });
  expect(history.page({}, 2, page.next)).toMatchObject({ total: 3, next: undefined, items: [first] });
});

test('it is narrowed by object, kind, context, directory and time', async () => {
  const { clock, note, namesOf } = newHistory();
  note();
  note({ name: 'Anna.Meier' });
  note({ name: 'bert', sourceId: 'id-bert', contextId: 20 });
  await clock.advance(DAY);
  note({ name: 'room', kind: 'Resource', owner: '', sourceId: 'id-room' });
  expect(namesOf({ sourceIds: ['id-anna', 'id-room'] })).toEqual(['room', 'Anna.Meier', 'anna']);
  expect(namesOf({ name: 'anna.MEIER' })).toEqual(['Anna.Meier']);
  expect(namesOf({ kind: 'User', contextId: 20 })).toEqual(['bert']);
  expect(namesOf({ owner: '' })).toEqual(['room']);
  expect(namesOf({ since: clock.now() })).toEqual(['room']);
});

test('what is older than 90 days is told no more, and goes as something comes', async () => {
  const { clock, note, namesOf, countRows } = newHistory();
  note();
  await clock.advance(HISTORY_DAYS * DAY);
  expect(namesOf()).toEqual(['anna']);
  await clock.advance(1);
  expect(namesOf()).toEqual([]);
  for (let row = 0; row < 500; row += 1) note();
  expect(countRows()).toMatchObject({ rows: 500 });
});

test('its size is bounded: the oldest go', () => {
  const { note, countRows } = newHistory(1_000);
  for (let row = 1; row <= 5_000; row += 1) note();
  expect(countRows()).toEqual({ rows: 1_499, first: 3_502 });
});
