import { describe, expect, it } from 'vitest';
import { OLD_SETTINGS, OPERATOR_SETTINGS, readSettings, type Settings, tellSettings } from '../../src/config/index.ts';
import { parseSpec } from '../../src/crds/index.ts';
import { ConfigurationError } from '../../src/model/index.ts';

const required = { OX_SOAP_SERVER: 'https://ox.example.org', OX_MASTER_PASSWORD: 'secret' };

function settingsOf(environment: Readonly<Record<string, string>> = {}): Settings {
  return readSettings({ ...required, ...environment });
}

function problemsOf(environment: Readonly<Record<string, string | undefined>>): string[] {
  try {
    readSettings(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as ConfigurationError).message.split('\n');
  }
  return [];
}

describe('settings that are left out', () => {
  it('have the defaults that the manual promises', () => {
    expect(settingsOf()).toEqual({
      ox: {
        soapServer: 'https://ox.example.org',
        masterAdmin: 'oxadminmaster',
        masterPassword: { type: 'value', value: 'secret' },
        caFile: undefined,
        maxConcurrency: 16,
        maxConcurrencyPerContext: 4,
        maxRate: undefined,
      },
      logLevel: 'info',
      logLevelFile: undefined,
      drift: { policy: 'Report', intervalMs: 86_400_000 },
      cachePath: './ox-operator.db',
      namespace: undefined,
      podName: undefined,
      leaderElection: { leaseDurationMs: 15_000 },
      metricsAddress: { port: 8080 },
      healthAddress: { port: 8081 },
      statusAddress: { port: 8082 },
      directoryDefaults: {},
    });
  });

  it('count as left out when they are empty', () => {
    expect(settingsOf({ OX_MAX_CONCURRENCY: '', CACHE_PATH: '', DEFAULT_CONTEXT: '' })).toEqual(settingsOf());
  });

  it('are missed when there is no default, one line each', () => {
    expect(problemsOf({})).toEqual([
      'OX_SOAP_SERVER: missing, expected the address of OX such as https://ox.example.org',
      'OX_MASTER_PASSWORD: missing, expected the password of the master admin (or OX_MASTER_PASSWORD_FILE)',
    ]);
  });
});

describe('a setting that cannot be used', () => {
  it.each([
    ['OX_MAX_CONCURRENCY', 'many', 'a whole number from 1 to 1000'],
    ['OX_MAX_CONCURRENCY', '0', 'a whole number from 1 to 1000'],
    ['OX_MAX_CONCURRENCY', '1001', 'a whole number from 1 to 1000'],
    ['OX_MAX_CONCURRENCY', '1.5', 'a whole number from 1 to 1000'],
    ['OX_MAX_CONCURRENCY_PER_CONTEXT', '-1', 'a whole number from 1 to 1000'],
    ['OX_MAX_RATE', '0', 'a whole number from 1 to 100000'],
    ['DRIFT_POLICY', 'Mend', 'one of Correct, Report, Ignore'],
    ['DRIFT_INTERVAL', '0h', 'a whole number with s, m, h or d, at most 365d'],
    ['DRIFT_INTERVAL', '400d', 'a whole number with s, m, h or d, at most 365d'],
    ['OX_SOAP_SERVER', 'ox.example.org', 'the address of OX such as https://ox.example.org'],
    ['OX_SOAP_SERVER', 'ftp://ox.example.org', 'the address of OX such as https://ox.example.org'],
    ['OX_CONNECTOR_LOG_LEVEL', 'loud', 'one of trace, debug, info, warn, error, fatal, silent'],
    ['METRICS_ADDRESS', '8080', 'host:port, :port, or nothing to switch it off'],
    ['HEALTH_ADDRESS', ':70000', 'host:port, :port, or nothing to switch it off'],
    ['POD_NAMESPACE', 'Two Words', 'the name of a namespace'],
    ['POD_NAME', 'Two Words', 'the name of a Pod'],
    ['LEADER_ELECTION', 'maybe', 'true or false'],
    ['LEASE_DURATION', '1', 'a whole number from 2 to 300'],
    ['DEFAULT_CONTEXT', 'ten', 'a whole number from 1 to 2147483647'],
    ['OX_LANGUAGE', 'german', 'a language and a country such as de_DE'],
    ['LOCAL_TIMEZONE', 'in Berlin', 'a time zone such as Europe/Berlin'],
    ['OX_IMAP_SERVER', 'mail.example.org', 'an address such as imap://mail.example.org:143'],
    ['OX_SMTP_SERVER', 'imap://mail', 'an address such as smtp://mail.example.org:587'],
    ['OX_CONNECTOR_STOP_ON_ERROR', 'maybe', 'True or False'],
  ])('%s=%s is named with what is expected', (name, value, expected) => {
    expect(problemsOf({ ...required, [name]: value })).toEqual([`${name}: found "${value}", expected ${expected}`]);
  });

  it('does not hide the others', () => {
    expect(problemsOf({ ...required, OX_MAX_RATE: 'x', OX_LANGUAGE: 'x', METRICS_ADDRESS: 'x' })).toHaveLength(3);
  });
});

