import { describe, expect, it } from 'vitest';
import type { Trouble } from '../../src/cache/index.ts';
import { type DirectorySummary, type Summary, statusRoutes } from '../../src/ops/index.ts';

const ready = { status: 'True', reason: 'Settled', message: 'in step with OX' } as const;
const parked: Trouble = {
  kind: 'User',
  name: '<script>alert(1)</script>',
  sourceId: 's',
  contextId: 10,
  state: 'parked',
  reason: 'MailAddressTaken',
  message: 'taken by "Anna" & others',
  nextAt: 0,
};

function directory(changes: Partial<DirectorySummary> = {}): DirectorySummary {
  return { name: 'people', ready, status: {}, counts: [{ kind: 'User', desired: 3, settled: 2, pending: 0 }], troubles: [], ...changes };
}

function summary(changes: Partial<Summary> = {}): Summary {
  const contexts = [{ name: 'city-hall', contextId: 10, users: 2, groups: 1, ready, status: {} }];
  return { version: '1.2.3', outage: undefined, contexts, directories: [directory()], ...changes };
}

async function bodyOf(path: string, changes: Partial<Summary> = {}, query = ''): Promise<string> {
  return (await statusRoutes(() => summary(changes))[path]?.({ rest: '', query: new URLSearchParams(query) }))?.body ?? '';
}

const page = (changes: Partial<Summary> = {}): Promise<string> => bodyOf('/', changes);
const title = async (changes: Partial<Summary>): Promise<string | undefined> => /<title>(.*) – /.exec(await page(changes))?.[1];

describe('the status page', () => {
  it('counts what an admin has discarded, and shows no number where there is none', async () => {
    const counts = [{ kind: 'User', desired: 3, settled: 2, discarded: 1 }];
    expect(await page({ directories: [directory({ counts })] })).toContain('data-title="Discarded">1</td>');
    expect(await page()).not.toContain('NaN');
  });

  it('accounts for everybody: whom a mode leaves alone and who is disabled is counted where there is any', async () => {
    const counts = [{ kind: 'User', desired: 0, settled: 0, disabled: 2 }];
    expect(await page({ directories: [directory({ counts })] })).toContain('data-title="Disabled">2</td>');
    expect(await page()).not.toContain('Disabled');
  });

  it('reloads itself until its reader has it stand still', async () => {
    expect(await page()).toContain('http-equiv="refresh"');
    expect(await bodyOf('/', {}, 'pause=1')).not.toContain('http-equiv="refresh"');
  });

  it('sums up how things stand in its title', async () => {
    expect(await title({})).toBe('In step with OX');
    expect(await title({ contexts: [], directories: [] })).toBe('No OXContext and no OXDirectory yet');
    const busy = { status: 'False', reason: 'Progressing', message: '' } as const;
    expect(await title({ directories: [directory({ ready: busy })] })).toBe('At work');
    expect(await title({ directories: [directory({ troubles: [parked] })] })).toBe('Something needs you');
    const counts = [{ kind: 'User', desired: 3, settled: 1, pending: 1 }];
    expect(await title({ directories: [directory({ ready: busy, counts, troubles: [parked] })] })).toBe('At work');
    const outage = { scope: 'everything', reason: 'OxUnreachable', message: 'refused', since: 0 } as const;
    expect(await title({ outage })).toBe('OX is out of reach');
  });

  it('shows what is wrong with its remedy, and nothing of a name is taken for HTML', async () => {
    const html = await page({ directories: [directory({ troubles: [parked] })] });
    expect(html).not.toContain('<script');
    expect(html).toContain('User &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('taken by &quot;Anna&quot; &amp; others');
    expect(html).toContain('Give one of the two another address.');
  });

  it('shows what is to be mended about the installation, and /api/v1/summary tells it', async () => {
    const notice = 'the definitions are older than this operator';
    expect(await title({ notice })).toBe('Something needs you');
    expect(await page({ notice })).toContain(notice);
    expect(JSON.parse(await bodyOf('/api/v1/summary', { notice }))).toMatchObject({ notice });
    expect(JSON.parse(await bodyOf('/api/v1/summary'))).not.toHaveProperty('notice');
  });

  it('shows an outage with its remedy and since when', async () => {
    const outage = { scope: 'everything', reason: 'OxUnreachable', message: 'connection refused', since: Date.UTC(2026, 0, 2) } as const;
    const html = await page({ outage });
    for (const text of ['OxUnreachable', 'connection refused', 'Check OX_SOAP_SERVER', '2026-01-02T00:00:00.000Z'])
      expect(html).toContain(text);
  });
});

describe('the summary for programs', () => {
  it('holds each status with its name, and the errors with their remedies', async () => {
    const directories = [directory({ status: { parked: 1, firstErrors: [] }, troubles: [{ ...parked, nextAt: Date.UTC(2026, 0, 2) }] })];
    expect(JSON.parse(await bodyOf('/api/v1/summary', { directories }))).toEqual({
      version: '1.2.3',
      outage: null,
      contexts: [{ name: 'city-hall', contextId: 10, users: 2, groups: 1 }],
      directories: [
        {
          name: 'people',
          parked: 1,
          counts: [{ kind: 'User', desired: 3, settled: 2, pending: 0 }],
          firstErrors: [
            {
              ...{ kind: 'User', name: parked.name, contextId: 10, state: 'parked', reason: 'MailAddressTaken', message: parked.message },
              remedy: 'Another account in OX has this primary mail address. Give one of the two another address.',
              nextRetryTime: '2026-01-02T00:00:00.000Z',
            },
          ],
        },
      ],
    });
  });
});
