import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Programs that the tests run, and the Debian packages that bring them. */
const PROGRAMS = [
  { name: 'slapd', debianPackage: 'slapd' },
  { name: 'ldapsearch', debianPackage: 'ldap-utils' },
  { name: 'openssl', debianPackage: 'openssl' },
] as const;

/** Installs what is missing where that may be done. Returns what stays missing and how to get it; `undefined` when all is there. */
export function ensurePrograms(): string | undefined {
  if (missingPackages().length === 0) return undefined;
  if (process.getuid?.() === 0 && isOnPath('apt-get')) installWithoutStarting(missingPackages());
  const missing = missingPackages();
  if (missing.length === 0) return undefined;
  return `The tests need ${namesOf(missing)}: as root, run "apt-get install ${missing.join(' ')}" (elsewhere: OpenLDAP's server and clients, OpenSSL).`;
}

function missingPackages(): string[] {
  return PROGRAMS.filter(({ name }) => !isOnPath(name)).map(({ debianPackage }) => debianPackage);
}

function namesOf(packages: readonly string[]): string {
  return PROGRAMS.filter(({ debianPackage }) => packages.includes(debianPackage))
    .map(({ name }) => name)
    .join(', ');
}

function isOnPath(program: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.some((folder) => existsSync(join(folder, program)));
}

/** Debian starts a server as soon as it is installed, unless this file says no. */
const POLICY = '/usr/sbin/policy-rc.d';

function installWithoutStarting(packages: readonly string[]): void {
  console.log(`Installing ${packages.join(', ')} ...`);
  const policyIsOurs = !existsSync(POLICY);
  if (policyIsOurs) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    // The first try fails where the package lists are missing or old.
    const problem = install(packages) && (aptGet(['update']) ?? install(packages));
    if (problem !== undefined) console.log(problem);
  } finally {
    if (policyIsOurs) rmSync(POLICY);
  }
}

function install(packages: readonly string[]): string | undefined {
  return aptGet(['install', '--yes', '--no-install-recommends', ...packages]);
}

/** What went wrong, or `undefined`. */
function aptGet(args: readonly string[]): string | undefined {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stderr } = spawnSync('apt-get', ['-qq', ...args], { encoding: 'utf8', env: environment });
  return status === 0 ? undefined : `apt-get ${args[0]} failed: ${stderr.trim().split('\n').at(-1) ?? ''}`;
}
