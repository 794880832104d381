import { type CallDescription, type Effect, InProcessGateway, lostCall, type OxSimulation } from '../../simulator/index.ts';
import type { StaleReads } from '../../simulator/stale-reads.ts';
import type { Credentials } from '../../src/model/index.ts';
import { sleep } from '../../src/model/index.ts';
import type { OxGateway } from '../../src/ox/index.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { MortalClock } from './virtual-clock.ts';

/** How the network between operator and OX behaves. */
export interface Weather {
  /** OX cannot be reached at all. */
  isDown: boolean;
  /** Share of calls whose answer is lost although they had their effect, and of calls that never arrive. */
  lostAnswers: number;
  lostRequests: number;
}

interface GatewayOptions {
  readonly ox: OxSimulation;
  readonly stale: StaleReads;
  readonly clock: MortalClock;
  readonly random: SeededRandom;
  readonly weather: Weather;
  /** Whether the process leads, asked right before each call. */
  readonly mayCall: (call: CallDescription) => boolean;
  readonly master: () => Credentials;
  /** Called when a call has had its effect. */
  readonly onEffect: (call: CallDescription) => void;
}

/** OX behind a network with moods, as seen by one incarnation of the operator: when that dies, no answer comes any more. */
export function mortalGateway({ ox, stale, clock, random, weather, mayCall, master, onEffect }: GatewayOptions): OxGateway {
  const written = (call: CallDescription, effect: Effect): unknown => {
    try {
      return effect();
    } finally {
      stale.changed(call.contextId, (replica) => effect(replica), clock.now());
    }
  };
  const intercept = async (call: CallDescription, effect: Effect): Promise<unknown> => {
    if (!mayCall(call)) throw lostCall(call, 'not sent, for this process does not lead any more', false);
    await sleep(clock, 1 + random.below(40));
    if (weather.isDown || random.chance(weather.lostRequests)) throw lostCall(call, 'the connection was refused', random.chance(0.5));
    const answer = call.writes ? written(call, effect) : effect(stale.sourceOf(call, clock.now()));
    onEffect(call);
    await sleep(clock, 1 + random.below(40));
    if (random.chance(weather.lostAnswers)) throw lostCall(call, 'the answer was lost');
    return answer;
  };
  return new InProcessGateway({ ox, intercept, master });
}
