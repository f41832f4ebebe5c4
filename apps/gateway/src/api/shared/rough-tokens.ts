/** Of most languages in most vocabularies; German and code take a few more tokens, English fewer. */
const charactersPerToken = 4;
/** What an image costs a small vision model; larger ones take more. */
export const tokensPerImage = 256;

/** Tokens of so many characters, before any expert has counted. Never less than 1. */
export const roughTokens = (characters: number): number => Math.max(1, Math.ceil(characters / charactersPerToken));
