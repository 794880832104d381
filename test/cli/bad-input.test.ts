import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runCommand } from '../support/command-process.ts';
import { contextManifest, ManifestFolder, manifestOf } from '../support/manifest-folder.ts';
import { LONELY_SETTINGS } from './provisioning-fixture.ts';

let folder: ManifestFolder;

beforeEach(async () => {
  folder = await ManifestFolder.create();
  await mkdir(folder.at('m'));
});

afterEach(() => folder.dispose());

/** The lines on standard error of a run that ends with exit code 2. */
async function refusal(environment: Readonly<Record<string, string>> = {}, ...args: string[]): Promise<string[]> {
  const all = args.length > 0 ? args : ['--manifests', folder.at('m'), '--cache', folder.at('cache.db')];
  const { code, error, out } = await runCommand(['run', ...all], { ...LONELY_SETTINGS, ...environment });
  expect(code).toBe(2);
  expect(error + out).not.toContain('Hidden-1');
  return error.trimEnd().split('\n');
}

describe('settings that cannot be used', () => {
  it('are told all at once, one line each', async () => {
    expect(await refusal({ OX_SOAP_SERVER: '', OX_MASTER_PASSWORD: '', OX_MAX_CONCURRENCY: 'many', STATUS_ADDRESS: 'nowhere' })).toEqual([
      'OX_SOAP_SERVER: missing, expected the address of OX such as https://ox.example.org',
      'OX_MASTER_PASSWORD: missing, expected the password of the master admin (or OX_MASTER_PASSWORD_FILE)',
      'OX_MAX_CONCURRENCY: found "many", expected a whole number from 1 to 1000',
      'STATUS_ADDRESS: found "nowhere", expected host:port, :port, or nothing to switch it off',
    ]);
  });

  it('name the password file that cannot be read or is empty', async () => {
    const path = folder.at('password');
    const expected = 'expected a file with the password of the master admin';
    const environment = { OX_MASTER_PASSWORD: '', OX_MASTER_PASSWORD_FILE: path };
    const why = `ENOENT: no such file or directory, open '${path}'`;
    expect(await refusal(environment)).toEqual([`OX_MASTER_PASSWORD_FILE: found "${path}", which cannot be read (${why}), ${expected}`]);
    await folder.write('password', '\n');
    expect(await refusal(environment)).toEqual([`OX_MASTER_PASSWORD_FILE: found "${path}", which is empty, ${expected}`]);
  });

  it('name the file of certificates that is missing, holds none, or holds a broken one', async () => {
    const path = folder.at('ca.pem');
    expect(await refusal({ OX_CA_FILE: path })).toEqual([
      `OX_CA_FILE: found "${path}", which cannot be read (ENOENT: no such file or directory, open '${path}'), expected a file with certificates (PEM)`,
    ]);
    await folder.write('ca.pem', 'nothing');
    expect(await refusal({ OX_CA_FILE: path })).toEqual([
      `OX_CA_FILE: found no certificate in ${path}, expected PEM (-----BEGIN CERTIFICATE-----)`,
    ]);
    await folder.write('ca.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
    const [line] = await refusal({ OX_CA_FILE: path });
    expect(line).toContain(`OX_CA_FILE: certificate 1 in ${path} cannot be read (`);
  });

  it('name the file of the log level that holds none', async () => {
    await folder.write('level', 'loud\n');
    const path = folder.at('level');
    expect(await refusal({ OX_CONNECTOR_LOG_LEVEL_FILE: path })).toEqual([
      `OX_CONNECTOR_LOG_LEVEL_FILE: found "loud" in ${path}, expected one of trace, debug, info, warn, error, fatal, silent`,
    ]);
  });

  it('name a cache file that cannot be opened', async () => {
    const path = folder.at('missing/cache.db');
    const [line, ...more] = await refusal({}, '--manifests', folder.at('m'), '--cache', path);
    expect(line).toBe(
      `CACHE_PATH: found "${path}", which cannot be opened (Cannot open database because the directory does not exist), expected the path of a file in a folder that can be written`,
    );
    expect(more).toEqual([]);
  });

  it('name an address that somebody else listens on', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const address = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect(await refusal({ METRICS_ADDRESS: address })).toEqual([
      `METRICS_ADDRESS: found "${address}", which cannot be listened on (listen EADDRINUSE: address already in use ${address}); expected a free address`,
    ]);
  });

  it('name the ways to a cluster when there is none', async () => {
    expect(await refusal({}, '--cache', folder.at('cache.db'))).toEqual([
      'kubeconfig: found none (KUBECONFIG, ~/.kube/config, service account of a Pod), expected one; without Kubernetes, name a folder with --manifests',
    ]);
  });
});

