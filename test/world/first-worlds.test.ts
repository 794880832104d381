import { describeWorlds } from './describe-worlds.ts';

// Two files, so that two processors share the worlds.
describeWorlds(1, 1_000);
