/** `my sister lives in`, `the printer is in`, `our landlord is called`: what comes after it is the one value of the one thing before it. */
const englishValue =
  /^(?:my|our|the) (?:[\p{L}\p{N}]+ ){1,4}(?:lives? in|(?:is|are) (?:called|named|at|in|on|[\p{L}]+ed on)|favou?rite [\p{L}]+ is)$/u;
/** `my dentist is`: one value where that is a name. */
const englishName = /^(?:my|our|the) (?:[\p{L}\p{N}]+ ){1,3}is$/u;
const germanValue =
  /^(?:mein|meine|unser|unsere|der|die|das) (?:[\p{L}\p{N}]+ ){1,4}(?:wohnt in|(?:ist|sind|liegt|steht) (?:in|im|am|auf)|heißt)$/u;
const favourite = /^(?:my|our|mein|meine|unser|unsere) (?:favou?rite [\p{L}\p{N} ]+ is|lieblings\p{L}+ ist)$/u;
const longestValue = 2;
/** "in the study", "is Doctor Weber": articles and titles that both have stand before the value. */
const beforeValue = / (?:the|der|die|das|dem|den|doctor|dr\.?|frau|herr|mrs?\.?)$/u;

/** Whether only the ends of two statements differ, after words that have one value at a time. */
export function hasOtherValue(older: string, newer: string): boolean {
  const [left = [], right = []] = [older, newer].map((text) => text.replaceAll(/[.!\s]+$/g, "").split(/\s+/));
  const at = left.findIndex((word, index) => word.toLowerCase() !== right[index]?.toLowerCase());
  if (at < 1 || at >= right.length) return false;
  const values = [left.slice(at), right.slice(at)];
  const longest = Math.max(...values.map(({ length }) => length));
  const before = left.slice(0, at).join(" ").toLowerCase().replace(beforeValue, "");
  if (germanValue.test(before)) return longest === 1;
  if (longest > longestValue) return false;
  const isName = values.every(([word = ""]) => /^\p{Lu}/u.test(word));
  return englishValue.test(before) || favourite.test(before) || (isName && englishName.test(before));
}
