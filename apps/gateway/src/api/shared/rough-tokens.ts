/** For most languages and vocabularies; German and code take a few more tokens, English fewer. */
const charactersPerToken = 4;
/** Tokens of an image in a small vision model; larger ones need more. */
export const tokensPerImage = 256;

/** Estimated tokens of a number of characters, before any expert has counted. At least 1. */
export const roughTokens = (characters: number): number => Math.max(1, Math.ceil(characters / charactersPerToken));
