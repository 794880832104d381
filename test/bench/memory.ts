/**
 * The operator with 50,000 users of a real OpenLDAP: how soon it begins, how fast it goes where OX answers at once, what it keeps in
 * memory, and what a restart costs.
 */
import { Slapd } from '../support/slapd.ts';
import { atMost, exactly, type Figure } from './figures.ts';
import { Stage } from './first-load.ts';
import { type Organisation, organisationLdif, type Source } from './organisation.ts';

const ORGANISATION: Organisation = { users: 50_000, contexts: 20, teams: 400 };
const RSS_MIB = 250;
const IDLE_POLLS = 5;
const section = `OpenLDAP with ${ORGANISATION.users.toLocaleString('en')} users and an OX that answers at once`;

export async function memoryFigures(): Promise<Figure[]> {
  const slapd = await Slapd.create();
  try {
    await slapd.slapadd(organisationLdif(ORGANISATION));
    await slapd.start();
    return await measure(slapd);
  } finally {
    await slapd.destroy();
  }
}

async function measure(slapd: Slapd): Promise<Figure[]> {
  const stage = await Stage.set(ORGANISATION, { latencyMs: 0, writeLockMs: 0 }, sourceOf(slapd));
  try {
    const load = await stage.loadWithOperator();
    const idle = await stage.idle(IDLE_POLLS);
    const again = await stage.restart();
    const peak = Math.max(load.peakRssMiB, idle.usage.peakRssMiB);
    return [
      { section, what: 'start to first write', value: load.secondsToFirstWrite, unit: 's' },
      { section, what: 'start to first user', value: load.secondsToFirstUser, unit: 's' },
      { section, what: 'users a second', value: ORGANISATION.users / load.seconds, unit: '/s' },
      { section, what: 'CPU of the operator per user', value: (load.cpuSeconds * 1_000) / ORGANISATION.users, unit: 'ms' },
      { section, what: 'peak RSS of the first load', value: peak, unit: 'MiB' },
      { section, what: `calls of ${IDLE_POLLS} idle polls`, value: idle.calls, unit: '', goal: exactly(idle.calls, 0) },
      { section, what: 'restart: start to first poll', value: again.secondsToPolled, unit: 's' },
      { section, what: 'restart: calls', value: again.calls, unit: '', goal: exactly(again.calls, 0) },
      {
        section,
        what: 'restart: peak RSS',
        value: again.usage.peakRssMiB,
        unit: 'MiB',
        goal: atMost(again.usage.peakRssMiB, RSS_MIB, 'MiB'),
      },
    ];
  } finally {
    await stage.clear();
  }
}

function sourceOf(slapd: Slapd): Source {
  const { dn, password } = slapd.reader;
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'bind' }, stringData: { bindDN: dn, password } };
  return { spec: { ldap: { urls: [slapd.url], baseDN: slapd.suffix, bindSecretRef: { name: 'bind' } } }, objects: [secret] };
}
