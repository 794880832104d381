import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/model/index.ts';
import { Metrics } from '../../src/ops/index.ts';
import { METRICS } from '../../src/ops/metric-names.ts';
import { readProjectFile } from '../../tools/project-files.ts';
import { ensurePromql } from './chart-tools.ts';
import { EVERYTHING } from './every-value.ts';
import { type Manifest, render, renderOne, run } from './helm.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

async function alerts(values: object = {}): Promise<readonly Rule[]> {
  const rule = await renderOne('PrometheusRule', { prometheusRule: { enabled: true, ...values } });
  const [own] = (rule.spec as { groups: [{ rules: Rule[] }] }).groups;
  return own.rules;
}

interface Panel {
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets: readonly { readonly expr: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly query: string }[] };
}

async function dashboard(): Promise<Dashboard> {
  const found = (await render({ grafanaDashboard: { enabled: true } })).find(({ metadata }) => metadata.name === 'ox-operator-dashboard');
  return JSON.parse(((found?.data ?? {}) as Record<string, string>)['ox-operator.json'] ?? '') as Dashboard;
}

async function drawnExpressions(): Promise<string> {
  const { panels, templating } = await dashboard();
  return [...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)), ...templating.list.map(({ query }) => query)].join('\n');
}

/** What the operator tells Prometheus: name to type, those of Node included. */
async function toldMetrics(): Promise<ReadonlyMap<string, string>> {
  const metrics = new Metrics('0.0.0', systemClock);
  metrics.show({ census: () => [], outage: () => undefined, heldDeletions: () => [], drift: () => [], leadership: () => undefined });
  const text = await metrics.text();
  return new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]));
}

