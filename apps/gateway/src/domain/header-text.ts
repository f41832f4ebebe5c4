const unfit = /[^\t\x20-\x7e]/;
const everyUnfit = /[^\t\x20-\x7e]/g;

/** A text fit for a header: names of routes and experts come from files that people write, in their language. */
export const headerText = (text: string): string => (unfit.test(text) ? text.replace(everyUnfit, "?") : text);
