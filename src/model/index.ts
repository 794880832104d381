export * from './clock.ts';
export * from './credentials.ts';
export * from './desired-object.ts';
export * from './directory-entry.ts';
export * from './distinguished-name.ts';
export * from './field-change.ts';
export * from './kind.ts';

export * from './operator-error.ts';
export * from './package-file.ts';
export * from './read-value.ts';
export * from './reason.ts';
export * from './system-clock.ts';
export * from './system-random.ts';
export * from './system-turn.ts';
export * from './user-fields.ts';
export * from './user-rights.ts';
