/** "1 step", "2 steps": a number with its noun, whose plural may be another word than the noun and an s. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;
