import { writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderScanner } from '../../src/kube/folder-scanner.ts';
import { VANISH_MS } from '../../src/kube/folder-settler.ts';
import { ManifestFolder } from '../support/manifest-folder.ts';
import { ManualClock } from '../support/manual-clock.ts';

class ObservedClock extends ManualClock {
  whenAsked: (() => void) | undefined;

  override now(): number {
    this.whenAsked?.();
    return super.now();
  }
}

describe('The scanner of a folder', () => {
  let folder: ManifestFolder;
  let clock: ObservedClock;
  let scanner: FolderScanner;

  beforeEach(async () => {
    folder = await ManifestFolder.create();
    await mkdir(folder.at('.kept'));
    clock = new ObservedClock();
    scanner = new FolderScanner(folder.path, '.kept', clock);
  });
  afterEach(() => folder.dispose());

  async function settle(): ReturnType<FolderScanner['look']> {
    await scanner.look();
    clock.advance(VANISH_MS);
    return await scanner.look();
  }

  it('gives the texts of new and changed files, once, by their paths', async () => {
    await folder.write('a.yaml', 'one');
    await folder.write('.kept/b.yaml', 'two');
    expect([...(await settle()).changed]).toEqual([
      ['a.yaml', { type: 'text', text: 'one' }],
      ['.kept/b.yaml', { type: 'text', text: 'two' }],
    ]);
    expect(await settle()).toMatchObject({ changed: new Map(), removed: [], failures: [], isPending: false });
    await folder.write('a.yaml', 'changed');
    await folder.remove('.kept/b.yaml');
    expect(await settle()).toMatchObject({ changed: new Map([['a.yaml', { type: 'text', text: 'changed' }]]), removed: ['.kept/b.yaml'] });
  });

  it('says what is no text', async () => {
    writeFileSync(folder.at('a.yaml'), Buffer.from([0x6e, 0xe4]));
    expect((await settle()).changed.get('a.yaml')).toEqual({ type: 'unreadable', message: 'is not UTF-8 text' });
    expect((await settle()).changed.size).toBe(0);
  });

  it('gives all or nothing: while one file changes under its hands the others wait', async () => {
    await folder.write('gone.yaml', 'one');
    await settle();
    await folder.write('a.yaml', 'one');
    await folder.write('b.yaml', 'half');
    await folder.remove('gone.yaml');
    await scanner.look();
    clock.advance(VANISH_MS);
    // The clock is asked after the files were listed and before they are read.
    clock.whenAsked = () => writeFileSync(folder.at('b.yaml'), 'whole');
    expect(await scanner.look()).toMatchObject({ changed: new Map(), removed: [], isPending: true });
    clock.whenAsked = undefined;
    const { changed, removed } = await settle();
    expect([...changed].map(([path, text]) => [path, text.type === 'text' && text.text])).toEqual([
      ['a.yaml', 'one'],
      ['b.yaml', 'whole'],
    ]);
    expect(removed).toEqual(['gone.yaml']);
  });
});