describe('the master password', () => {
  it('may come from a file, which is read by whoever watches it', () => {
    const { masterPassword } = readSettings({ OX_SOAP_SERVER: 'http://ox', OX_MASTER_PASSWORD_FILE: '/run/secrets/password' }).ox;
    expect(masterPassword).toEqual({ type: 'file', path: '/run/secrets/password' });
  });

  it('may not come from two places, and is not told when it does', () => {
    const problems = problemsOf({ ...required, OX_MASTER_PASSWORD: 'hunter2', OX_MASTER_PASSWORD_FILE: '/run/secrets/password' });
    expect(problems).toEqual(['OX_MASTER_PASSWORD: set beside OX_MASTER_PASSWORD_FILE, expected only one of the two']);
  });
});

describe('addresses', () => {
  it.each([
    [':9090', { port: 9090 }],
    ['127.0.0.1:0', { host: '127.0.0.1', port: 0 }],
    ['[::1]:8080', { host: '::1', port: 8080 }],
    ['', 'off'],
  ])('%s is understood', (text, address) => {
    expect(settingsOf({ STATUS_ADDRESS: text }).statusAddress).toEqual(address);
  });

  it('of OX lose the slash at their end', () => {
    expect(settingsOf({ OX_SOAP_SERVER: 'http://127.0.0.1:8080/' }).ox.soapServer).toBe('http://127.0.0.1:8080');
  });
});

describe('log levels', () => {
  it.each([
    ['DEBUG', 'debug'],
    ['INFO', 'info'],
    ['WARNING', 'warn'],
    ['CRITICAL', 'fatal'],
    ['trace', 'trace'],
  ])('%s of the old connector is %s', (text, level) => {
    expect(settingsOf({ OX_CONNECTOR_LOG_LEVEL: text }).logLevel).toBe(level);
  });
});

