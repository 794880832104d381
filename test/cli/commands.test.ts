import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { type CommandProcess, runCommand } from '../support/command-process.ts';
import { EVERYTHING, group, ldif, Provisioning, user } from './provisioning-fixture.ts';

/** Dora is parked for her address, the group waits for nobody, everybody else is settled. */
async function withParkedDora(): Promise<{ provisioning: Provisioning; operator: CommandProcess; ask: typeof runCommand }> {
  const provisioning = await Provisioning.create();
  const entries = [user('anna', 10), user('bob', 10), user('carla', 20), group('staff', ['anna', 'carla'])];
  const dora = user('dora', 10).replace('mailPrimaryAddress: dora@', 'mailPrimaryAddress: anna@');
  await provisioning.folder.write('m/people.ldif', ldif(entries));
  const operator = provisioning.run();
  await provisioning.settle(operator, 'Settled', ...EVERYTHING);
  await provisioning.folder.write('m/people.ldif', ldif([...entries, dora]));
  await operator.until('parks dora', () => operator.log.some(({ reason }) => reason === 'MailAddressTaken'));
  return { provisioning, operator, ask: (args) => runCommand([...args, '--manifests', provisioning.folder.at('m')]) };
}

test('tasks, parked and show tell what is not in step, by folder and by address', async () => {
  const { operator, ask } = await withParkedDora();
  const { code, out } = await ask(['parked']);
  expect(code).toBe(0);
  expect(out).toMatch(
    /^KIND +NAME +CONTEXT +STATE +REASON +TRIED +NEXT TRY +MESSAGE\nUser +dora +10 +parked +MailAddressTaken +1 +- +\S.*\n1 in all\n$/,
  );
  expect(await ask(['tasks'])).toEqual({ code: 0, out: 'Nothing.\n', error: '' });

  const page = operator.log.find(({ url }) => url !== undefined && new URL(url).pathname === '/')?.url ?? '';
  const listed = await runCommand(['tasks', '--state', 'settled', '--kind', 'User', '-o', 'yaml', '--limit', '2', '--url', page]);
  expect(parse(listed.out)).toMatchObject({ items: [{ name: 'anna' }, { name: 'bob' }], total: 3 });

  expect((await ask(['show', 'dora'])).out).toMatch(
    /^kind: +User\nname: +dora\n(.*\n)*state: +parked\nreason: +MailAddressTaken\n(.*\n)*remedy: /,
  );
  expect(JSON.parse((await ask(['show', 'user-anna', '-o', 'json'])).out)).toMatchObject({
    name: 'anna',
    state: 'settled',
  });

  const ambiguous = await ask(['show', 'staff']);
  expect(ambiguous).toMatchObject({ code: 1, out: '' });
  expect(ambiguous.error).toMatch(/^"staff" may be any of 2: .*\nKIND .*\nGroup +staff +10 .*\nGroup +staff +20 /);
  expect((await ask(['show', 'staff', '--context', '20'])).out).toMatch(/^contextId: +20$/m);
  const nobody = await ask(['show', 'nobody']);
  expect(nobody).toMatchObject({ code: 1, out: '' });
  expect(nobody.error).toMatch(/nothing here is called "nobody"/);
});

test('without an operator they say how to point at one', async () => {
  const provisioning = await Provisioning.create();
  const folder = provisioning.folder.at('m');
  const missing = await runCommand(['tasks', '--manifests', folder]);
  expect(missing).toMatchObject({ code: 1, out: '' });
  expect(missing.error).toBe(
    `no operator runs on ${folder}, or it has no status page (STATUS_ADDRESS): ${folder}/.ox-operator/endpoint is missing. Point at one with --manifests DIR, --url URL, or a kubeconfig and --namespace.\n`,
  );
  const gone = await runCommand(['parked', '--url', 'http://127.0.0.1:9/']);
  expect(gone).toMatchObject({ code: 1, out: '' });
  expect(gone.error).toMatch(/^no operator answers at http:\/\/127\.0\.0\.1:9 \(.*\)\. Point at one with /);
  const alone = await runCommand(['parked']);
  expect(alone).toMatchObject({ code: 2, out: '' });
  expect(alone.error).toMatch(/Point at one with --manifests DIR, --url URL, or a kubeconfig and --namespace\.\n$/);
  expect(await runCommand(['tasks', '--url', 'here'])).toMatchObject({ code: 2, out: '' });
  expect(await runCommand(['tasks', '-o', 'xml'])).toMatchObject({ code: 2, out: '' });
});

test('who answers something else is named with what he said', async () => {
  const server = createServer((_, response) => response.writeHead(502).end('<h1>Bad Gateway</h1>')).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { code, error } = await runCommand(['tasks', '--url', url]);
  expect({ code, error }).toEqual({ code: 1, error: `${url}: the answer (502) is none of an ox-operator: <h1>Bad Gateway</h1>\n` });
});
