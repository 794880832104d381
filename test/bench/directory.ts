/** Scans and polls of 50,000 users on a real OpenLDAP with content sync, against `ldapsearch` of the same in the same run. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { LdapDirectory } from '../../src/directory/index.ts';
import { attributesNeeded, compileMapping, defaultFilter } from '../../src/mapping/index.ts';
import { systemClock } from '../../src/model/index.ts';
import { peopleLdif } from '../support/people-ldif.ts';
import { Slapd } from '../support/slapd.ts';
import { atMost, type Figure, median } from './figures.ts';

const USERS = 50_000;
const IDLE_POLLS = 300;
const section = `OpenLDAP with ${USERS} users, content sync`;

/** Figures of the directory's adapter alone. */
export async function directoryFigures(): Promise<Figure[]> {
  const settings = { syncprov: { sessionlog: 1_000 } };
  const slapd = await Slapd.create(settings);
  try {
    await slapd.slapadd(peopleLdif({ suffix: slapd.suffix, count: USERS }));
    await slapd.start();
    return await measure(slapd);
  } finally {
    await slapd.destroy();
  }
}

async function measure(slapd: Slapd): Promise<Figure[]> {
  const attributes = attributesNeeded(compileMapping({ preset: 'Univention' }), 'users');
  const filter = defaultFilter('users', 'Univention');
  const reference = await ldapsearch(slapd, filter, attributes);
  const queries = [{ name: 'users', base: slapd.suffix, filter, attributes, binaryAttributes: [] }];
  const directory = new LdapDirectory({ urls: [slapd.url], bind: async () => slapd.reader, queries, clock: systemClock });
  let entries = 0;
  const sink = async (changes: readonly { readonly type: string }[]): Promise<void> => {
    entries += changes.filter(({ type }) => type === 'entry').length;
  };
  const scan = await secondsOf(async () => (await directory.poll(undefined, sink)).cursor);
  const found = entries;
  let cursor = scan.result;
  const idle: number[] = [];
  for (let poll = 0; poll < IDLE_POLLS; poll += 1) {
    const { seconds, result } = await secondsOf(async () => (await directory.poll(cursor, sink)).cursor);
    cursor = result;
    idle.push(seconds * 1_000);
  }
  await directory.close();
  return [
    { section, what: 'first scan', value: found / scan.seconds, unit: 'entries/s', reference: { what: 'ldapsearch', value: reference } },
    { section, what: 'idle poll, median', value: median(idle), unit: 'ms', goal: atMost(median(idle), 3, 'ms') },
  ];
}

/** Entries a second of OpenLDAP's own client. */
async function ldapsearch(slapd: Slapd, filter: string, attributes: readonly string[]): Promise<number> {
  const { dn, password } = slapd.reader;
  const args = [
    '-x',
    '-LLL',
    '-H',
    slapd.url,
    '-D',
    dn,
    '-w',
    password,
    '-b',
    slapd.suffix,
    '-E',
    'pr=1000/noprompt',
    filter,
    ...attributes,
  ];
  const { seconds, result } = await secondsOf(async () => {
    const child = spawn('ldapsearch', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let found = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      for (let at = chunk.indexOf('dn: '); at >= 0; at = chunk.indexOf('dn: ', at + 4)) found += 1;
    });
    await once(child, 'close');
    return found;
  });
  return result / seconds;
}

async function secondsOf<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const began = performance.now();
  const result = await work();
  return { seconds: (performance.now() - began) / 1_000, result };
}
