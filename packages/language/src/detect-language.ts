const common = {
  de: "der die das und ist nicht ich du mir mich mein meine ein eine einen einem wie was wer wo wann warum für mit auf aus bei von zu zum zur im den dem des es bitte kann kannst soll auch noch schon mal wir uns sie ihr hat habe haben sind bin wird werden mach schalte schreib schreibe übersetze erkläre welche welcher welches nach über dass heute oder aber wenn",
  en: "the a an and is not i you me my how what who where when why for with on off from at of to in it please can could should also we us they he she has have are am will be do does did make turn write translate explain which after about that today or but if this your",
} as const;

const languageOf = new Map<string, "de" | "en">();
for (const language of ["de", "en"] as const) {
  for (const word of common[language].split(" ")) languageOf.set(word, language);
}

/** Detects English or German by common words and umlauts in the first 60 words; undefined if unclear. */
export function detectLanguage(text: string): "de" | "en" | undefined {
  const words = text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
  let lead = 0;
  for (const word of words.slice(0, 60)) {
    const language = languageOf.get(word);
    if (language === "de" || (language === undefined && /[äöüß]/.test(word))) lead += 1;
    else if (language === "en") lead -= 1;
  }
  return lead === 0 ? undefined : lead > 0 ? "de" : "en";
}
