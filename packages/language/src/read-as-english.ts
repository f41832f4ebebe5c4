import { detectLanguage } from "./detect-language.ts";
import { glossGerman } from "./gloss-german.ts";

/**
 * A text for a model that knows English only: German word by word in English, as far as the words are known; any other as it is. So is one
 * whose language does not show: "bad", "gift" and "war" are words of both.
 */
export const readAsEnglish = (text: string): string => (detectLanguage(text) === "de" ? glossGerman(text) : text);
