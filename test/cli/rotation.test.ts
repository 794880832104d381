import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { createServer } from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { createTlsMaterial } from '../support/tls-material.ts';
import { EVERYTHING, Provisioning } from './provisioning-fixture.ts';

/** Speaks TLS in front of a server on this machine, with `server.key` and `server.crt` of a folder. Answers its address. */
async function speakTls(folder: string, url: string): Promise<string> {
  const [key, cert] = await Promise.all(['key', 'crt'].map((kind) => readFile(`${folder}/server.${kind}`)));
  const server = createServer({ key, cert }, (client) => {
    const target = connect(Number(new URL(url).port), '127.0.0.1');
    client.on('error', () => target.destroy()).pipe(target);
    target.on('error', () => client.destroy()).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it('the log level follows its file, says so, and is not lost by a word that is none', async () => {
  const provisioning = await Provisioning.create();
  const { folder } = provisioning;
  await folder.write('level', 'warn\n');
  const operator = provisioning.run({ OX_CONNECTOR_LOG_LEVEL_FILE: folder.at('level') });
  await provisioning.settle(operator, 'Settled', ...EVERYTHING);
  expect(operator.log.filter(({ level }) => level === 'info')).toEqual([]);
  await folder.write('level', 'debug\n');
  await operator.says('the log level is debug from now on');
  await folder.write('level', 'loud\n');
  await operator.says(/OX_CONNECTOR_LOG_LEVEL_FILE: found \\"loud\\" in .*, expected one of trace, .*; what was in it before stays in use/);
  await folder.write('level', 'error\n');
  await operator.says('the log level is error from now on');
  operator.signal('SIGTERM');
  expect(await operator.ended()).toBe(0);
  expect(operator.log.at(-1)?.msg).toBe('the log level is error from now on');
});

it('the authorities of OX are read again when their file changes, and a file that cannot be used is no reason to forget them', async () => {
  const provisioning = await Provisioning.create();
  const { folder } = provisioning;
  await folder.write('tls/nothing', '');
  await folder.write('ca.crt', await createTlsMaterial(folder.at('tls')));
  const strangers = await createTlsMaterial(folder.at('tls'));
  const server = await speakTls(folder.at('tls'), provisioning.simulator.url);
  const operator = provisioning.run({ OX_SOAP_SERVER: server, OX_CA_FILE: folder.at('ca.crt') });
  await provisioning.settle(operator, 'OxUnreachable', ['OXContext', 'city-hall']);
  expect((await provisioning.ready('OXContext', 'city-hall'))?.message).toMatch(/unknown CA.*OX_CA_FILE/);

  await folder.write('ca.crt', strangers);
  await provisioning.settle(operator, 'Settled', ...EVERYTHING);

  await folder.write('ca.crt', '');
  const people = await folder.read('m/people.ldif');
  const { control } = provisioning.simulator;
  let names = 0;
  // The file is looked at when OX is called, and not at every call.
  await operator.until('says what is wrong with the file, and goes on', async () => {
    names += 1;
    const name = `Anna ${names}`;
    await folder.write('m/people.ldif', people.replace('givenName: anna', `givenName: ${name}`));
    await operator.until('goes on', () => control.users(10).some(({ given_name: now }) => now === name));
    return /OX_CA_FILE: found no certificate in .*; what was in it before stays in use/.test(operator.out);
  });
});
