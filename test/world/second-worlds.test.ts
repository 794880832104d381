import { describeWorlds } from './describe-worlds.ts';

describeWorlds(251, 250);
