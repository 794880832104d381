import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program by its name or path, and the Debian package that brings it. */
export interface NeededProgram {
  readonly name: string;
  readonly debianPackage: string;
}

/** Programs that the tests run. */
const PROGRAMS: readonly NeededProgram[] = [
  { name: 'slapd', debianPackage: 'slapd' },
  { name: 'ldapsearch', debianPackage: 'ldap-utils' },
  { name: 'openssl', debianPackage: 'openssl' },
];

/** Installs what is missing where that may be done. Returns what stays missing and how to get it; `undefined` when all is there. */
export function ensurePrograms(): string | undefined {
  installMissing(PROGRAMS);
  const missing = missingOf(PROGRAMS);
  if (missing.length === 0) return undefined;
  const names = missing.map(({ name }) => name).join(', ');
  return `The tests need ${names}: as root, run "apt-get install ${packagesOf(missing).join(' ')}" (elsewhere: OpenLDAP's server and clients, OpenSSL).`;
}

/** By root, where there is apt-get; elsewhere nothing is done. */
export function installMissing(programs: readonly NeededProgram[]): void {
  const missing = packagesOf(missingOf(programs));
  if (missing.length > 0 && process.getuid?.() === 0 && isOnPath('apt-get')) installWithoutStarting(missing);
}

function missingOf(programs: readonly NeededProgram[]): readonly NeededProgram[] {
  return programs.filter(({ name }) => !isOnPath(name));
}

function packagesOf(programs: readonly NeededProgram[]): string[] {
  return [...new Set(programs.map(({ debianPackage }) => debianPackage))];
}

export function isOnPath(program: string): boolean {
  if (program.startsWith('/')) return existsSync(program);
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
