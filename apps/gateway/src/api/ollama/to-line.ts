/** One piece of a streamed answer: a line of JSON. */
export const toLine = (value: object): string => `${JSON.stringify(value)}\n`;
