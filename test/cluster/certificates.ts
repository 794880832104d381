import { execFile } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const settings = `
[req]
distinguished_name = name
[name]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[server]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
subjectAltName = IP:127.0.0.1, IP:127.96.0.1, DNS:localhost, DNS:kubernetes.default.svc
[client]
basicConstraints = CA:FALSE
extendedKeyUsage = clientAuth
`;

/** Writes a CA (ca), the API server's certificate (apiserver), an admin's (admin) and the keys of service accounts (sa) into `folder`. */
export async function writeCertificates(folder: string): Promise<void> {
  await writeFile(join(folder, 'openssl.cnf'), settings);
  await Promise.all(['ca', 'apiserver', 'admin', 'sa'].map((name) => writeKey(folder, name)));
  await certify(folder, 'ca', '/CN=test-ca', 'authority', []);
  const signer = ['-CA', 'ca.crt', '-CAkey', 'ca.key'];
  await Promise.all([
    certify(folder, 'apiserver', '/CN=kube-apiserver', 'server', signer),
    certify(folder, 'admin', '/O=system:masters/CN=admin', 'client', signer),
  ]);
}

async function writeKey(folder: string, name: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  await writeFile(join(folder, `${name}.key`), privateKey.export({ type: 'sec1', format: 'pem' }), { mode: 0o600 });
  await writeFile(join(folder, `${name}.pub`), createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }));
}

/** A key and a certificate of the same authority, for a program that joins the control plane. `subject` is such as `/CN=system:kube-scheduler`. */
export async function writeCertificate(folder: string, name: string, subject: string, use: 'client' | 'server'): Promise<void> {
  await writeKey(folder, name);
  await certify(folder, name, subject, use, ['-CA', 'ca.crt', '-CAkey', 'ca.key']);
}

/** node:crypto makes keys but signs no certificates; OpenSSL 3 does it in one command. */
async function certify(folder: string, name: string, subject: string, extensions: string, signer: readonly string[]): Promise<void> {
  const what = ['-key', `${name}.key`, '-subj', subject, '-extensions', extensions, '-out', `${name}.crt`];
  await run('openssl', ['req', '-x509', '-new', '-sha256', '-days', '2', '-config', 'openssl.cnf', ...what, ...signer], { cwd: folder });
}
