import type { Setting } from './setting.ts';
import { driftPolicy, interval, listenAddress, logLevel, text, truth, webAddress, wholeNumber } from './value-schemas.ts';

function setting<Value>(one: Setting<Value>): Setting<Value> {
  return one;
}

const addressExpected = 'host:port, :port, or nothing to switch it off';

/** Every setting of the operator itself, by environment variable. */
export const OPERATOR_SETTINGS = {
  OX_SOAP_SERVER: setting({
    description: 'Address of the OX server whose SOAP services are used, without path. Required.',
    chart: 'ox.soapServer',
    expected: 'the address of OX such as https://ox.example.org',
    schema: webAddress,
  }),
  OX_MASTER_ADMIN: setting({
    description: 'Login of the OX master admin, who creates and deletes contexts.',
    default: 'oxadminmaster',
    chart: 'ox.masterSecretRef',
    expected: 'a login',
    schema: text,
  }),
  OX_MASTER_PASSWORD: setting({
    description: 'Password of the master admin. This or OX_MASTER_PASSWORD_FILE is required.',
    chart: 'ox.masterSecretRef',
    expected: 'the password of the master admin',
    schema: text,
    isSecret: true,
  }),
  OX_MASTER_PASSWORD_FILE: setting({
    description: 'File that holds the password of the master admin; read again when it changes.',
    chart: 'ox.masterSecretRef',
    expected: 'the path of a file',
    schema: text,
  }),
  OX_CA_FILE: setting({
    description: 'File with further certificates (PEM) that the OX server may be signed by; read again when it changes.',
    chart: 'ox.caConfigMapRef',
    expected: 'the path of a file',
    schema: text,
  }),
  OX_MAX_CONCURRENCY: setting({
    description: 'SOAP calls in flight at once, over all contexts.',
    default: '16',
    chart: 'ox.maxConcurrency',
    expected: 'a whole number from 1 to 1000',
    schema: wholeNumber(1, 1000),
  }),
  OX_MAX_CONCURRENCY_PER_CONTEXT: setting({
    description: 'SOAP calls in flight at once within one context. OX writes one after the other within a context anyway.',
    default: '4',
    chart: 'ox.maxConcurrencyPerContext',
    expected: 'a whole number from 1 to 1000',
    schema: wholeNumber(1, 1000),
  }),
  OX_MAX_RATE: setting({
    description: 'SOAP calls per second, over all contexts. Not set: unlimited.',
    chart: 'ox.maxRate',
    expected: 'a whole number from 1 to 100000',
    schema: wholeNumber(1, 100_000),
  }),
  OX_CONNECTOR_LOG_LEVEL: setting({
    description: 'How much is logged: trace, debug, info, warn, error, fatal or silent.',
    default: 'info',
    chart: 'logLevel',
    expected: 'one of trace, debug, info, warn, error, fatal, silent',
    schema: logLevel,
  }),
  OX_CONNECTOR_LOG_LEVEL_FILE: setting({
    description:
      'File that holds this word instead; read again when it changes, so that the log can be turned up while the operator works.',
    chart: 'logLevel',
    expected: 'the path of a file',
    schema: text,
  }),
  DRIFT_POLICY: setting({
    description:
      'What becomes of contexts, resources and functional accounts of custom resources that somebody changed in OX: Correct, Report or Ignore. OXDirectories say it themselves.',
    default: 'Report',
    chart: 'drift.policy',
    expected: 'one of Correct, Report, Ignore',
    schema: driftPolicy,
  }),
  DRIFT_INTERVAL: setting({
    description: 'How often these are compared with what was written, such as 30m, 24h or 7d.',
    default: '24h',
    chart: 'drift.interval',
    expected: 'a whole number with s, m, h or d, at most 365d',
    schema: interval,
  }),
  CACHE_PATH: setting({
    description: 'The SQLite file that remembers what was read and written. It can be deleted; OX and the directory are read afresh then.',
    default: './ox-operator.db',
    chart: 'persistence',
    expected: 'the path of a file',
    schema: text,
  }),
  POD_NAMESPACE: setting({
    description: 'The namespace whose resources are watched. Not set: that of the service account or the kubeconfig, else default.',
    expected: 'the name of a namespace',
    schema: text.regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/),
  }),
  POD_NAME: setting({
    description: 'How this process is called in the Lease. Not set: the name of the host, which in a Pod is that of the Pod.',
    expected: 'the name of a Pod',
    schema: text.regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/),
  }),
  LEADER_ELECTION: setting({
    description: 'Whether only the process that holds the Lease works, and further ones stand by. Without an API server nobody is elected.',
    default: 'true',
    chart: 'leaderElection.enabled',
    expected: 'true or false',
    schema: truth,
  }),
  LEASE_DURATION: setting({
    description:
      'Seconds after which another process takes over from one that is silent. Two thirds of it without a renewal end a leader, who renews it 7 times in it.',
    default: '15',
    chart: 'leaderElection.leaseDuration',
    expected: 'a whole number from 2 to 300',
    schema: wholeNumber(2, 300),
  }),
  METRICS_ADDRESS: setting({
    description: 'Where /metrics is served. Empty: nowhere; port 0: any free port, which is logged.',
    default: ':8080',
    expected: addressExpected,
    schema: listenAddress,
    emptyCounts: true,
  }),
  HEALTH_ADDRESS: setting({
    description: 'Where /healthz and /readyz are served. Empty: nowhere.',
    default: ':8081',
    expected: addressExpected,
    schema: listenAddress,
    emptyCounts: true,
  }),
  STATUS_ADDRESS: setting({
    description: 'Where the status page and the read-only JSON interface are served. Empty: nowhere.',
    default: ':8082',
    expected: addressExpected,
    schema: listenAddress,
    emptyCounts: true,
  }),
} as const;
