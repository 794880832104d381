import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { messageOf } from '../src/model/index.ts';
import { type RunningSimulator, startSimulator } from './running-simulator.ts';
import { controlHelp } from './serving/control-routes.ts';
import { DEFAULT_MASTER, OLD_OX, type OxSettings, parseSetting, SETTING_NAMES, STUBBORN_OX } from './state/index.ts';

interface Options {
  readonly port: number;
  readonly host: string;
  readonly latency: number;
  readonly writeLock: number;
  readonly masterAdmin: string;
  readonly masterPassword: string;
  readonly old?: boolean;
  readonly stubborn?: boolean;
  readonly option: Partial<OxSettings>;
  readonly quiet?: boolean;
}

function wholeNumber(max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value > max) throw new InvalidArgumentError(`Expected a whole number from 0 to ${max}.`);
    return value;
  };
}

function addSetting(text: string, settings: Partial<OxSettings>): Partial<OxSettings> {
  try {
    return { ...settings, ...parseSetting(text) };
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

const helpText = `
Settings for --option (names of OX, or simulator.…; by default names and primary addresses can be changed, and display names need not be unique):
${SETTING_NAMES.map((name) => `  ${name}`).join('\n')}

Control face (JSON over HTTP on the same port):
${controlHelp()
  .map((line) => `  ${line}`)
  .join('\n')}

Examples:
  $ ox-simulator
  $ ox-simulator --port 0 --latency 20 --write-lock 5
  $ ox-simulator --old --stubborn
  $ ox-simulator --option com.openexchange.user.enforceUniqueDisplayName=true`;

function commandLine(): Command {
  return new Command('ox-simulator')
    .description('OX App Suite as a provisioning client meets it: its seven provisioning services over SOAP, in memory.')
    .addOption(new Option('--port <number>', 'where to listen; 0 picks a free port').default(8088).argParser(wholeNumber(65_535)))
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .addOption(new Option('--latency <ms>', 'how long each call takes').default(0).argParser(wholeNumber(3_600_000)))
    .addOption(
      new Option('--write-lock <ms>', 'how long a write holds the lock of its context').default(0).argParser(wholeNumber(3_600_000)),
    )
    .option('--master-admin <login>', 'the master admin', DEFAULT_MASTER.login)
    .option('--master-password <password>', 'the password of the master admin', DEFAULT_MASTER.password)
    .addOption(new Option('--option <NAME=VALUE>', 'a setting of OX; may be repeated').default({}, 'none').argParser(addSetting))
    .option('--old', 'an OX before 8.36: no convertguest, no deputies')
    .option('--stubborn', 'an OX that nobody has set up for provisioning: names and primary addresses are fixed, display names unique')
    .option('--quiet', 'print the URL and nothing else')
    .allowExcessArguments(false)
    .configureOutput({ outputError: (text, write) => write(text.replace(/\n(?=.)/g, ' ')) })
    .exitOverride()
    .addHelpText('after', helpText);
}

async function run(options: Options): Promise<void> {
  const simulator = await startSimulator({
    host: options.host,
    port: options.port,
    latencyMs: options.latency,
    writeLockMs: options.writeLock,
    master: { login: options.masterAdmin, password: options.masterPassword },
    settings: { ...(options.old ? OLD_OX : {}), ...(options.stubborn ? STUBBORN_OX : {}), ...options.option },
  });
  endOnSignals(simulator);
  const password = options.masterPassword === DEFAULT_MASTER.password ? DEFAULT_MASTER.password : 'as given';
  const more = `OX simulator: ${simulator.url} (SOAP under /webservices, control face under /control, master admin ${options.masterAdmin}, password ${password})`;
  console.log(options.quiet === true ? simulator.url : more);
}

function endOnSignals(simulator: RunningSimulator): void {
  const end = (): void => {
    void simulator.close().then(() => process.exit(0));
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

try {
  await run(commandLine().parse().opts<Options>());
} catch (error) {
  if (!(error instanceof CommanderError)) console.error(`ox-simulator: ${messageOf(error)}`);
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
}
