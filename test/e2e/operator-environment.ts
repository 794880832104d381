import { fileURLToPath } from 'node:url';

/** The master admin of OX. The password is a word that stands nowhere else. */
export const MASTER = { login: 'oxadminmaster', password: 'Quokka-Of-OX' };

/** Compiled modules of the operator, so that each of many starts takes a third of its time. Node keeps it in order by itself. */
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/node-compile-cache', import.meta.url));

/** Settings of an operator for an OX of a test: its pages on free ports, its cache in a file. */
export function operatorEnvironment(server: string, cachePath: string): Record<string, string> {
  return {
    OX_SOAP_SERVER: server,
    OX_MASTER_PASSWORD: MASTER.password,
    CACHE_PATH: cachePath,
    METRICS_ADDRESS: '127.0.0.1:0',
    HEALTH_ADDRESS: '127.0.0.1:0',
    STATUS_ADDRESS: '127.0.0.1:0',
    NODE_COMPILE_CACHE: compileCache,
  };
}
