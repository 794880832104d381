import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { DIRECTORY, LdapScene } from './ldap-scene.ts';
import { remove, replace, SUFFIX, userDn, users } from './people.ts';
import { polls } from './polls.ts';

const EVERYBODY = ['anna', 'bob', 'carla', 'dora', 'emil', 'frida'];

/** Another filter, so that everything has to be read again. */
const READ_ANEW = { users: { filter: '(&(objectClass=oxUserObject)(uid=*)(sn=*))' } };

/** A directory of six that was read, and whose operator has settled. */
async function settledScene() {
  const scene = await LdapScene.open(users(...EVERYBODY));
  const operator = scene.run();
  await scene.settles(operator, 'Settled', DIRECTORY);
  scene.ox.takeCalls();
  return { scene, operator, ox: scene.ox, slapd: scene.slapd };
}

describe('nothing is deleted in OX, and it is said why,', () => {
  it('when the password of the bind DN is wrong, until its Secret is mended', async () => {
    const { scene, operator, ox, slapd } = await settledScene();
    await scene.writeBindSecret('Not-The-One');
    await scene.settles(operator, 'DirectoryAccessDenied', DIRECTORY);
    const { dn, password } = slapd.reader;
    expect((await scene.condition(DIRECTORY))?.message).toContain(
      `${slapd.url}: the bind as "${dn}" was refused: wrong bind DN or password`,
    );
    expect(await scene.condition(DIRECTORY, 'SourceReachable')).toMatchObject({ status: 'False', reason: 'DirectoryAccessDenied' });
    await slapd.apply(remove(userDn('anna')) + replace(userDn('bob'), 'title', 'Mayor'));
    await polls(operator, 'people', 1);
    expect(ox.logins()).toEqual(EVERYBODY);
    expect(ox.takeCalls()).toEqual({});

    await scene.writeBindSecret(password);
    await scene.settles(operator, 'Settled', DIRECTORY);
    await eventually(() => expect(ox.logins()).toEqual(EVERYBODY.slice(1)));
    await eventually(() => expect(ox.user('bob')).toMatchObject({ title: 'Mayor' }));
    expect(await scene.condition(DIRECTORY, 'SourceReachable')).toMatchObject({ status: 'True' });
  });

  it('when the server is down, and when it is back what happened meanwhile is made good', async () => {
    const { scene, operator, ox, slapd } = await settledScene();
    await slapd.stop();
    await scene.settles(operator, 'DirectoryUnreachable', DIRECTORY);
    expect((await scene.condition(DIRECTORY))?.message).toContain(`${slapd.url}: nothing listens there (ECONNREFUSED)`);
    expect(ox.takeCalls()).toEqual({});

    await slapd.slapadd(users('gerd'));
    await slapd.start();
    await slapd.apply(remove(userDn('anna')));
    await scene.settles(operator, 'Settled', DIRECTORY);
    await eventually(() => expect(ox.logins()).toEqual([...EVERYBODY.slice(1), 'gerd']));
    await polls(operator, 'people');
    expect(ox.takeCalls()).toEqual({ 'OXUserService.createByModuleAccess': 1, 'OXUserService.getData': 1, 'OXUserService.delete': 1 });
  });

  it('when a size limit of the server cuts the search off, until the limit is lifted', async () => {
    const { scene, operator, ox, slapd } = await settledScene();
    await slapd.reconfigure({ readerLimits: 'size.soft=3 size.hard=3 size.prtotal=3' });
    await scene.writeDirectory(READ_ANEW);
    await scene.settles(operator, 'DirectoryIncomplete', DIRECTORY);
    await slapd.apply(remove(userDn('anna')));
    expect((await scene.condition(DIRECTORY))?.message).toContain('was cut off by a size limit of the server');
    await polls(operator, 'people', 1);
    expect(ox.logins()).toEqual(EVERYBODY);
    expect(ox.takeCalls()).toEqual({});

    await slapd.reconfigure({ readerLimits: 'size=unlimited' });
    await scene.settles(operator, 'Settled', DIRECTORY);
    await eventually(() => expect(ox.logins()).toEqual(EVERYBODY.slice(1)));
  });

  it('when the bind DN may not see people any more, until it may again', async () => {
    const { scene, operator, ox, slapd } = await settledScene();
    const { dn } = slapd.reader;
    const hidden = [`access to dn.children="ou=users,${SUFFIX}" by dn.exact="${dn}" none by * read`, 'access to * by * read'];
    await slapd.reconfigure({ access: hidden });
    await scene.writeDirectory(READ_ANEW);
    await scene.settles(operator, 'DeletionsHeld', DIRECTORY);
    await polls(operator, 'people', 1);
    expect(ox.logins()).toEqual(EVERYBODY);
    expect(ox.takeCalls()).toEqual({});

    await slapd.reconfigure({ access: [] });
    await slapd.apply(remove(userDn('anna')));
    await scene.settles(operator, 'Settled', DIRECTORY);
    await eventually(() => expect(ox.logins()).toEqual(EVERYBODY.slice(1)));
  });
});
