import { complaints } from './oracle.ts';
import { World } from './world.ts';

const from = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 1);
const began = performance.now();
for (let seed = from; seed < from + count; seed += 1) {
  const world = new World(seed);
  await world.begin();
  for (let step = 0; step < 60; step += 1) await world.happen();
  await world.heal();
  const wrong = complaints(world.ox, world.people);
  const writes = world.writes.length;
  if (wrong.length > 0) { for (const row of process.argv[5] === undefined ? [] : (world.cache as unknown as {database: {prepare(s: string): {all(): unknown[]}}}).database.prepare('select id,kind,source_id,partition,context_id,name,desired is null as gone,applied is not null as ap,applied_key ak,ox_id ox,look_first lf,state,attempts,reason,message,waiting_for from objects').all()) console.log(JSON.stringify(row)); console.log(JSON.stringify([...world.people.teams.values()])); }
  await world.quiet();
  if (process.argv[4]) console.log(seed, 'persons', world.people.persons.size, 'users', [...world.ox.installation.contexts.values()].map((c) => c.users.size).join(), 'groups', [...world.ox.installation.contexts.values()].map((c) => c.groups.size).join(), 'writes', writes);
  if (wrong.length > 0 || world.writes.length !== writes) console.log(seed, wrong, world.writes.slice(writes, writes+5));
}
console.log('ms per seed', (performance.now() - began) / count);