describe('settings of the old connector', () => {
  it.each([
    ['DEFAULT_CONTEXT', '10', { users: { contextId: { default: 10 } } }],
    ['OX_USER_IDENTIFIER', 'entryUUID', { users: { identifier: 'entryUUID' } }],
    ['OX_GROUP_IDENTIFIER', 'name', { groups: { identifier: 'name' } }],
    ['OX_LANGUAGE', 'en_GB', { userDefaults: { language: 'en_GB' } }],
    ['LOCAL_TIMEZONE', 'Etc/GMT+1', { userDefaults: { timezone: 'Etc/GMT+1' } }],
    ['OX_IMAP_SERVER', 'imaps://mail:993', { userDefaults: { imapServer: 'imaps://mail:993' } }],
    ['OX_IMAP_SERVER', 'imap://[::1]:143', { userDefaults: { imapServer: 'imap://[::1]:143' } }],
    ['OX_SMTP_SERVER', 'smtp://mail:587', { userDefaults: { smtpServer: 'smtp://mail:587' } }],
    ['OX_IMAP_LOGIN', '{}*dovecotadmin', { userDefaults: { imapLogin: '{}*dovecotadmin' } }],
    ['OX_IMAP_LOGIN', '', { userDefaults: { imapLogin: '' } }],
    ['OX_FUNCTIONAL_ACCOUNT_LOGIN_TEMPLATE', '{{dn}}', { functionalAccounts: { loginTemplate: '{{dn}}' } }],
    ['OX_ENABLE_DEPUTY_PERMISSIONS', 'true', { deputyPermissions: 'Enabled' }],
    ['OX_ENABLE_DEPUTY_PERMISSIONS', 'False', { deputyPermissions: 'Disabled' }],
    ['OX_CONNECTOR_STOP_ON_ERROR', 'True', { errorPolicy: 'Halt' }],
    ['OX_CONNECTOR_STOP_ON_ERROR', 'False', { errorPolicy: 'Park' }],
  ])('%s=%s becomes a default of every OXDirectory', (name, value, defaults) => {
    expect(settingsOf({ [name]: value }).directoryDefaults).toEqual(defaults);
  });

  it('give way to the resource', () => {
    const defaults = settingsOf({ DEFAULT_CONTEXT: '10', OX_LANGUAGE: 'en_GB', OX_CONNECTOR_STOP_ON_ERROR: 'True' }).directoryDefaults;
    const raw = { ldif: { configMapRef: { name: 'people' } }, users: { contextId: { default: 20 } }, userDefaults: { timezone: 'UTC' } };
    expect(parseSpec('OXDirectory', raw, { defaults })).toMatchObject({
      ok: true,
      spec: { users: { contextId: { default: 20 } }, userDefaults: { language: 'en_GB', timezone: 'UTC' }, errorPolicy: 'Halt' },
    });
  });

  it('are taken by OXDirectory as the operator takes them', () => {
    const all = {
      DEFAULT_CONTEXT: '10',
      OX_USER_IDENTIFIER: 'username',
      OX_GROUP_IDENTIFIER: 'name',
      OX_LANGUAGE: 'de_DE',
      LOCAL_TIMEZONE: 'Europe/Berlin',
      OX_IMAP_SERVER: 'imap://mail.example.org:143',
      OX_SMTP_SERVER: 'smtp://mail.example.org:587',
      OX_IMAP_LOGIN: '{}',
      OX_FUNCTIONAL_ACCOUNT_LOGIN_TEMPLATE: '',
      OX_ENABLE_DEPUTY_PERMISSIONS: 'False',
      OX_CONNECTOR_STOP_ON_ERROR: 'False',
    };
    expect(Object.keys(all)).toEqual(Object.keys(OLD_SETTINGS));
    const { directoryDefaults } = settingsOf(all);
    const raw = { ldif: { configMapRef: { name: 'people' } }, ...directoryDefaults };
    expect(parseSpec('OXDirectory', raw, { strict: true })).toMatchObject({ ok: true, spec: directoryDefaults });
  });
});

it('every setting tells what it is for', () => {
  for (const [name, { description, expected }] of Object.entries({ ...OPERATOR_SETTINGS, ...OLD_SETTINGS })) {
    expect(`${name} ${description}`).toMatch(/^[A-Z_]+ [A-Z].{15,}\.$/);
    expect(expected).not.toBe('');
  }
});

describe('settings that are told to others', () => {
  const told = (environment: Readonly<Record<string, string>>, setting: string) =>
    tellSettings(environment).find(({ name }) => name === setting);

  it('are all that there are, each with where its value comes from', () => {
    expect(tellSettings({}).map(({ name }) => name)).toEqual([...Object.keys(OPERATOR_SETTINGS), ...Object.keys(OLD_SETTINGS)]);
    expect(told({}, 'OX_MAX_CONCURRENCY')).toMatchObject({ value: '16', from: 'default' });
    expect(told({ OX_MAX_CONCURRENCY: 'many' }, 'OX_MAX_CONCURRENCY')).toMatchObject({ value: 'many', from: 'environment' });
    expect(told({ OX_CA_FILE: '' }, 'OX_CA_FILE')).toMatchObject({ value: '', from: 'nowhere' });
    expect(told({ STATUS_ADDRESS: '' }, 'STATUS_ADDRESS')).toMatchObject({ value: '', from: 'environment' });
  });

  it('hold no password', () => {
    expect(told(required, 'OX_MASTER_PASSWORD')).toMatchObject({ value: 'set', from: 'environment' });
    expect(told({ OX_MASTER_PASSWORD: '' }, 'OX_MASTER_PASSWORD')).toMatchObject({ value: 'not set', from: 'nowhere' });
  });
});
