/** With `hearth test --all`: minutes more, for what is the same in kind as something that is always tested. */
export const isThorough = process.env["HEARTH_TEST_ALL"] === "1";
