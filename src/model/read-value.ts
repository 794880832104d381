/** A whole number as a person writes it; `undefined`: it is none. */
export function wholeNumberIn(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Which of the choices is meant, in any case, as a person types it; `undefined`: none. */
export function choiceIn<T extends string>(text: string, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
}
