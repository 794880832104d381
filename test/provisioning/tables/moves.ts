import { COPY_USER, DELETE_USER, READ_USER, USER_EXISTS } from './soap-calls.ts';

/** The calls of a move, in their order. */
export const MOVE_STEPS: readonly string[] = [READ_USER, USER_EXISTS, COPY_USER, 'OXUserService.changeByModuleAccess', DELETE_USER];

/** What happens to the answer of a step. */
export const LOST_ANSWERS = [
  ['is lost before OX did anything', { kind: 'reset', when: 'before' }],
  ['is lost after OX did it', { kind: 'reset', when: 'after' }],
  ['breaks off', { kind: 'malformedXml' }],
  ['is the error page of a proxy', { kind: 'http502', when: 'before' }],
] as const;
