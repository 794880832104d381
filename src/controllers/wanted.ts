/** What a planned operation rests upon; its absence is a bug of the plan. */
export function wanted<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('an operation was planned for an object that is not there');
  return value;
}
