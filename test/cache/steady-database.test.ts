import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { behindPlus, SteadyDatabase } from '../../src/cache/steady-database.ts';

test('every value that is bound stands behind a plus, and nothing else does', () => {
  const source = "SELECT a FROM t WHERE a = ? AND b IN (?, @b_1) AND c = '$.what?@home' ORDER BY a LIMIT @most";
  expect(behindPlus(source)).toBe("SELECT a FROM t WHERE a = +? AND b IN (+?, +@b_1) AND c = '$.what?@home' ORDER BY a LIMIT +@most");
});

test('values of every type go in, are compared and come out as in any other database', () => {
  const answers = [new Database(':memory:'), new SteadyDatabase(':memory:')].map((database) => {
    database.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT, number INTEGER, bytes BLOB)');
    const add = database.prepare('INSERT INTO t (text, number, bytes) VALUES (@text, @number, @bytes)');
    add.run({ text: '007', number: 12, bytes: Buffer.from([0, 1]) });
    add.run({ text: null, number: -3, bytes: null });
    const find = database.prepare<[string | number, string | number]>('SELECT * FROM t WHERE text = ? OR number = ? ORDER BY id LIMIT 1');
    const found = ['007', 7, 12, '12', '-3', 'x'].map((value) => find.get(value, value));
    const most = database.prepare<[number]>('SELECT id FROM t ORDER BY id DESC LIMIT ?').all(1);
    database.close();
    return { found, most };
  });
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[1]?.found[0]).toEqual({ id: 1, text: '007', number: 12, bytes: Buffer.from([0, 1]) });
  expect(answers[1]?.most).toEqual([{ id: 2 }]);
});
