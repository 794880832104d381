const year = /^(\d{4})-(\d{1,2})-(\d{1,2})$/;
const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/;

/**
 * `YYYY-MM-DD` or `DD.MM.YYYY` to `YYYY-MM-DD`; `undefined` for anything else, for days that no calendar has, and for years
 * before 1900. OX answers such dates with an error that names neither the field nor the user.
 */
export function parseCalendarDate(text: string): string | undefined {
  const iso = year.exec(text);
  if (iso !== null) return existingDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const dotted = german.exec(text);
  if (dotted !== null) return existingDay(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  return undefined;
}

function existingDay(yearNumber: number, month: number, day: number): string | undefined {
  if (yearNumber < 1900 || month < 1 || month > 12 || day < 1 || day > daysIn(yearNumber, month)) return undefined;
  return `${yearNumber}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function daysIn(yearNumber: number, month: number): number {
  return new Date(Date.UTC(yearNumber, month, 0)).getUTCDate();
}
