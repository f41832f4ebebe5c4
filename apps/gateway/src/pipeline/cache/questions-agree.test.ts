import { expect, test } from "vitest";
import { questionsAgree } from "./questions-agree.ts";

test.each([
  ["What is the capital of France?", "Please tell me: what is the capital of France"],
  ["what's the boiling point of water", "What is the boiling point of water?"],
  ["How do I reset my router's password?", "hello, how do i reset my routers password, please"],
  ["Zeig mir bitte die Hauptstadt von Frankreich", "Hallo, nenne mir die Hauptstadt von Frankreich"],
  ["List three uses of baking soda in the kitchen", "list three uses of baking soda in a kitchen, please"],
])("%s = %s", (a, b) => {
  expect([questionsAgree(a, b, "words"), questionsAgree(b, a, "words")]).toEqual([true, true]);
});

test.each([
  ["What happened in 2024?", "What happened in 2025?"],
  ["Is this mushroom safe to eat?", "Is this mushroom not safe to eat?"],
  ["Can I take it with alcohol?", "Can I take it without alcohol?"],
  ["Isn't it open on Sunday?", "Is it open on Sunday?"],
  ["How far is it from Rome to Paris?", "How far is it from Paris to Rome?"],
  ["What did Anna say to Ben?", "What did Anna say to Carl?"],
  ["What is 7 - 3?", "What is 7 + 3?"],
  ["Kann ich das mit Milch nehmen?", "Kann ich das ohne Milch nehmen?"],
])("facts differ: %s ≠ %s", (a, b) => {
  expect([questionsAgree(a, b, "facts"), questionsAgree(a, b, "words")]).toEqual([false, false]);
});

test.each([
  ["how do i open a window in vim", "how do i close a window in vim"],
  ["convert dollars to euros", "convert euros to dollars"],
  ["what is the capital of france", "what is the capital of germany"],
  ["hotels in rome", "cheapest hotels in rome"],
  ["how do i turn the kitchen light on", "how do i turn the kitchen light off"],
  ["when did elvis die", "where did elvis die"],
  ["who is the president", "who was the president"],
  ["should i eat this", "must i eat this"],
  ["Convert 10 miles to kilometres", "Convert 10 kilometres to miles"],
  ["Is it safe to mix bleach and vinegar?", "Is it dangerous to mix bleach and vinegar?"],
  ["How many people live in Rome?", "How many people lived in Rome?"],
  ["Does the train stop in Bern before Basel?", "Does the train stop in Bern after Basel?"],
  ["Wie schalte ich das Licht ein?", "Wie schalte ich das Licht aus?"],
])("only the words differ: %s ≠ %s", (a, b) => {
  expect([questionsAgree(a, b, "facts"), questionsAgree(a, b, "words")]).toEqual([true, false]);
});
