import { ConfigurationError } from '../model/index.ts';
import { type DirectoryDefaults, readDirectoryDefaults } from './directory-defaults.ts';
import { OPERATOR_SETTINGS } from './operator-settings.ts';
import { type Environment, SettingsReader } from './setting.ts';
import type { DriftPolicyName, ListenAddress, LogLevel } from './value-schemas.ts';

/** The master password itself, or the file that it is read from whenever that changes. */
export type PasswordSource = { readonly type: 'value'; readonly value: string } | { readonly type: 'file'; readonly path: string };

/** Everything the operator is told by its environment. */
export interface Settings {
  readonly ox: {
    /** Without path and trailing slash. */
    readonly soapServer: string;
    readonly masterAdmin: string;
    readonly masterPassword: PasswordSource;
    readonly caFile: string | undefined;
    readonly maxConcurrency: number;
    readonly maxConcurrencyPerContext: number;
    /** SOAP calls per second; `undefined`: unlimited. */
    readonly maxRate: number | undefined;
  };
  readonly logLevel: LogLevel;
  /** Holds the level instead, and may change at any time. */
  readonly logLevelFile: string | undefined;
  /** Of custom resources. */
  readonly drift: { readonly policy: DriftPolicyName; readonly intervalMs: number };
  readonly cachePath: string;
  readonly namespace: string | undefined;
  /** Of the Pod; `undefined`: not in one, or not told. */
  readonly podName: string | undefined;
  /** `off`: nobody is elected, this process works. */
  readonly leaderElection: { readonly leaseDurationMs: number } | 'off';
  readonly metricsAddress: ListenAddress | 'off';
  readonly healthAddress: ListenAddress | 'off';
  readonly statusAddress: ListenAddress | 'off';
  /** What the old connector's settings say about OXDirectories. */
  readonly directoryDefaults: DirectoryDefaults;
}

/**
 * Reads all settings.
 * @throws ConfigurationError with one line per problem: variable, what was found, what is expected. No password is in it.
 */
export function readSettings(environment: Environment): Settings {
  const reader = new SettingsReader(environment);
  const settings = gather(reader);
  if (reader.problems.length > 0) throw new ConfigurationError(reader.problems.join('\n'));
  return settings;
}

/**
 * Reads only what stands in for fields of OXDirectories.
 * @throws ConfigurationError as `readSettings`
 */
export function readDefaults(environment: Environment): DirectoryDefaults {
  const reader = new SettingsReader(environment);
  const defaults = readDirectoryDefaults(reader);
  if (reader.problems.length > 0) throw new ConfigurationError(reader.problems.join('\n'));
  return defaults;
}

/** The stand-ins never show: each of them comes with a problem. */
function gather(reader: SettingsReader): Settings {
  const known = OPERATOR_SETTINGS;
  return {
    ox: {
      soapServer: reader.require('OX_SOAP_SERVER', known.OX_SOAP_SERVER) ?? '',
      masterAdmin: reader.read('OX_MASTER_ADMIN', known.OX_MASTER_ADMIN) ?? '',
      masterPassword: readPassword(reader),
      caFile: reader.read('OX_CA_FILE', known.OX_CA_FILE),
      maxConcurrency: reader.read('OX_MAX_CONCURRENCY', known.OX_MAX_CONCURRENCY) ?? 0,
      maxConcurrencyPerContext: reader.read('OX_MAX_CONCURRENCY_PER_CONTEXT', known.OX_MAX_CONCURRENCY_PER_CONTEXT) ?? 0,
      maxRate: reader.read('OX_MAX_RATE', known.OX_MAX_RATE),
    },
    logLevel: reader.read('OX_CONNECTOR_LOG_LEVEL', known.OX_CONNECTOR_LOG_LEVEL) ?? 'info',
    logLevelFile: reader.read('OX_CONNECTOR_LOG_LEVEL_FILE', known.OX_CONNECTOR_LOG_LEVEL_FILE),
    drift: readDrift(reader),
    cachePath: reader.read('CACHE_PATH', known.CACHE_PATH) ?? '',
    namespace: reader.read('POD_NAMESPACE', known.POD_NAMESPACE),
    podName: reader.read('POD_NAME', known.POD_NAME),
    leaderElection: readLeaderElection(reader),
    metricsAddress: reader.read('METRICS_ADDRESS', known.METRICS_ADDRESS) ?? 'off',
    healthAddress: reader.read('HEALTH_ADDRESS', known.HEALTH_ADDRESS) ?? 'off',
    statusAddress: reader.read('STATUS_ADDRESS', known.STATUS_ADDRESS) ?? 'off',
    directoryDefaults: readDirectoryDefaults(reader),
  };
}

function readDrift(reader: SettingsReader): Settings['drift'] {
  const { DRIFT_POLICY, DRIFT_INTERVAL } = OPERATOR_SETTINGS;
  return { policy: reader.read('DRIFT_POLICY', DRIFT_POLICY) ?? 'Ignore', intervalMs: reader.read('DRIFT_INTERVAL', DRIFT_INTERVAL) ?? 0 };
}

function readLeaderElection(reader: SettingsReader): Settings['leaderElection'] {
  const seconds = reader.read('LEASE_DURATION', OPERATOR_SETTINGS.LEASE_DURATION) ?? 0;
  return reader.read('LEADER_ELECTION', OPERATOR_SETTINGS.LEADER_ELECTION) === true ? { leaseDurationMs: seconds * 1000 } : 'off';
}

function readPassword(reader: SettingsReader): PasswordSource {
  const { OX_MASTER_PASSWORD, OX_MASTER_PASSWORD_FILE } = OPERATOR_SETTINGS;
  const path = reader.read('OX_MASTER_PASSWORD_FILE', OX_MASTER_PASSWORD_FILE);
  const value = reader.read('OX_MASTER_PASSWORD', OX_MASTER_PASSWORD);
  if (path !== undefined && value !== undefined) {
    reader.problems.push('OX_MASTER_PASSWORD: set beside OX_MASTER_PASSWORD_FILE, expected only one of the two');
  }
  if (path !== undefined) return { type: 'file', path };
  if (value === undefined)
    reader.problems.push('OX_MASTER_PASSWORD: missing, expected the password of the master admin (or OX_MASTER_PASSWORD_FILE)');
  return { type: 'value', value: value ?? '' };
}
