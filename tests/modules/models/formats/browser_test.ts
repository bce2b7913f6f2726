import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { tf } from "../../../../deps.ts";
import { exportModel } from "../../../../modules/models/mod.ts";
import { findChromium, startChromium } from "../../../_support/browser/chromium.ts";
import { serveFiles } from "../../../_support/browser/file_server.ts";
import { differenceOf } from "../../../_support/models/exported_network.ts";
import { fixedInputs, setFixedWeights } from "../../../_support/models/network_values.ts";
import { NETWORKS } from "../../../_support/models/networks.ts";
import { transformers } from "../../../_support/models/networks_transformers.ts";

/** The packages as a page loads them. */
const SCRIPTS: Readonly<Record<string, string>> = {
  "/core.js": "@tensorflow/tfjs-core/dist/tf-core.min.js",
  "/layers.js": "@tensorflow/tfjs-layers/dist/tf-layers.min.js",
  "/cpu.js": "@tensorflow/tfjs-backend-cpu/dist/tf-backend-cpu.min.js",
};

const PAGE = `<!doctype html>${Object.keys(SCRIPTS)
  .map((path) => `<script src="${path}"></script>`)
  .join("")}`;

/** What stock tfjs cannot load: it looks for the activation under another name, and has no such layers. */
const UNREADABLE = ["activation gelu_new", ...Object.keys(transformers)];

interface Case {
  readonly name: string;
  readonly folder: string;
  readonly inputs: readonly { readonly shape: number[]; readonly data: number[] }[];
}

/** Runs in the page: loads each folder with stock tfjs and returns the numbers of each output. */
const PREDICT = `async (cases) => {
  const results = {};
  for (const { name, folder, inputs } of cases) {
    const model = await tf.loadLayersModel(folder + "/model.json");
    const tensors = inputs.map(({ data, shape }) => tf.tensor(data, shape));
    const outputs = [model.predict(tensors.length === 1 ? tensors[0] : tensors)].flat();
    results[name] = outputs.map((one) => [...one.dataSync()]);
    model.dispose();
  }
  return results;
}`;

const chromium = findChromium();

test("a model folder computes the same in Chromium with stock tfjs", {
  skip: chromium ? false : "no Chromium in the path or in TOLARIA_CHROMIUM",
}, async () => {
  await tf.setBackend("cpu");
  const scratch = mkdtempSync(join(tmpdir(), "tolaria-browser-"));
  const expected = new Map<string, number[][]>();
  const cases: Case[] = [];
  for (const [name, build] of Object.entries(NETWORKS)) {
    if (UNREADABLE.includes(name)) continue;
    const folder = String(cases.length);
    const { inputs, outputs } = await saveAndRun(await build(), join(scratch, folder));
    expected.set(name, outputs);
    cases.push({ name, folder, inputs });
  }
  const computed = await inBrowser(scratch, cases);
  const far = cases.flatMap(({ name }) => {
    const difference = differenceOf(computed[name] ?? [], expected.get(name) as number[][]);
    return difference <= 1e-5 ? [] : `${name}: ${difference}`;
  });
  rmSync(scratch, { recursive: true, force: true });
  assert.deepEqual(far, []);
  assert.deepEqual(
    classesOf(computed["small residual network"]),
    classesOf(expected.get("small residual network")),
  );
});

async function saveAndRun(model: tf.LayersModel, folder: string) {
  await tf.setBackend("cpu");
  setFixedWeights(model);
  const tensors = fixedInputs(model);
  const predicted = [model.predict(tensors.length === 1 ? (tensors[0] as tf.Tensor) : tensors)];
  const values = (tensor: tf.Tensor) => ({ shape: tensor.shape, data: [...tensor.dataSync()] });
  const inputs = tensors.map(values);
  const outputs = predicted.flat().map((one) => values(one).data);
  await exportModel(model, folder, { format: "layers" });
  tf.dispose([tensors, predicted]);
  model.dispose();
  return { inputs, outputs };
}

async function inBrowser(folder: string, cases: readonly Case[]) {
  const { resolve } = createRequire(import.meta.url);
  const { server, url } = await serveFiles({
    page: PAGE,
    file: (path) => (SCRIPTS[path] ? resolve(SCRIPTS[path]) : join(folder, path)),
  });
  const browser = await startChromium(chromium as string);
  try {
    const page = await browser.newPage();
    await page.goto(url);
    return await page.evaluate<Record<string, number[][]>>(
      `(${PREDICT})(${JSON.stringify(cases)})`,
    );
  } finally {
    await browser.close();
    server.close();
  }
}

/** The class of each of three examples. */
function classesOf(outputs: number[][] | undefined): number[] {
  const shares = outputs?.[0] ?? [];
  return [0, 1, 2].map((example) => {
    const own = shares.slice(3 * example, 3 * example + 3);
    return own.indexOf(Math.max(...own));
  });
}
