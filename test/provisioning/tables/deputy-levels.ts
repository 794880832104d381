/** What UDM lets an admin choose: five digits for admin, folder, read, write, delete. */
export const LEVELS = { none: '00000', viewer: '02400', editor: '02440', author: '08444' } as const;

type Level = keyof typeof LEVELS;

export interface DeputyRow {
  readonly mail: Level;
  readonly calendar: Level;
  readonly onBehalf: boolean;
}

/** Every combination of a level for mail, a level for the calendar, and sending on behalf. */
export const DEPUTY_ROWS: readonly DeputyRow[] = levels().flatMap((mail) =>
  levels().flatMap((calendar) => [true, false].map((onBehalf) => ({ mail, calendar, onBehalf }))),
);

function levels(): Level[] {
  return Object.keys(LEVELS).filter((level): level is Level => Object.hasOwn(LEVELS, level));
}
