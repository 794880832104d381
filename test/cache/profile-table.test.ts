import { expect, it } from 'vitest';
import { memoryCache } from '../support/objects.ts';

it('tells a new profile and other rights from what was there, in whatever order they are written', () => {
  const { profiles } = memoryCache();
  expect([profiles.rightsOf('field'), profiles.put('field', ['webmail', 'tasks'])]).toEqual([undefined, true]);
  expect([profiles.put('field', ['tasks', 'webmail', 'tasks']), profiles.rightsOf('field')]).toEqual([false, ['tasks', 'webmail']]);
  expect([profiles.put('field', []), profiles.rightsOf('field'), profiles.put('field', [])]).toEqual([true, [], false]);
});

it('knows a forgotten profile no more', () => {
  const { profiles } = memoryCache();
  profiles.put('field', ['webmail']);
  profiles.put('none', []);
  profiles.forget('field');
  expect([profiles.names(), profiles.put('field', ['webmail'])]).toEqual([['none'], true]);
});
