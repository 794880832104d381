import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../src/cache/index.ts';
import type { Outcome } from '../../src/engine/index.ts';
import type { AppliedRecord } from '../../src/model/index.ts';
import { createLogger, PinoLog } from '../../src/operator/index.ts';
import { row } from '../support/cached-row.ts';

const applied: AppliedRecord = { oxId: 5, contextId: 10, name: 'anna', fields: { title: 'Clerk', note: 'Sesame-1' }, rights: ['webmail'] };
const object = row('User', {
  id: 7,
  owner: 'people',
  sourceId: 's',
  name: 'anna',
  desired: {
    kind: 'User',
    owner: 'people',
    sourceId: 's',
    contextId: 10,
    name: 'anna',
    fields: { title: 'Mayor', note: 'Sesame-2', image1: 'AAAA' },
  },
  applied,
});

/** The lines that a log of this level writes of one outcome. */
function linesOf(outcome: Outcome, level = 'info', subject = object): Record<string, unknown>[] {
  const lines: string[] = [];
  const log = new PinoLog(createLogger(level, { write: (line) => void lines.push(line) }));
  log.outcome({ object: subject, outcome });
  expect(lines.join('')).not.toMatch(/Sesame|AAAA|Mayor/);
  return lines.map((line) => {
    const { time, ...rest } = JSON.parse(line) as Record<string, unknown>;
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT/);
    return rest;
  });
}

const about = { kind: 'User', name: 'anna', context: 10, directory: 'people', id: 7 };

/** The line of one entry of the history. */
function deedLineOf(changes: Partial<HistoryEntry>): Record<string, unknown> {
  const lines: string[] = [];
  const log = new PinoLog(createLogger('info', { write: (line) => void lines.push(line) }));
  log.deed({
    ...{ at: 0, kind: 'User', owner: 'people', sourceId: 's', partition: 0, name: 'anna', contextId: 10, oxId: 5, verb: 'change' },
    ...{ operation: 'change', changes: [{ field: 'title', before: 'Clerk', after: 'Mayor' }], outcome: 'ok', durationMs: 7 },
    ...changes,
  });
  expect(lines).toHaveLength(1);
  const { time: _, level: __, ...rest } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  return rest;
}

describe('the log', () => {
  it('tells of each write to OX in one line: who, what was before and after, what came of it, how long it took', () => {
    const who = { kind: 'User', name: 'anna', context: 10, directory: 'people', sourceId: 's', oxId: 5 };
    expect(deedLineOf({})).toEqual({
      ...who,
      ...{ operation: 'change', fields: ['title'], before: { title: 'Clerk' }, after: { title: 'Mayor' }, outcome: 'ok', durationMs: 7 },
      msg: 'User anna changed',
    });
    expect(deedLineOf({ operation: 'changeRights', changes: [{ field: 'rights', after: ['webmail'] }] })).toMatchObject({
      ...{ before: { rights: null }, after: { rights: ['webmail'] } },
    });
    expect(deedLineOf({ verb: 'create', operation: 'create' })).toEqual({
      ...who,
      ...{ operation: 'create', outcome: 'ok', durationMs: 7, msg: 'User anna created' },
    });
    expect(deedLineOf({ verb: 'delete' })).toMatchObject({ msg: 'User anna deleted' });
  });

  it('tells of a write that OX refused or did not answer', () => {
    expect(deedLineOf({ outcome: 'NameTaken', message: 'is taken', changes: [] })).toMatchObject({
      ...{ outcome: 'NameTaken', error: 'is taken', msg: 'User anna not changed: NameTaken' },
    });
    expect(deedLineOf({ verb: 'create', operation: 'create', outcome: 'unknown' })).toMatchObject({
      msg: 'User anna perhaps created: there was no answer to create',
    });
  });

  it('says nothing of an object that is as it should be', () => {
    expect(linesOf({ type: 'settled', applied, operations: [] })).toEqual([]);
    expect(linesOf({ type: 'gone', operations: [] })).toEqual([]);
  });

  it('tells of each fault with reason and remedy', () => {
    const said = { applied: undefined, lookFirst: false } as const;
    expect(linesOf({ type: 'faulty', reason: 'InvalidDate', message: 'birthday is "soon"', ...said })).toEqual([
      {
        level: 'warn',
        ...about,
        reason: 'InvalidDate',
        remedy: 'Write the date as YYYY-MM-DD or DD.MM.YYYY.',
        msg: 'User anna: birthday is "soon"',
      },
    ]);
    expect(linesOf({ type: 'retryAfter', reason: 'BackingOff', message: 'deadlock', ...said })).toMatchObject([
      { level: 'warn', reason: 'BackingOff' },
    ]);
  });

  it('keeps the order of work to those who debug, and calls people where people are needed', () => {
    const waiting = { type: 'waitingFor', waitingFor: 'x', applied: undefined, operations: [], lookFirst: false } as const;
    const usual = { ...waiting, reason: 'WaitingForContext', message: 'context 10 is not there yet' } as const;
    expect(linesOf(usual)).toEqual([]);
    expect(linesOf(usual, 'debug')).toMatchObject([{ level: 'debug', reason: 'WaitingForContext' }]);
    expect(linesOf({ ...waiting, reason: 'NoContext', message: 'no context' })).toMatchObject([{ level: 'warn', reason: 'NoContext' }]);
  });

  it('tells of outages and of directories, when they begin and when they end', () => {
    const lines: string[] = [];
    const log = new PinoLog(createLogger('info', { write: (line) => void lines.push(line) }));
    log.outage({ scope: 'everything', reason: 'OxUnreachable', message: 'refused', since: 0 });
    log.outage(undefined);
    log.directory('people', { reason: 'DirectoryAccessDenied', message: 'wrong password' });
    log.directory('people', undefined);
    expect(lines.map((line) => (JSON.parse(line) as { level: string; msg: string }).msg)).toEqual([
      'refused',
      'OX answers',
      'OXDirectory people: wrong password',
      'OXDirectory people: is read again',
    ]);
  });
});