/** Every metric that an expression selects from, and the labels that it names. */
function selectorsIn(text: string): { readonly name: string; readonly labels: string[] }[] {
  return [...text.matchAll(/([a-z_][a-z0-9_]+)\{([^}]*)\}/g)].map(([, name = '', labels = '']) => ({
    name,
    labels: [...labels.matchAll(/([a-z_]+)\s*(?:=|!=|=~|!~)\s*"/g)].map(([, label = '']) => label),
  }));
}

/** Those that Prometheus adds to what it scrapes, and that of a histogram. */
const ADDED_LABELS = ['namespace', 'job', 'pod', 'le'];

async function unknownIn(expressions: string): Promise<string[]> {
  const told = await toldMetrics();
  const declared = new Map<string, readonly string[]>(Object.values(METRICS).map(({ name, labelNames }) => [name, labelNames]));
  return selectorsIn(expressions).flatMap(({ name, labels }) => {
    const base = name.replace(/_(bucket|sum|count)$/, '');
    const known = told.has(name) ? name : told.get(base) === 'histogram' ? base : undefined;
    if (known === undefined) return [`no metric ${name}`];
    const allowed = [...(declared.get(known) ?? []), ...ADDED_LABELS];
    return labels.filter((label) => !allowed.includes(label)).map((label) => `${name} has no label ${label}`);
  });
}

/** Resolves to what Prometheus would not understand. */
async function misunderstood(expressions: string): Promise<string> {
  const filledIn = expressions
    .replaceAll('$__rate_interval', '5m')
    .replaceAll(/^label_values\((.*), \w+\)$/gm, '$1')
    .replaceAll('{}', '');
  return run(await ensurePromql(), [], { PATH: process.env.PATH }, filledIn).catch((error: Error) => error.message);
}

test('Prometheus understands every expression of alerts and dashboard', async () => {
  const rules = (await alerts()).map(({ expr }) => expr).join('\n');
  expect(await misunderstood(rules)).toBe('');
  expect(await misunderstood(await drawnExpressions())).toBe('');
  expect(await misunderstood('sum by kind (ox_operator_objects)')).toContain('unexpected identifier "kind"');
});

describe('the alerts', () => {
  test('ask for metrics and labels that the operator has', async () => {
    const expressions = (await alerts()).map(({ expr }) => expr).join('\n');
    expect(selectorsIn(expressions).length).toBeGreaterThan(15);
    expect(await unknownIn(expressions)).toEqual([]);
    expect(await unknownIn('sum(ox_operator_users{kind="x"}) + ox_operator_objects{user="anna"}')).toEqual([
      'no metric ox_operator_users',
      'ox_operator_objects has no label user',
    ]);
  });

  test('group by labels that their metrics have', async () => {
    const labels = new Set<string>([...Object.values(METRICS).flatMap(({ labelNames }) => labelNames), ...ADDED_LABELS]);
    const grouped = (await alerts()).flatMap(({ expr }) =>
      [...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', ')),
    );
    expect(grouped.length).toBeGreaterThan(5);
    expect(grouped.filter((label) => !labels.has(label))).toEqual([]);
  });

  test('each have a chapter in the runbooks and a row in the table of operations, and each chapter has an alert', async () => {
    const names = new Set((await alerts()).map(({ alert }) => alert));
    const chapters = [...readProjectFile('docs/runbooks.md').matchAll(/^## (OXOperator\w+)$/gm)].map(([, name]) => name);
    expect(new Set(chapters)).toEqual(names);
    const rows = [...readProjectFile('docs/operations.md').matchAll(/^\| \[(OXOperator\w+)\]\(runbooks\.md#/gm)].map(([, name]) => name);
    expect(new Set(rows)).toEqual(names);
  });

  test('link to their chapter, tell how bad they are, and carry your labels', async () => {
    const own = await alerts({ runbookUrl: 'https://wiki.example.org/ox', alertLabels: { team: 'groupware' } });
    for (const { alert, labels, annotations } of own) {
      expect(annotations.runbook_url).toBe(`https://wiki.example.org/ox#${alert.toLowerCase()}`);
      expect(['warning', 'critical']).toContain(labels.severity);
      expect(labels.team).toBe('groupware');
      expect(annotations.summary).toMatch(/\.$/);
      expect(annotations.description).toMatch(/\.$/);
    }
  });

  test('of the service level count changes by a bucket that is counted', async () => {
    const metrics = new Metrics('0.0.0', systemClock);
    const object = { kind: 'User', changedAt: systemClock.now() } as Parameters<Metrics['outcome']>[0]['object'];
    metrics.outcome({ object, outcome: { type: 'gone' } } as Parameters<Metrics['outcome']>[0]);
    const buckets = [...(await metrics.text()).matchAll(/change_to_settled_seconds_bucket\{le="([^"]+)"/g)].map(([, le]) => le);
    const schema = JSON.parse(readProjectFile('charts/ox-operator/values.schema.json')) as {
      properties: { prometheusRule: { properties: { changeToSettled: { properties: { seconds: { enum: number[] } } } } } };
    };
    const offered = schema.properties.prometheusRule.properties.changeToSettled.properties.seconds.enum;
    expect(offered.filter((seconds) => !buckets.includes(String(seconds)))).toEqual([]);

    const late = (await alerts({ changeToSettled: { seconds: 300, objectivePercent: '99.5' } })).find(({ alert }) =>
      alert.endsWith('ChangesLateFast'),
    );
    expect(late?.expr).toContain('le="300"');
    expect(late?.expr).toContain('> 14.4 * (1 - 99.5 / 100)');
  });

  test('can be left out one by one', async () => {
    const names = (await alerts({ disabled: ['OXOperatorOXSlow'] })).map(({ alert }) => alert);
    expect(names).not.toContain('OXOperatorOXSlow');
    expect(names).toHaveLength((await alerts()).length - 1);
  });

  test('leave the leader alone where none is elected', async () => {
    const rule = await renderOne('PrometheusRule', { prometheusRule: { enabled: true }, leaderElection: { enabled: false } });
    expect(JSON.stringify(rule)).not.toContain('OXOperatorNoLeader');
  });
});

describe('the dashboard', () => {
  test('draws metrics and labels that the operator has', async () => {
    expect(await unknownIn(await drawnExpressions())).toEqual([]);
  });

  test('shows every metric of the domain', async () => {
    const names = selectorsIn(await drawnExpressions()).map(({ name }) => name.replace(/_bucket$/, ''));
    const missing = Object.values(METRICS).filter(({ name }) => name.startsWith('ox_operator_') && !names.includes(name));
    expect(missing).toEqual([]);
  });

  test('has panels that do not overlap', async () => {
    const places = (await dashboard()).panels.map(({ gridPos }) => gridPos);
    const cells = places.flatMap(({ x, y, w, h }) => Array.from({ length: w * h }, (_, n) => `${x + (n % w)}/${y + Math.floor(n / w)}`));
    expect(new Set(cells).size).toBe(cells.length);
    expect(places.filter(({ x, w }) => x + w > 24)).toEqual([]);
  });

  test('goes where the sidecar of Grafana looks for it', async () => {
    const found = (await render(EVERYTHING)).find(({ metadata }) => metadata.name === 'ox-operator-dashboard');
    expect(found?.metadata).toMatchObject({
      namespace: 'monitoring',
      labels: { grafana_dashboard: '1' },
      annotations: { grafana_folder: 'OX' },
    });
  });
});

test('Prometheus finds the metrics by the Service, and keeps their own labels', async () => {
  const objects = await render(EVERYTHING);
  const monitor = objects.find(({ kind }) => kind === 'ServiceMonitor') as Manifest & {
    spec: { selector: { matchLabels: object }; endpoints: object[] };
  };
  const service = objects.find(({ kind }) => kind === 'Service') as Manifest & { spec: { ports: { name: string }[] } };
  expect(service.metadata.labels).toMatchObject(monitor.spec.selector.matchLabels);
  expect(monitor.spec.endpoints).toEqual([expect.objectContaining({ port: 'metrics', honorLabels: true, interval: '30s' })]);
  expect(service.spec.ports.map(({ name }) => name)).toContain('metrics');
  expect(monitor.metadata.labels).toMatchObject({ release: 'prometheus' });
});
