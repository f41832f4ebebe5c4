/** Characters that end a line, are invisible or change the direction of text; joiners of letters and emoji stay. */
const unseen = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/gu;
/** As in `[INST]` and `[/TOOL_CALLS]`. */
const bracketed = /\[(\/?[A-Z_]{2,})\]/g;

/**
 * An untrusted text as one line that cannot break out of its place in a prompt: an expert's tokenizer takes `<|im_end|>` or `[INST]`
 * for the end of a message, so anything like that is removed.
 */
export const plainLine = (text: string): string =>
  text
    .replaceAll(unseen, " ")
    .replaceAll("<", "‹")
    .replaceAll(">", "›")
    .replaceAll(bracketed, "($1)")
    .replaceAll(/\s+/g, " ")
    .trim();
