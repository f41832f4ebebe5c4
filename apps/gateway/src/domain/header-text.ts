const unfit = /[^\t\x20-\x7e]/;
const everyUnfit = /[^\t\x20-\x7e]/g;

/** A text made safe for a header: names of routes and experts come from files and may hold any letters. */
export const headerText = (text: string): string => (unfit.test(text) ? text.replace(everyUnfit, "?") : text);
