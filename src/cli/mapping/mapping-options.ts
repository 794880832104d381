import type { DeskPlace } from '../admin/with-desk.ts';
import type { Format } from '../client/index.ts';

/** What every part of `mapping` takes. */
export interface MappingOptions extends DeskPlace {
  readonly directory?: string;
  readonly output: Format;
}
