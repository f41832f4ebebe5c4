/** Milliseconds since 1970 as the API writes times. */
export const toTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The API's schema has checked the text. */
export const fromTime = (text: string): number => Date.parse(text);
