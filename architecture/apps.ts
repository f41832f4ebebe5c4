import type { Area } from "./area.ts";

/** The services that run on nodes. */
export const appAreas: readonly Area[] = [
  {
    folder: "apps",
    layers: [
      {
        name: "services",
        rooms: {
          gateway: "the OpenAI-compatible gateway, shipped as one file",
          "home-set-up": "sets Home Assistant up through its own APIs, beside it",
          memory: "what agents remember and can do; with the keeper and the vault of its backups",
          notifier: "carries Alertmanager's messages to ntfy and Matrix",
        },
      },
    ],
  },
  {
    folder: "apps/gateway/src",
    layers: [
      { name: "composition", rooms: { ".": "puts the parts together, and starts them" } },
      { name: "http", rooms: { http: "the server: who may ask, the routes, the socket, `/openapi.json`" } },
      {
        name: "observe",
        rooms: { observe: "one record of each request; log, metrics, traces and the list of past requests from it" },
      },
      { name: "pipeline", rooms: { pipeline: "a request's way to an expert and back, with cache and memories" } },
      { name: "choose", rooms: { choose: "which expert answers, in the house or outside" } },
      { name: "callers", rooms: { callers: "keys, their limits, and prices" } },
      { name: "upstream", rooms: { upstream: "experts: found in Consul, queued for, asked, retried" } },
      { name: "api", rooms: { api: "the formats: OpenAI's, Anthropic's, Responses, Ollama's" } },
      { name: "domain", rooms: { domain: "the types that all others use" } },
    ],
  },
  {
    folder: "apps/gateway/src/api",
    layers: [
      { name: "all APIs", rooms: { ".": "the endpoint table, and every API's form of error" } },
      {
        name: "made from chats",
        rooms: {
          anthropic: "Anthropic's messages",
          ollama: "Ollama's chats, texts, vectors and lists of models",
          responses: "OpenAI's Responses API",
        },
      },
      { name: "OpenAI", rooms: { openai: "chats, completions, embeddings, ranking, audio, images" } },
      { name: "ground", rooms: { shared: "reading JSON, forms and events" } },
    ],
  },
  {
    folder: "apps/gateway/src/upstream",
    layers: [
      { name: "opened", rooms: { ".": "everything that speaks to experts, put together" } },
      { name: "discovery", rooms: { consul: "follows experts and keys in Consul" } },
      { name: "experts", rooms: { experts: "the table of experts, their breakers, asking one of them" } },
      {
        name: "ground",
        rooms: {
          admission: "queues before an expert, fair between keys",
          connection: "connections by undici",
          embedding: "embeddings by an expert",
        },
      },
    ],
  },
  {
    folder: "apps/gateway/src/callers",
    layers: [
      { name: "limits", rooms: { limits: "rates and budgets" } },
      { name: "ground", rooms: { keys: "which key a request carries", prices: "what tokens cost" } },
    ],
  },
  {
    folder: "apps/gateway/src/choose",
    layers: [
      { name: "outside", rooms: { outside: "experts of providers outside the house, and the policy for them" } },
      {
        name: "ground",
        rooms: { catalogue: "providers and models that can be reached", routing: "by name, by rule, by meaning" },
      },
    ],
  },
  {
    folder: "apps/gateway/src/pipeline",
    layers: [
      { name: "stages", rooms: { memories: "notes for a chat", run: "the stages in their order" } },
      { name: "ground", rooms: { cache: "answers kept", local: "a request in the form that llama-server takes" } },
    ],
  },
  {
    folder: "apps/gateway/src/observe",
    layers: [
      { name: "observer", rooms: { ".": "the observer of a request, made of the rest" } },
      {
        name: "outputs",
        rooms: { log: "its line", metrics: "its counters", ring: "the last requests", tracing: "its spans" },
      },
      { name: "record", rooms: { record: "what there is to say of a request" } },
    ],
  },
  {
    folder: "apps/gateway/src/http",
    layers: [
      { name: "served", rooms: { routes: "the table of routes", socket: "chats over a WebSocket" } },
      {
        name: "ground",
        rooms: { access: "who may ask", openapi: "the gateway's own description", server: "listening, TLS" },
      },
    ],
  },
  {
    folder: "apps/memory/src",
    layers: [
      {
        name: "programs",
        rooms: {
          ".": "puts the service together, and starts it",
          keeper: "makes backups and carries them to the vault",
          vault: "keeps backups on another node",
        },
      },
      {
        name: "uses",
        rooms: {
          administration: "export, import, tenants",
          checkpoints: "states of an agent's work",
          conversations: "conversations and their summaries",
          documents: "documents in parts",
        },
      },
      { name: "records", rooms: { memories: "what agents remember", skills: "what agents can do" } },
      {
        name: "frame",
        rooms: {
          engines: "the store on SQLite or Postgres",
          http: "requests in, answers out",
          service: "what all handlers stand on: quotas, audit, encryption",
        },
      },
      {
        name: "means",
        rooms: {
          embedding: "texts to vectors, beside the requests",
          encryption: "of texts at rest",
          interpreter: "reading what callers send, in threads with limits",
          mcp: "MCP over HTTP",
          search: "by words and by meaning",
          vectors: "finding the nearest vectors",
        },
      },
      {
        name: "ground",
        rooms: {
          api: "the service's own errors",
          keys: "who asks, and how often",
          metrics: "the service's metrics",
          store: "what a store can do, and its records",
        },
      },
    ],
  },
  {
    folder: "apps/memory/src/engines",
    layers: [
      { name: "choice", rooms: { ".": "opens the store that the configuration names" } },
      { name: "engines", rooms: { postgres: "the store on Postgres", sqlite: "the store on SQLite" } },
    ],
  },
];
