import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GroupData, UserData } from '../../simulator/index.ts';
import { runCommand } from '../support/command-process.ts';
import { askOx, startDemo } from './demo-process.ts';

interface OxContext {
  readonly id: number;
  readonly name: string;
  readonly maxQuota?: number;
  readonly users: number;
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(path, after);
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'demo-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('ox-operator demo --once', () => {
  it('provisions the sample, says what did not go by itself and why, and ends with 0', async () => {
    const { code, out, error } = await runCommand(['demo', '--once', '--latency', '1']);
    expect([code, error]).toEqual([0, '']);
    expect(out).toContain('The city of Lindenau moves to OX: 3 contexts, 300 users, 25 groups.');
    expect(out).toMatch(/^In step with OX after [\d.]+ s: 3 of 3 contexts, 298 of 300 users, 23 of 25 groups\.$/m);
    for (const line of [
      /^Waiting {2}User k\.schulz \(no context\): .*oxContextIDNum is empty.*\n {9}→ Give the entry a context \(oxContextIDNum\)/m,
      /^Parked {3}User anna\.meier2 \(context 10\): .*anna\.meier@lindenau\.example.* already exists.*\n {9}→ .*another address/m,
      /^Parked {3}Group Parks & Gardens \(context 10\): .*Illegal chars: "&".*\n {9}→ Take the characters/m,
      /^Waiting {2}Group Registry Office \(context 10\): .*\n {9}→ Nothing to do/m,
    ]) {
      expect(out).toMatch(line);
    }
    expect(out.match(/^(Waiting|Parked|Trouble)/gm)).toHaveLength(4);
    expect(out).toMatch(/^SOAP calls: \d+$/m);
    expect(out).toMatch(/^ {2}OXUserService\.createByModuleAccess +299$/m);
    expect(out).toMatch(/^ {2}OXGroupService\.create +25$/m);
    expect(out).toMatch(/^contexts \d\/3 {2}users \d+\/300 {2}groups \d+\/25 {2}SOAP calls \d+ {2}[\d.]+ s$/m);
    // No control sequences where there is no terminal.
    expect(out).not.toContain('\x1b');
    const [, folder = ''] = /Files: (\S+)/.exec(out) ?? [];
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });

  it('leaves its files in a folder that was named, and the log in them holds no password', async () => {
    const folder = join(await emptyFolder(), 'new');
    const { code, out } = await runCommand(['demo', '--once', '--latency', '1', '--dir', folder]);
    expect(code).toBe(0);
    expect(out).toContain(`The demo has ended, its files are in ${folder}`);
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['cache.db', 'manifests', 'operator.log']));
    const secret = await readFile(join(folder, 'manifests/.ox-operator/secrets/city-hall-ox-admin.yaml'), 'utf8');
    const password = /password: "?([A-Za-z0-9+/=]+)/.exec(secret)?.[1] ?? '';
    expect(password.length).toBeGreaterThan(32);
    const log = await readFile(join(folder, 'operator.log'), 'utf8');
    expect(log).toContain('"msg":"User anna.meier created"');
    for (const text of [password, Buffer.from(password, 'base64').toString()]) expect(log).not.toContain(text);

    const again = await runCommand(['demo', '--once', '--dir', folder]);
    expect([again.code, again.out]).toEqual([2, '']);
    expect(again.error).toMatch(/^--dir: found \d files in .*, expected an empty or a new folder\n$/);
  });
});

describe('ox-operator demo', () => {
  it('brings edits of the LDIF and of the manifests to OX, tells them, and cleans up at Ctrl-C', async () => {
    const { demo, places } = await startDemo();
    const users = (contextId: number): Promise<UserData[]> => askOx(places, `contexts/${contextId}/users`);
    const named = async (name: string): Promise<UserData | undefined> => (await users(10)).find((user) => user.name === name);
    expect((await named('joerg.mueller'))?.display_name).toBe('Jörg Müller');
    expect((await users(30)).filter(({ image1 }) => String(image1 ?? '').length > 2_700_000)).toHaveLength(1);

    await edit(places.ldif, (text) => text.replace('title: Clerk', 'title: Mayor'));
    await demo.says(/^changed {2}User anna\.meier: title$/m);
    expect((await named('anna.meier'))?.title).toBe('Mayor');

    await edit(places.ldif, (text) => text.replace('uid: k.schulz\n', 'uid: k.schulz\noxContextIDNum: 10\n'));
    await demo.says(/^created {2}User k\.schulz in context 10$/m);
    await demo.says(/^changed {2}Group Registry Office: members$/m);
    const groups: GroupData[] = await askOx(places, 'contexts/10/groups');
    expect(groups.find(({ name }) => name === 'registry office')?.members).toContain((await named('k.schulz'))?.id);

    await edit(places.ldif, (text) => text.replace(/\ndn: uid=emily\.taylor,[\s\S]*?\n(?=\n)/, ''));
    await demo.says(/^deleted {2}User emily\.taylor in context 10$/m);
    expect(await named('emily.taylor')).toBeUndefined();

    await edit(places.contexts, (text) => text.replace('quotaMB: 10000', 'quotaMB: 12000'));
    await demo.says(/^changed {2}Context city-hall: quotaMB$/m);
    const contexts: OxContext[] = await askOx(places, 'contexts');
    expect(contexts.find(({ id }) => id === 10)?.maxQuota).toBe(12_000);

    await edit(
      places.contexts,
      (text) => `${text}---\napiVersion: ox-operator.dev/v1alpha1\nkind: OXContext\nmetadata: {name: library}\nspec: {contextId: 40}\n`,
    );
    await demo.says(/^created {2}Context context40$/m);

    await edit(places.contexts, (text) => text.replace('quotaMB: 12000', 'quotaMB: much'));
    await demo.says(/^Trouble {2}contexts\.yaml: OXContext city-hall: spec\.quotaMB: found "much"/m);

    const page = await (await fetch(places.statusPage)).text();
    for (const word of ['city-hall', 'Parks &amp; Gardens', 'IllegalCharacters']) expect(page).toContain(word);

    demo.signal('SIGINT');
    expect(await demo.ended()).toBe(0);
    expect(demo.out).toContain('The demo has ended, its files are removed.');
    expect(demo.error).toBe('');
    await expect(stat(places.ldif)).rejects.toThrow('ENOENT');
  });

  it('tells of an LDIF that became unreadable, and of its mending', async () => {
    const { demo, places } = await startDemo();
    await edit(places.ldif, (text) => text.replace('uid: anna.meier\n', 'uid anna.meier\n'));
    await demo.says(/^Trouble {2}OXDirectory people: .*people\.ldif:\d+: /m);
    await edit(places.ldif, (text) => text.replace('uid anna.meier\n', 'uid: anna.meier\n'));
    await demo.says(/^Mended {3}OXDirectory people is read again$/m);
    expect(demo.out).not.toMatch(/^(created|changed|deleted)/m);
  });
});
