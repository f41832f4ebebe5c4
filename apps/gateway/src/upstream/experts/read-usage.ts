import type { Usage } from "../../domain/usage.ts";

/**
 * The usage that an answer reports, read from its first and last bytes without parsing the whole: the `usage` of OpenAI's and
 * Anthropic's answers and streams, else the `timings` of llama-server's last event, which it always sends. Inside a JSON string the
 * quotes would be escaped, so generated text cannot forge a usage.
 */
export function readUsage(head: string, tail: string): Partial<Usage> {
  const usage = section(tail, '"usage"') || section(head, '"usage"');
  const timings = section(tail, '"timings"');
  const prompt = count(usage, promptField) ?? count(section(head, '"usage"'), promptField) ?? timedPrompt(timings);
  const completion = count(usage, completionField) ?? count(timings, /"predicted_n"\s*:\s*(\d+)/);
  return {
    ...(prompt === undefined ? {} : { promptTokens: prompt }),
    ...(completion === undefined ? {} : { completionTokens: completion }),
  };
}

const promptField = /"(?:prompt|input)_tokens"\s*:\s*(\d+)/;
const completionField = /"(?:completion|output)_tokens"\s*:\s*(\d+)/;
/** Longer than any of these objects. */
const maxSectionLength = 600;

function section(text: string, name: string): string {
  const at = text.lastIndexOf(name);
  if (at === -1) return "";
  const after = text.slice(at + name.length, at + name.length + maxSectionLength);
  return /^\s*:\s*\{/.test(after) ? after : "";
}

function count(text: string, field: RegExp): number | undefined {
  const digits = field.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** `prompt_n` counts the tokens that were processed, `cache_n` those found in the prompt cache. */
function timedPrompt(timings: string): number | undefined {
  const worked = count(timings, /"prompt_n"\s*:\s*(\d+)/);
  return worked === undefined ? undefined : worked + (count(timings, /"cache_n"\s*:\s*(\d+)/) ?? 0);
}
