import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { Cache } from '../../../src/cache/index.ts';
import { VirtualClock } from '../../world/virtual-clock.ts';
import { SmallTown } from './small-town.ts';
import { sqlTextOf } from './sql-text.ts';

/*
 * Writes layout-<n>.sql: what this version remembers of the small town. Run it for each release that has another layout than the one before
 * (node test/cache/layouts/store.ts), and never change what was written: it is what people have on their disks.
 */
const folder = mkdtempSync(join(tmpdir(), 'ox-layout-'));
const path = join(folder, 'cache.db');
const cache = Cache.open(path, new VirtualClock());
const town = await SmallTown.settle(cache);
await town.stop();
cache.close();
const database = new Database(path, { readonly: true });
const version = String(database.pragma('user_version', { simple: true }));
const stored = fileURLToPath(new URL(`layout-${version}.sql`, import.meta.url));
writeFileSync(stored, sqlTextOf(database));
database.close();
rmSync(folder, { recursive: true });
console.log(stored);
