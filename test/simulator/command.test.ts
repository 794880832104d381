import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { envelope, faultOf, masterAuth, message, send } from '../support/soap-wire.ts';

const command = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url));

function start(...args: string[]) {
  const child: ChildProcess = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const output = { out: '', error: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    output.out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    output.error += chunk.toString();
  });
  return { child, output };
}

async function runToEnd(...args: string[]) {
  const { child, output } = start(...args);
  await once(child, 'close');
  return { code: child.exitCode, ...output };
}

async function firstLine({ child, output }: ReturnType<typeof start>): Promise<string> {
  while (!output.out.includes('\n')) {
    if (child.exitCode !== null) throw new Error(`the command ended: ${output.error}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return output.out;
}

describe('the command ox-simulator', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('says where it listens, answers, and ends at once on %s', async (signal) => {
    const running = start('--port', '0', '--option', 'USERNAME_CHANGEABLE=false');
    const line = await firstLine(running);
    expect(line).toMatch(/^OX simulator: http:\/\/127\.0\.0\.1:\d+ .*master admin oxadminmaster, password secret\)\n$/);
    const url = line.split(' ')[2] ?? '';
    const answer = await send(`${url}/webservices/OXContextService`, message('exists', `<s:ctx><d:id>1</d:id></s:ctx>${masterAuth}`));
    expect(answer.text).toContain('<return>false</return>');
    await send(`${url}/control/faults`, JSON.stringify({ injection: { kind: 'hang' } }));
    const hanging = send(`${url}/webservices/OXContextService`, message('exists', `<s:ctx><d:id>1</d:id></s:ctx>${masterAuth}`));
    const cut = expect(hanging).rejects.toThrow();
    while (!(await send(`${url}/control/log`, '', {}, 'GET')).text.includes('"hang"'))
      await new Promise((resolve) => setTimeout(resolve, 5));
    running.child.kill(signal);
    expect(await once(running.child, 'close')).toEqual([0, null]);
    await cut;
  });

  it('prints nothing but the URL when it shall be quiet, and keeps a given password to itself', async () => {
    const running = start('--port', '0', '--quiet', '--master-admin', 'root', '--master-password', 'Hidden1');
    const url = (await firstLine(running)).trim();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const body = message('exists', '<s:ctx><d:id>1</d:id></s:ctx><s:auth><r:login>root</r:login><r:password>Hidden1</r:password></s:auth>');
    expect((await send(`${url}/webservices/OXContextService`, body)).text).toContain('<return>false</return>');
    expect(faultOf(await send(`${url}/webservices/OXContextService`, envelope('')))).toContain('No binding operation');
    expect(running.output.out + running.output.error).not.toContain('Hidden1');
  });

  it('is an old and a stubborn OX when it is told so, and single settings still decide', async () => {
    const running = start('--port', '0', '--quiet', '--old', '--stubborn', '--option', 'simulator.convertguest=true');
    const url = (await firstLine(running)).trim();
    const wsdl = async (service: string) => send(`${url}/webservices/${service}?wsdl`, '', {}, 'GET');
    expect((await wsdl('OXDeputyPermissionsService')).status).toBe(404);
    expect((await wsdl('OXUserService')).text).toContain('convertguest');
    const post = (service: string, operation: string, args: object) =>
      send(`${url}/control/calls`, JSON.stringify({ service, operation, args }));
    const user = {
      name: 'a',
      display_name: 'A',
      password: 'x',
      given_name: 'A',
      sur_name: 'B',
      primaryEmail: 'a@x.org',
      email1: 'a@x.org',
    };
    await post('OXContextService', 'create', { ctx: { id: 10, maxQuota: 1 }, admin_user: user });
    const renamed = await post('OXUserService', 'change', { ctx: { id: 10 }, usrdata: { id: 2, name: 'b' } });
    expect(renamed.text).toContain('Changing username is disabled!');
  });

  it('explains itself', async () => {
    const { code, out } = await runToEnd('--help');
    expect(code).toBe(0);
    for (const word of [
      '--write-lock',
      '--old',
      '--stubborn',
      'deleteDeputy',
      'com.openexchange.user.enforceUniqueDisplayName',
      '/control/stale-reads',
      'Examples:',
    ])
      expect(out).toContain(word);
  });

  it.each([
    [['--port', 'abc'], '--port'],
    [['--port', '70000'], '65535'],
    [['--latency', '-1'], '--latency'],
    [['--option', 'NO_SUCH=1'], 'NO_SUCH=1'],
    [['--option', 'USERNAME_CHANGEABLE=maybe'], 'expected true or false'],
    [['--option', 'CHECK_USER_UID_REGEXP=['], 'regular expression'],
    [['--bogus'], '--bogus'],
    [['start'], 'start'],
    [['--host', '192.0.2.1', '--port', '0'], 'EADDRNOTAVAIL'],
  ])('refuses %j in one line and ends with 2', async (args, word) => {
    const { code, out, error } = await runToEnd(...args);
    expect([code, out, error.trimEnd().split('\n').length]).toEqual([2, '', 1]);
    expect(error).toContain(word);
  });
});
