import { METRICS } from '../../../src/ops/metric-names.ts';

/** What a panel shows: a query, and how its lines are called. */
interface Query {
  readonly expr: string;
  readonly legend: string;
}

interface Panel {
  readonly title: string;
  readonly description: string;
  readonly type: 'stat' | 'timeseries';
  readonly unit: string;
  /** Of the 24 columns of a row. */
  readonly width: number;
  readonly queries: readonly Query[];
}

const HEIGHT = 7;
const COLUMNS = 24;
const own = 'namespace="$namespace",job="$job"';
/** Who stands by knows what it saw when it led: that counts no more. */
const leading = `unless on (pod) (${METRICS.leader.name}{${own}} == 0)`;
const { objects, queueDepth, reconciles, soapRequests, soapDuration, changeToSettled } = METRICS;
const { pollDuration, pollFailures, lastPollSuccess, deletionsHeld, driftObjects, outage, leader, buildInfo } = METRICS;

function stat(title: string, description: string, unit: string, expr: string): Panel {
  return { title, description, unit, type: 'stat', width: 4, queries: [{ expr, legend: '' }] };
}

function graph(title: string, description: string, unit: string, ...queries: readonly Query[]): Panel {
  return { title, description, unit, type: 'timeseries', width: 12, queries };
}

function lines(legend: string, expr: string): Query {
  return { legend, expr };
}

function quantile(share: number, metric: string, by: string): string {
  return `histogram_quantile(${share}, sum by (le, ${by}) (rate(${metric}_bucket{${own}}[$__rate_interval])))`;
}

function rate(metric: string, by: string): string {
  return `sum by (${by}) (rate(${metric}{${own}}[$__rate_interval]))`;
}

function count(state: string): string {
  return `sum(${objects.name}{${own},state="${state}"} ${leading}) or vector(0)`;
}

const panels: readonly Panel[] = [
  stat('In step', 'Objects of which OX is as it should be.', 'short', count('settled')),
  stat('To be written', 'Objects that are about to be written to OX.', 'short', `sum(${queueDepth.name}{${own}} ${leading}) or vector(0)`),
  stat('Put aside', 'Objects that OX or the mapping refuses.', 'short', count('parked')),
  stat('Deletions held', 'Deletions that wait for approval.', 'short', `sum(${deletionsHeld.name}{${own}} ${leading}) or vector(0)`),
  stat('OX outage', '1 while OX cannot be worked with.', 'short', `max(${outage.name}{${own}}) or vector(0)`),
  stat('Last reading', 'Since the directory that waits longest was read.', 's', `time() - min(${lastPollSuccess.name}{${own}} ${leading})`),
  graph('Objects by state', 'Where objects stand.', 'short', lines('{{state}}', `sum by (state) (${objects.name}{${own}} ${leading})`)),
  graph('Objects by kind', 'What is known.', 'short', lines('{{kind}}', `sum by (kind) (${objects.name}{${own}} ${leading})`)),
  graph(
    'From change to OX',
    'Until OX was in step with a change.',
    's',
    lines('{{kind}} median', quantile(0.5, changeToSettled.name, 'kind')),
    lines('{{kind}} 99 %', quantile(0.99, changeToSettled.name, 'kind')),
  ),
  graph('Reconciles', 'What came of them.', 'ops', lines('{{controller}} {{result}}', rate(reconciles.name, 'controller, result'))),
  graph('SOAP calls', 'By what they do.', 'reqps', lines('{{service}}.{{operation}}', rate(soapRequests.name, 'service, operation'))),
  graph('SOAP outcomes', 'ok, or the reason of the refusal.', 'reqps', lines('{{outcome}}', rate(soapRequests.name, 'outcome'))),
  graph(
    'Time of SOAP calls',
    'What OX takes.',
    's',
    lines('{{service}} median', quantile(0.5, soapDuration.name, 'service')),
    lines('{{service}} 95 %', quantile(0.95, soapDuration.name, 'service')),
  ),
  graph(
    'Polls of directories',
    'How long they take, and how many fail.',
    's',
    lines('{{directory}} 95 %', quantile(0.95, pollDuration.name, 'directory')),
    lines('{{directory}} fails: {{reason}}', rate(pollFailures.name, 'directory, reason')),
  ),
  graph(
    'Drift',
    'What OX does not have as it was written.',
    'short',
    lines('{{kind}}', `sum by (kind) (${driftObjects.name}{${own}} ${leading})`),
  ),
  graph('Memory', 'Resident memory of each Pod.', 'bytes', lines('{{pod}}', `process_resident_memory_bytes{${own}}`)),
  graph('Leader', 'Which Pod works.', 'short', lines('{{pod}}', `${leader.name}{${own}}`)),
  graph('Versions', 'Pods by version.', 'short', lines('{{version}}', `count by (version) (${buildInfo.name}{${own}})`)),
];

/** A dashboard for Grafana, drawn from the metrics of the operator. */
export function dashboardJson(): string {
  const dashboard = {
    uid: 'ox-operator',
    title: 'ox-operator',
    schemaVersion: 39,
    timezone: 'browser',
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [datasource(), variable('namespace', ''), variable('job', 'namespace="$namespace"')] },
    panels: placed(panels),
  };
  return `${JSON.stringify(dashboard, undefined, 2)}\n`;
}

function datasource(): object {
  return { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' };
}

function variable(name: string, selector: string): object {
  const query = `label_values(${buildInfo.name}{${selector}}, ${name})`;
  return { name, type: 'query', datasource: source(), query, definition: query, refresh: 2, sort: 1 };
}

function source(): object {
  return { type: 'prometheus', uid: '$datasource' };
}

/** From left to right, in rows. */
function placed(all: readonly Panel[]): object[] {
  let x = 0;
  let y = 0;
  return all.map((panel, index) => {
    if (x + panel.width > COLUMNS) {
      x = 0;
      y += HEIGHT;
    }
    const gridPos = { x, y, w: panel.width, h: HEIGHT };
    x += panel.width;
    return drawn(panel, index + 1, gridPos);
  });
}

function drawn({ title, description, type, unit, queries }: Panel, id: number, gridPos: object): object {
  const targets = queries.map(({ expr, legend }, index) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource: source(),
    expr,
    legendFormat: legend,
  }));
  return { id, type, title, description, gridPos, datasource: source(), fieldConfig: { defaults: { unit }, overrides: [] }, targets };
}
