import { mkdir, symlink } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listTree } from '../../src/kube/folder-tree.ts';
import { ManifestFolder } from '../support/manifest-folder.ts';

describe('The manifest files of a folder', () => {
  let folder: ManifestFolder;
  beforeEach(async () => {
    folder = await ManifestFolder.create();
  });
  afterEach(() => folder.dispose());

  async function list(): Promise<{ files: string[]; failures: string[] }> {
    const { files, failures } = await listTree(folder.path);
    return {
      files: [...files.keys()],
      failures: failures.map(({ path, message }) => `${path}: ${message.replaceAll(folder.path, 'DIR')}`),
    };
  }

  it('are those named *.yaml and *.yml, in sub-folders too', async () => {
    for (const file of ['b.yml', 'a.yaml', 'x/y/z.yaml', 'README.md', 'a.yaml.bak', 'a.yaml~', 'values.yaml.tmp'])
      await folder.write(file, 'x');
    expect(await list()).toEqual({ files: ['a.yaml', 'b.yml', 'x/y/z.yaml'], failures: [] });
  });

  it('are not hidden, and lie in no hidden folder', async () => {
    for (const file of ['a.yaml', '.a.yaml', '.ox-operator/status/OXContext/a.yaml', '.git/b.yaml', 'x/.hidden/c.yaml'])
      await folder.write(file, 'x');
    expect((await list()).files).toEqual(['a.yaml']);
  });

  it('may be links, as the files of a mounted ConfigMap are', async () => {
    await folder.write('..2026_01_01/city.yaml', 'x');
    await symlink('..2026_01_01', folder.at('..data'));
    await symlink('..data/city.yaml', folder.at('city.yaml'));
    expect(await list()).toEqual({ files: ['city.yaml'], failures: [] });
  });

  it('may lie in a folder that is a link', async () => {
    const other = await ManifestFolder.create();
    await other.write('deep/city.yaml', 'x');
    await symlink(other.path, folder.at('linked'));
    expect(await list()).toEqual({ files: ['linked/deep/city.yaml'], failures: [] });
    await other.dispose();
  });

  it('are listed once, and once only, when links lead in circles', async () => {
    await folder.write('x/a.yaml', 'x');
    await symlink('..', folder.at('x/up'));
    await symlink('x', folder.at('y'));
    await symlink('a.yaml', folder.at('x/b.yaml'));
    expect(await list()).toEqual({ files: ['x/a.yaml'], failures: [] });
  });

  it('are said to be missing when a link leads to nothing', async () => {
    await folder.write('a.yaml', 'x');
    await symlink('/nonexistent/manifests', folder.at('mounted'));
    expect(await list()).toEqual({ files: ['a.yaml'], failures: [expect.stringMatching(/^mounted: cannot be read: ENOENT/)] });
  });

  it('are said to be missing when the folder is gone', async () => {
    await folder.dispose();
    expect(await list()).toEqual({ files: [], failures: [expect.stringMatching(/^\.: cannot be read: ENOENT/)] });
  });

  it('are said to be missing when a link leads to itself', async () => {
    await symlink('loop.yaml', folder.at('loop.yaml'));
    expect((await list()).failures).toEqual([expect.stringMatching(/^loop\.yaml: cannot be read: ELOOP/)]);
  });

  it('are files: a folder of that name is looked into', async () => {
    await mkdir(folder.at('old.yaml'));
    await folder.write('old.yaml/a.yaml', 'x');
    expect((await list()).files).toEqual(['old.yaml/a.yaml']);
  });
});
