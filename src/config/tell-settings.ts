import { OLD_SETTINGS } from './directory-defaults.ts';
import { OPERATOR_SETTINGS } from './operator-settings.ts';
import { type Environment, type Setting, textOf } from './setting.ts';

/** What somebody may be told of a setting. */
export interface ToldSetting {
  readonly name: string;
  /** As it was written; of a secret `set` or `not set`. */
  readonly value: string;
  /** `environment`: somebody set it. */
  readonly from: 'environment' | 'default' | 'nowhere';
}

/** Every setting that there is, without any secret. */
export function tellSettings(environment: Environment): ToldSetting[] {
  const all: [string, Setting<unknown>][] = Object.entries({ ...OPERATOR_SETTINGS, ...OLD_SETTINGS });
  return all.map(([name, setting]) => told(name, setting, textOf(name, setting, environment)));
}

function told(name: string, { isSecret, default: fallback }: Setting<unknown>, text: string | undefined): ToldSetting {
  const isSet = text !== undefined;
  if (isSecret === true) return { name, value: isSet ? 'set' : 'not set', from: isSet ? 'environment' : 'nowhere' };
  if (isSet) return { name, value: text, from: 'environment' };
  return { name, value: fallback ?? '', from: fallback === undefined ? 'nowhere' : 'default' };
}
