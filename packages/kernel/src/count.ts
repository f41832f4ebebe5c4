/** "1 step", "2 steps": a number with its noun. Pass `plural` if it is irregular. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;