describe('manifests that cannot be used', () => {
  it('are told by file, object and field, and nothing is done', async () => {
    await folder.write('m/contexts.yaml', contextManifest('city', { contextId: 'ten' }));
    await folder.write(
      'm/people.yaml',
      manifestOf({ kind: 'OXDirectory', name: 'people', spec: { ldif: { file: 'people.ldif' }, pollInterval: 'soon' } }),
    );
    await folder.write('m/broken.yaml', 'kind: [');
    const lines = await refusal();
    expect(lines[0]).toMatch(/^broken\.yaml: /);
    expect(lines.slice(1)).toEqual([
      'contexts.yaml: OXContext city: spec.contextId: found "ten", expected a number from 1 to 2147483647',
      expect.stringMatching(/^people\.yaml: OXDirectory people: spec\.pollInterval: found "soon", expected a duration such as /),
    ]);
  });

  it('are missed when the folder is missing', async () => {
    expect(await refusal({}, '--manifests', folder.at('none'), '--cache', folder.at('cache.db'))).toEqual([
      `${folder.at('none')}: not found, expected a folder of manifests`,
    ]);
  });

  it('name a mapping or a filter that makes no sense', async () => {
    const ldap = { urls: ['ldap://127.0.0.1:9'], baseDN: 'dc=example,dc=org' };
    await folder.write('m/a.yaml', manifestOf({ kind: 'OXDirectory', name: 'a', spec: { ldap, mapping: { set: { shoeSize: 'uid' } } } }));
    await folder.write('m/b.yaml', manifestOf({ kind: 'OXDirectory', name: 'b', spec: { ldap, users: { filter: '(uid=)(' + 'x)' } } }));
    const lines = await refusal();
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^OXDirectory a: spec\.mapping\.set: .*shoeSize/);
    expect(lines[1]).toMatch(/^OXDirectory b: the filter of users/);
  });

  it('name the LDIF file and the line in it that is wrong', async () => {
    await folder.write('m/people.yaml', manifestOf({ kind: 'OXDirectory', name: 'people', spec: { ldif: { file: 'people.ldif' } } }));
    const [missing, ...more] = await refusal();
    expect(missing).toMatch(/^OXDirectory people: .*people\.ldif/);
    expect(more).toEqual([]);
    await folder.write('m/people.ldif', 'version: 1\n\ndn: uid=a,dc=example\nuid: a\nthis is no attribute\n');
    const [wrong, ...others] = await refusal();
    expect(wrong).toMatch(/^OXDirectory people: .*people\.ldif.*5/);
    expect(others).toEqual([]);
  });
});

describe('the command line', () => {
  it.each([
    [['run', '--bogus'], "error: unknown option '--bogus' (ox-operator --help tells more)"],
    [['run', 'more'], "error: too many arguments for 'run'. Expected 0 arguments but got 1: more. (ox-operator --help tells more)"],
    [['runn'], "error: unknown command 'runn' (Did you mean run?) (ox-operator --help tells more)"],
    [
      ['demo', '--port', 'x'],
      "error: option '--port <number>' argument 'x' is invalid. Expected a whole number from 0 to 65535. (ox-operator --help tells more)",
    ],
  ])('%j is refused in one line', async (args, line) => {
    expect(await runCommand(args)).toEqual({ code: 2, out: '', error: `${line}\n` });
  });

  it('explains itself, every command with examples, and tells its version', async () => {
    const help = await runCommand(['--help']);
    expect(help.code).toBe(0);
    for (const word of ['run', 'demo']) expect(help.out).toContain(word);
    for (const command of ['run', 'demo']) {
      const { code, out } = await runCommand([command, '--help']);
      expect(code).toBe(0);
      expect(out).toContain(`$ ox-operator ${command}`);
    }
    expect(await runCommand(['--version'])).toEqual({ code: 0, out: '0.1.0\n', error: '' });
  });
});
