import { type Command, InvalidArgumentError, Option } from 'commander';
import { choiceIn, KINDS, type Kind, wholeNumberIn } from '../../model/index.ts';
import type { Query } from './operator-api.ts';

/** What narrows a list, and tells objects of one name apart. */
export interface PlaceOptions {
  readonly kind?: Kind;
  readonly context?: number;
  readonly directory?: string;
}

/** A command with the options that narrow what it tells. */
export function placed(command: Command): Command {
  return command
    .addOption(new Option('--kind <kind>', `only this kind: ${KINDS.join(', ')}`).argParser(kind))
    .addOption(contextOption('only in this context'))
    .option('--directory <name>', 'only of this OXDirectory');
}

export function contextOption(description: string): Option {
  return new Option('--context <number>', description).argParser(context);
}

/** The question that they are, for the API. */
export function placeQuery({ kind, context, directory }: PlaceOptions): Query {
  return { kind, context, directory };
}

function kind(text: string): Kind {
  const meant = choiceIn(text, KINDS);
  if (meant === undefined) throw new InvalidArgumentError(`Expected one of ${KINDS.join(', ')}.`);
  return meant;
}

function context(text: string): number {
  const id = wholeNumberIn(text);
  if (id === undefined) throw new InvalidArgumentError('Expected the id of a context, a whole number.');
  return id;
}
