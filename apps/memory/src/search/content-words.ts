/** Stop words of the languages that are most likely used at home. */
const english =
  "a about after again all am an and any are as at be been before being but by can could did do does doing down each else every few for from had has have having he her here hers him his how i if in into is it its itself just let me more most my no nor not now of off on once only or other our out over own please same she should so some such than that the their them then there these they this those through to too under until up us very was we were what when where which while who whom whose why will with would you your";
const german =
  "ab aber alle als also am an auch auf aus bei bin bis bist bitte da damit dann das dass dein dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch du durch ein eine einem einen einer eines er es etwas euch für gegen hab habe haben hat hatte hier hin ich ihm ihn ihr im in ist ja jede jeder jetzt kann kein keine können mal man mein meine mich mir mit muss nach nicht noch nun nur ob oder ohne schon sehr sein seine sich sie sind so soll über um und uns unser unter vom von vor war was weil wenn wer wie wieder wir wird wo zu zum zur zwischen";

const stopWords: ReadonlySet<string> = new Set(`${english} ${german}`.split(" "));

/** The words to search by: without stop words, unless there are no others. */
export function contentWords(words: readonly string[]): readonly string[] {
  const telling = words.filter((word) => !stopWords.has(word));
  return telling.length === 0 ? words : telling;
}
