import type { HistoryEntry } from '../../cache/index.ts';
import type { Outage, OutcomeReport } from '../../engine/index.ts';
import { type Fault, type Reason, remedyFor } from '../../model/index.ts';
import type { OperatorLog, PinoLog } from '../../operator/index.ts';
import { type Line, lineFor } from './lines.ts';

/** Writes the log of the operator, and tells people of it too once they are listening. */
export class DemoVoice implements OperatorLog {
  private readonly log: PinoLog;
  private readonly say: (line: Line) => void;
  private isListening = false;
  /** Reason of the trouble that was last told of an object, by its row. */
  private readonly told = new Map<number, Reason>();

  constructor(log: PinoLog, say: (line: Line) => void) {
    this.log = log;
    this.say = say;
  }

  listen(): void {
    this.isListening = true;
  }

  outcome(report: OutcomeReport): void {
    this.log.outcome(report);
    if (this.isNews(report)) this.tell(lineFor(report));
  }

  deed(entry: HistoryEntry): void {
    this.log.deed(entry);
  }

  outage(outage: Outage | undefined): void {
    this.log.outage(outage);
    if (outage !== undefined) this.tell({ label: 'Trouble', text: outage.message, remedy: remedyFor(outage.reason) });
  }

  directory(name: string, fault: Fault | undefined): void {
    this.log.directory(name, fault);
    if (fault === undefined) this.tell({ label: 'Mended', text: `OXDirectory ${name} is read again` });
    else this.tell({ label: 'Trouble', text: `OXDirectory ${name}: ${fault.message}` });
  }

  warn(bindings: object, message: string): void {
    this.log.warn(bindings, message);
    this.tell({ label: 'Trouble', text: message });
  }

  error(bindings: object, message: string): void {
    this.log.error(bindings, message);
    this.tell({ label: 'Trouble', text: message });
  }

  /** An object that is tried again and refused again is no news; nor is a group that comes after its members. */
  private isNews({ object, outcome }: OutcomeReport): boolean {
    const { id } = object;
    if (outcome.type === 'settled' || outcome.type === 'gone') {
      this.told.delete(id);
      return true;
    }
    const isNew = this.told.get(id) !== outcome.reason;
    this.told.set(id, outcome.reason);
    if ('operations' in outcome && outcome.operations.length > 0) return true;
    return isNew && outcome.reason !== 'WaitingForMember';
  }

  private tell(line: Line | undefined): void {
    if (this.isListening && line !== undefined) this.say(line);
  }
}
