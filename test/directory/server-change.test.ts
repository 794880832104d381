import { afterEach, describe, expect, it } from 'vitest';
import { AdjustableClock } from '../support/adjustable-clock.ts';
import { DirectoryMirror } from '../support/directory-mirror.ts';
import { textWith } from '../support/matchers.ts';
import { Slapd } from '../support/slapd.ts';
import { Cleanup, deleteLdif, directoryOn, replaceLdif, userDn, userLdif, usersLdif } from './ldap-fixture.ts';

const cleanup = new Cleanup();
afterEach(() => cleanup.run());

const PATIENCE_MS = 600_000;

/** The servers that hide how far their data goes make the difference between being asked and finding out. */
const visibilities = [
  { what: 'a server that shows its contextCSN', access: [] },
  { what: 'a server that hides its contextCSN', access: ['access to attrs=contextCSN by * none', 'access to * by * read'] },
];

describe.each(visibilities)('$what and was restored from a backup', ({ access }) => {
  async function restored(): Promise<{ slapd: Slapd; mirror: DirectoryMirror; clock: AdjustableClock }> {
    const slapd = cleanup.add(await Slapd.create({ access }, usersLdif('anna', 'bob')), (server) => server.destroy());
    await slapd.start();
    await slapd.apply(replaceLdif(userDn('anna'), 'title', 'Old'));
    await slapd.stop();
    await slapd.backUp();
    await slapd.start();
    const clock = new AdjustableClock();
    const mirror = new DirectoryMirror(cleanup.add(directoryOn(slapd, { clock, patienceMs: PATIENCE_MS }), (source) => source.close()));
    await mirror.poll();
    await slapd.apply(userLdif('carl') + replaceLdif(userDn('anna'), 'title', 'New') + deleteLdif(userDn('bob')));
    await mirror.poll();
    expect(mirror.names()).toEqual(['anna', 'carl']);
    await slapd.stop();
    await slapd.restore();
    await slapd.start();
    return { slapd, mirror, clock };
  }

  it('is waited for, and nothing of it is taken over', async () => {
    const { slapd, mirror } = await restored();
    await mirror.poll().catch(() => undefined);
    const poll = mirror.poll();
    await expect(poll).rejects.toMatchObject({ reason: 'DirectoryIncomplete', message: textWith(slapd.url) });
    await expect(poll).rejects.toThrow(/knows less than was already read.*lags behind, or a restored backup/);
    expect(mirror.names()).toEqual(['anna', 'carl']);
    expect(mirror.changes).toEqual([]);
  });

  it('is believed when it did not catch up in time', async () => {
    const { mirror, clock } = await restored();
    await mirror.poll().catch(() => undefined);
    await mirror.poll().catch(() => undefined);
    clock.advance(PATIENCE_MS + 1_000);
    await mirror.poll();
    expect(mirror.names()).toEqual(['anna', 'bob']);
    expect(mirror.named('anna').attributes.get('title')).toEqual(['Old']);
  });

  it('is gone on with as soon as it catches up', async () => {
    const { slapd, mirror } = await restored();
    await mirror.poll().catch(() => undefined);
    await slapd.apply(deleteLdif(userDn('bob')) + userLdif('dora'));
    await mirror.poll().catch(() => undefined);
    await mirror.poll();
    expect(mirror.names()).toContain('dora');
  });
});

describe.each([{ method: 'ContentSync' as const }, { method: 'Timestamps' as const }])('with $method another server', ({ method }) => {
  async function failOver(secondLdif: string, secondServerId: number): Promise<{ mirror: DirectoryMirror; clock: AdjustableClock }> {
    const first = cleanup.add(await Slapd.create({ serverId: 1 }, usersLdif('anna')), (server) => server.destroy());
    const second = cleanup.add(await Slapd.create({ serverId: secondServerId }, secondLdif), (server) => server.destroy());
    await first.start();
    await first.apply(usersLdif('bob', 'carl'));
    const clock = new AdjustableClock();
    const options = { urls: [first.url, second.url], clock, changeDetection: method, patienceMs: PATIENCE_MS };
    const mirror = new DirectoryMirror(cleanup.add(directoryOn(first, options), (source) => source.close()));
    await mirror.poll();
    await first.stop();
    await second.start();
    await mirror.poll().catch(() => undefined);
    return { mirror, clock };
  }

  it('that lags behind deletes nothing, neither what it lacks nor by old values', async () => {
    const { mirror } = await failOver(usersLdif('anna'), 1);
    await mirror.poll().catch(() => undefined);
    expect(mirror.names()).toEqual(['anna', 'bob', 'carl']);
  });

  it('with change numbers of its own is read, but what it lacks is not gone before some time has passed', async () => {
    const { mirror, clock } = await failOver(usersLdif('dora'), 2);
    await mirror.poll().catch(() => undefined);
    await mirror.poll().catch(() => undefined);
    expect(mirror.names()).toEqual(expect.arrayContaining(['bob', 'carl']));
    clock.advance(PATIENCE_MS + 1_000);
    await mirror.poll();
    await mirror.poll();
    expect(mirror.names()).toEqual(['dora']);
  });
});
