/** Ends a line, hides text or turns it around; those that join letters and emoji stay. */
const unseen = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/gu;
/** As in `[INST]` and `[/TOOL_CALLS]`. */
const bracketed = /\[(\/?[A-Z_]{2,})\]/g;

/**
 * A text from anywhere as one line that cannot end the part it stands in: an expert's tokenizer reads `<|im_end|>` or `[INST]` in a text
 * as the end of a message, so nothing that looks like it is left.
 */
export const plainLine = (text: string): string =>
  text
    .replaceAll(unseen, " ")
    .replaceAll("<", "‹")
    .replaceAll(">", "›")
    .replaceAll(bracketed, "($1)")
    .replaceAll(/\s+/g, " ")
    .trim();
