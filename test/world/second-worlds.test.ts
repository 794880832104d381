import { describeWorlds } from './describe-worlds.ts';

describeWorlds(1_001, 1_000);
