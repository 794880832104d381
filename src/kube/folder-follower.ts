import { type Clock, ConfigurationError, messageOf } from '../model/index.ts';
import type { FolderContent, Problem } from './folder-content.ts';
import { FolderHoldings } from './folder-holdings.ts';
import type { ValidateSpec } from './folder-manifest.ts';
import type { Circumstances, Transition } from './folder-object.ts';
import { compareProblems, type DataChange, type PlannedTransition, planFolder, planObject } from './folder-plan.ts';
import { type FolderState, statusFile } from './folder-state.ts';
import type { ResourceListener, ResourceRef } from './resource-store.ts';

export interface FollowerOptions {
  readonly state: FolderState;
  readonly namespace: string;
  readonly clock: Clock;
  readonly validate: ValidateSpec;
  readonly onNote: (line: string) => void;
}

/** Makes what is held follow what the folder says, and tells the listener. */
export class FolderFollower {
  readonly held: FolderHoldings;
  private readonly options: FollowerOptions;
  private listener: ResourceListener | undefined;
  private problems: readonly Problem[] = [];
  private notes: ReadonlySet<string> = new Set();

  constructor(options: FollowerOptions) {
    this.options = options;
    this.held = new FolderHoldings(options.state);
  }

  /** Takes the first reading. Throws ConfigurationError, one line per problem, before anything is written. */
  async begin(content: FolderContent): Promise<void> {
    await this.held.load(this.options.namespace);
    refuse(planFolder(content, this.held, this.circumstances()).problems);
    await this.follow(content);
    refuse(this.problems);
  }

  /** From now on the listener hears of changes. `undefined`: nobody does. */
  tell(listener: ResourceListener | undefined): void {
    this.listener = listener;
  }

  /** False when the disk did not take everything: to be called again. */
  async follow(content: FolderContent): Promise<boolean> {
    const plan = planFolder(content, this.held, this.circumstances());
    const failures: Problem[] = [];
    for (const planned of plan.transitions) failures.push(...(await this.attempt(planned)));
    for (const change of plan.dataChanges) this.changeData(change);
    this.held.noteHomes(content);
    this.report([...plan.problems, ...failures], plan.notes);
    return failures.length === 0;
  }

  /** Follows the folder for one object. */
  async followOne(ref: ResourceRef, content: FolderContent): Promise<void> {
    await this.carryOut(ref, planObject(ref, content, this.held, this.circumstances()));
  }

  async carryOut(ref: ResourceRef, transition: Transition): Promise<void> {
    if (await this.held.carryOut(ref, transition)) this.listener?.resourceChanged(ref);
  }

  changeData(change: DataChange): void {
    this.held.changeData(change);
    this.listener?.referenceChanged(change.data.kind, change.data.name);
  }

  /** Says what has become wrong, once, and points at what is mended. */
  report(problems: readonly Problem[], notes: readonly string[]): void {
    const { appeared, mended } = compareProblems(this.problems, problems);
    for (const note of new Set(notes)) if (!this.notes.has(note)) this.options.onNote(note);
    this.problems = problems;
    this.notes = new Set(notes);
    for (const { ref, message } of appeared) this.listener?.resourceInvalid(ref, message);
    for (const ref of mended) this.listener?.resourceChanged(ref);
  }

  private async attempt({ ref, transition }: PlannedTransition): Promise<Problem[]> {
    try {
      await this.carryOut(ref, transition);
      return [];
    } catch (error) {
      const file = statusFile(ref);
      return [{ file, message: `${file}: cannot be written: ${messageOf(error)}` }];
    }
  }

  private circumstances(): Circumstances {
    const { namespace, validate, clock } = this.options;
    return { namespace, validate, now: new Date(clock.now()).toISOString() };
  }
}

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems.map(({ message }) => message).join('\n'));
}
