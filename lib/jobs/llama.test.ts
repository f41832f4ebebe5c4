import { expect, test } from "vitest";
import { splitExpert, wholeExpert } from "../../tests/fixtures/job-fixtures.ts";
import { deploySeconds, headMebibytes, loadSeconds, rpcWorkers, workerMebibytes } from "./llama.ts";
import { llamaArguments, reducedArguments } from "./llama-arguments.ts";

test("each worker has a port and a service of its own", () => {
  expect(rpcWorkers(splitExpert)).toEqual([
    { expert: splitExpert, node: "n3", port: 18_001, service: "rpc-chat-n3" },
    { expert: splitExpert, node: "n1", port: 18_001, service: "rpc-chat-n1" },
  ]);
  expect(rpcWorkers(wholeExpert)).toEqual([]);
});

test("memory is shared out between the head and its workers", () => {
  expect(headMebibytes(splitExpert)).toBe(256 + 64);
  expect(workerMebibytes(splitExpert, "n3")).toBe(256 + 128);
  expect(headMebibytes(wholeExpert)).toBe(256 + 128);
});

test("a large model is given the time to load that it needs", () => {
  expect(loadSeconds(splitExpert.model)).toBe(45 + 12);
  expect(loadSeconds({ ...splitExpert.model, sizeBytes: 4 * 2 ** 30 })).toBe(45 + 512);
  expect(deploySeconds(splitExpert.model)).toBe(60 + 2 * 57);
});

test("a chat expert over two workers", () => {
  expect(llamaArguments(splitExpert).join(" ")).toBe(
    "--host ${NOMAD_IP_http} --port ${NOMAD_PORT_http}" +
      " --threads ${attr.cpu.numcores} --offline --no-ui --no-slots --metrics --fit off --cache-ram 0" +
      " --model local/smollm2.gguf --alias smollm2 --ctx-size 4096 --parallel 5 --kv-unified --batch-size 128 --device RPC0,RPC1 --gpu-layers 99 --tensor-split 1,1",
  );
});

test("an embedding expert on one node", () => {
  expect(llamaArguments(wholeExpert).join(" ")).toBe(
    "--host ${NOMAD_IP_http} --port ${NOMAD_PORT_http}" +
      " --threads ${attr.cpu.numcores} --offline --no-ui --no-slots --metrics --fit off --cache-ram 0" +
      " --model local/minilm.gguf --alias minilm --ctx-size 512 --embedding --parallel 1 --batch-size 512 --ubatch-size 512",
  );
});

test("what a head runs alone while a worker is lost", () => {
  expect(reducedArguments(splitExpert)).toBeUndefined();
  const { model } = splitExpert;
  const reduced = { model, context: 2_048, kvType: "q8_0", slots: 5, batch: 128, bytes: 500 * 2 ** 20 } as const;
  expect(reducedArguments({ ...splitExpert, reduced })?.join(" ")).toBe(
    "--model local/smollm2.gguf --alias smollm2 --ctx-size 2048 --parallel 5 --kv-unified --batch-size 128" +
      " --cache-type-k q8_0 --cache-type-v q8_0 --flash-attn on",
  );
  expect(headMebibytes({ ...splitExpert, reduced })).toBe(500);
});
