import type { ChangeSink, DirectoryCursor, DirectorySource, PollSummary } from '../directory/index.ts';
import { type Clock, type Fault, messageOf, OperatorError } from '../model/index.ts';

/** How one poll of a directory went. */
export interface PollReport {
  /** Name of the OXDirectory. */
  readonly directory: string;
  /** From the question to the last change taken over. */
  readonly durationMs: number;
  readonly fault: Fault | undefined;
}

export type PollObserver = (report: PollReport) => void;

/** A source whose polls are told of. */
export class ObservedSource implements DirectorySource {
  private readonly source: DirectorySource;
  private readonly directory: string;
  private readonly clock: Clock;
  private readonly observer: PollObserver;

  constructor(source: DirectorySource, directory: string, clock: Clock, observer: PollObserver) {
    this.source = source;
    this.directory = directory;
    this.clock = clock;
    this.observer = observer;
  }

  async poll(cursor: DirectoryCursor | undefined, sink: ChangeSink): Promise<PollSummary> {
    const startedAt = this.clock.now();
    const tell = (fault: Fault | undefined): void =>
      this.observer({ directory: this.directory, durationMs: this.clock.now() - startedAt, fault });
    try {
      const summary = await this.source.poll(cursor, sink);
      tell(undefined);
      return summary;
    } catch (error) {
      tell({ reason: error instanceof OperatorError ? error.reason : 'DirectoryUnreachable', message: messageOf(error) });
      throw error;
    }
  }

  close(): Promise<void> {
    return this.source.close();
  }
}
