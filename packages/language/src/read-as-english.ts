import { detectLanguage } from "./detect-language.ts";
import { glossGerman } from "./gloss-german.ts";

/**
 * A text for an English-only model: German is replaced word by word; any other text is kept, also if its language is unclear, since
 * "bad", "gift" and "war" are words of both.
 */
export const readAsEnglish = (text: string): string => (detectLanguage(text) === "de" ? glossGerman(text) : text);
