import type { UserField } from '../model/index.ts';
import { ldapAttribute } from './attribute-names.ts';
import { type AttributeSource, attributeSource } from './attribute-source.ts';
import { DERIVED_FIELDS, findField } from './field-names.ts';
import type { MappingSettings } from './mapping-settings.ts';
import { PRESETS, type PresetFacts } from './preset.ts';

/** What one run of `compileMapping` works on: the settings, the preset behind them, and every problem found so far. */
export class Compilation {
  readonly settings: MappingSettings;
  readonly facts: PresetFacts;
  readonly problems: string[] = [];

  constructor(settings: MappingSettings) {
    this.settings = settings;
    this.facts = PRESETS[settings.preset];
  }

  report(setting: string, found: unknown, expected: string): void {
    this.problems.push(`${setting}: found ${JSON.stringify(found)}, expected ${expected}`);
  }

  /** The source that a name means, or `undefined` when no attribute can be called so. */
  lookUp(name: string): AttributeSource | undefined {
    const attribute = ldapAttribute(name, this.facts.speaksUdm);
    return attribute === undefined ? undefined : attributeSource(attribute);
  }

  /** As `lookUp`; reports a name that no attribute can have. */
  source(setting: string, name: string): AttributeSource | undefined {
    const source = this.lookUp(name);
    if (source === undefined) this.report(setting, name, 'the name of an attribute such as description');
    return source;
  }

  /** As `source`, for a setting that may be left out or empty. */
  optionalSource(setting: string, name: string | undefined): AttributeSource | undefined {
    return name === undefined || name === '' ? undefined : this.source(setting, name);
  }

  /** The OX field that a name in a setting means; reports an unknown one, and one that cannot be mapped. */
  field(setting: string, name: string): UserField | undefined {
    const field = findField(name);
    if (field === undefined) {
      this.report(setting, name, 'an OX field such as userfield01 (docs/mapping.md lists them)');
      return undefined;
    }
    return field;
  }

  /** As `field`, for a field that is to be read from an attribute. */
  settableField(setting: string, name: string): UserField | undefined {
    const field = this.field(setting, name);
    const why = field === undefined ? undefined : DERIVED_FIELDS[field];
    if (why === undefined) return field;
    this.report(setting, name, `a field of its own; this one follows from others: ${why}`);
    return undefined;
  }
}
