/** What every request of the comparison says; the same for all servers. */
export const chatBody = JSON.stringify({
  model: "bench",
  messages: [
    { role: "system", content: "You answer in one sentence." },
    { role: "user", content: "What is the capital of France, and which river flows through it? Answer in English." },
  ],
  temperature: 0.7,
  max_tokens: 64,
});

/** A stream of so many numbered events with a pause between them. */
export const streamBody = (events: number, pauseMs: number): string =>
  JSON.stringify({
    model: "bench",
    messages: [{ role: "user", content: "Count." }],
    stream: true,
    max_tokens: events,
    seed: pauseMs,
  });
