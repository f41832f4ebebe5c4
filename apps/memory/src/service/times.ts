/** Unix milliseconds in the API's format. */
export const toTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Expects a text that the API's schema has checked. */
export const fromTime = (text: string): number => Date.parse(text);
