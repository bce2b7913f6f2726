// Two networks learn from each other: one draws digits, and the other tells them from real ones. Each has a trainer of
// its own, and they take turns, step by step, in one process.
// Run it: npx bun run examples/gan.ts [--steps 6000] [--seed 1]
import { mkdirSync, writeFileSync } from "node:fs";
import { stdout } from "node:process";
import { parseArgs } from "node:util";
import { adam, createTrainer, layersModel, type Modules, mlp, tf, wasm } from "tolaria";
import { arrays, driven } from "tolaria/data";
import { custom } from "tolaria/objectives";
import { type Host, RandomStream } from "tolaria/ports";
import { constant } from "tolaria/schedules";
import { encodePng } from "./_png.ts";
import { PIXELS, SIDE, type SmallDigits, smallDigits } from "./_small_digits.ts";

// B = examples in a batch

const NOISE = 32;
const BATCH = 64;
// The judge has the easier task, and learns at a lower rate.
const JUDGE_RATE = 2e-4;
const ARTIST_RATE = 1e-3;
/** Steps of both from one line to the next. */
const STEPS_AN_EPOCH = 500;
/** Images in a row of the picture. */
const GRID = 8;
/** Drawings that are measured. */
const MEASURED = 512;

/** How it is trained. */
export interface GanOptions {
  readonly seed: number;
  /** Steps of each network. */
  readonly steps: number;
  /** Compute backend, and providers besides those of the example. @default wasm on one thread */
  readonly modules?: () => readonly Modules[];
  /** Called after each epoch. */
  readonly onEpoch?: (epoch: GanEpoch) => void;
}

/** What came of an epoch. */
export interface GanEpoch {
  readonly step: number;
  /** Mean loss of the network that judges. */
  readonly judgeLoss: number;
  /** Mean loss of the network that draws. */
  readonly artistLoss: number;
  /** Drawings of the same noise in each epoch, [64, 14, 14], from 0 to 1. */
  readonly images: Float32Array;
}

/** What a classifier of real digits says of images. */
export interface Recognition {
  /** Share of which it is sure: a class has a probability above 0.9. */
  readonly sure: number;
  /** Classes that at least 2 % are counted to. */
  readonly classes: number;
}

/** What came of it. */
export interface GanResult {
  readonly epochs: readonly GanEpoch[];
  readonly drawn: Recognition;
  readonly real: Recognition;
}

/** Loss of logits, [B, 1], that should be `wanted`, [B]. */
function loss(logits: tf.Tensor, wanted: tf.Tensor): tf.Scalar {
  return tf.losses.sigmoidCrossEntropy(wanted.reshape([-1]), logits.reshape([-1])) as tf.Scalar;
}

function leaky(units: number, inputShape?: number[]): tf.layers.Layer[] {
  return [
    tf.layers.dense({ units, kernelInitializer: "heNormal", ...(inputShape && { inputShape }) }),
    tf.layers.leakyReLU({ alpha: 0.2 }),
  ];
}

const artistNetwork = () =>
  tf.sequential({
    layers: [
      ...leaky(64, [NOISE]),
      tf.layers.batchNormalization({ momentum: 0.8 }),
      ...leaky(128),
      tf.layers.batchNormalization({ momentum: 0.8 }),
      tf.layers.dense({ units: PIXELS, activation: "sigmoid" }),
    ],
  });

const judgeNetwork = () =>
  tf.sequential({
    layers: [
      ...leaky(128, [PIXELS]),
      tf.layers.dropout({ rate: 0.4 }),
      ...leaky(64),
      tf.layers.dropout({ rate: 0.4 }),
      tf.layers.dense({ units: 1 }),
    ],
  });

const TRUTH = [{ name: "real", shape: [], dtype: "float32" }] as const;

/** The network that tells real digits from drawn ones. */
function judgeTrainer(seed: number, modules: readonly Modules[]) {
  return createTrainer({
    host: layersModel(judgeNetwork),
    data: driven({
      inputs: [{ name: "image", shape: [PIXELS], dtype: "float32" }],
      targets: TRUTH,
    }),
    modules: [
      custom({
        name: "judge",
        loss: ([logits], [real]) => loss(logits as tf.Tensor, real as tf.Tensor),
      }),
      adam({ beta1: 0.5 }),
      constant(JUDGE_RATE),
      ...modules,
    ],
    seed,
  });
}

/** The network that draws: its loss is what the other one, as it is then, says of the drawing. */
function artistTrainer(seed: number, judge: Host, modules: readonly Modules[]) {
  return createTrainer({
    host: layersModel(artistNetwork),
    data: driven({ inputs: [{ name: "noise", shape: [NOISE], dtype: "float32" }], targets: TRUTH }),
    modules: [
      custom({
        name: "artist",
        loss: (images, [real]) =>
          loss(judge.forward(images, false)[0] as tf.Tensor, real as tf.Tensor),
      }),
      adam({ beta1: 0.5 }),
      constant(ARTIST_RATE),
      ...modules,
    ],
    seed,
  });
}

/** Trains both, and measures what is drawn in the end. */
export async function gan({
  seed,
  steps,
  modules = () => [wasm({ threads: 1 })],
  onEpoch,
}: GanOptions): Promise<GanResult> {
  const digits = await smallDigits();
  const random = new RandomStream(seed, "gan");
  await using judging = judgeTrainer(seed, modules());
  const judge = await judging.host();
  await using drawing = artistTrainer(seed + 1, judge, modules());
  const artist = await drawing.host();
  await using judgeLoop = await judging.begin();
  await using artistLoop = await drawing.begin();
  const epochs: GanEpoch[] = [];
  // Real digits count as a little less than sure, so that the judge does not stop learning.
  const truth = Float32Array.from({ length: 2 * BATCH }, (_, at) => (at < BATCH ? 0.9 : 0));
  const wanted = new Float32Array(BATCH).fill(1);
  while (artistLoop.steps < steps && !judgeLoop.over && !artistLoop.over) {
    const images = tf.tidy(() => {
      const drawn = artist.forward([noiseOf(random, BATCH)], true)[0] as tf.Tensor2D;
      const real = tf.tensor2d(realPixels(digits, random, BATCH), [BATCH, PIXELS]);
      return tf.concat([real, drawn]);
    });
    await judgeLoop.step({ inputs: [images], targets: [truth] });
    images.dispose();
    const noise = noiseOf(random, BATCH);
    await artistLoop.step({ inputs: [noise], targets: [wanted] });
    noise.dispose();
    if (artistLoop.steps % STEPS_AN_EPOCH !== 0 && artistLoop.steps < steps) continue;
    const [judged, made] = [await judgeLoop.endEpoch(), await artistLoop.endEpoch()];
    if (!judged || !made) break;
    const losses = { judgeLoss: judged.train.loss, artistLoss: made.train.loss };
    const shown = draw(artist, new RandomStream(seed, "shown"), GRID ** 2);
    epochs.push({ step: artistLoop.steps, ...losses, images: shown });
    onEpoch?.(epochs.at(-1) as GanEpoch);
  }
  await judgeLoop.end();
  await artistLoop.end();
  const measured = draw(artist, random, MEASURED);
  return { epochs, ...(await recognize(digits, measured, modules(), random)) };
}

/** Numbers of a normal distribution, [B, 32]. */
function noiseOf(random: RandomStream, count: number): tf.Tensor2D {
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  return tf.tensor2d(Float32Array.from({ length: count * NOISE }, normal), [count, NOISE]);
}

/** Pixels of digits at random, [B * 196]. */
function realPixels(
  { images, labels }: SmallDigits,
  random: RandomStream,
  count: number,
): Float32Array {
  const pixels = new Float32Array(count * PIXELS);
  for (let at = 0; at < count; at++) {
    const from = random.below(labels.length) * PIXELS;
    pixels.set(images.subarray(from, from + PIXELS), at * PIXELS);
  }
  return pixels;
}

function draw(artist: Host, random: RandomStream, count: number): Float32Array {
  return tf.tidy(() => {
    const [images] = artist.forward([noiseOf(random, count)], false) as [tf.Tensor];
    return images.dataSync().slice();
  }) as unknown as Float32Array;
}

/** Trains a classifier on real digits, and asks it what drawings are, and what real ones are. */
async function recognize(
  digits: SmallDigits,
  drawings: Float32Array,
  modules: readonly Modules[],
  random: RandomStream,
): Promise<Pick<GanResult, "drawn" | "real">> {
  await using trainer = createTrainer({
    host: mlp({ inputShape: [PIXELS], hidden: [64], classes: 10 }),
    data: arrays({
      inputs: { image: { values: digits.images, shape: [PIXELS] } },
      targets: { digit: { values: digits.labels, classes: 10 } },
      validation: 0.1,
    }),
    modules: [adam(), constant(2e-3), ...modules],
    batchSize: 64,
  });
  await trainer.run({ epochs: 5 });
  const classifier = await trainer.host();
  const real = realPixels(digits, random, MEASURED);
  return { drawn: ask(classifier, drawings), real: ask(classifier, real) };
}

function ask(classifier: Host, images: Float32Array): Recognition {
  const count = images.length / PIXELS;
  const [chance, digit] = tf.tidy(() => {
    const [logits] = classifier.forward([tf.tensor2d(images, [count, PIXELS])], false);
    const chances = (logits as tf.Tensor2D).softmax();
    return [chances.max(1).dataSync(), chances.argMax(1).dataSync()];
  }) as unknown as [Float32Array, Int32Array];
  const shares = Array.from(
    { length: 10 },
    (_, one) => digit.filter((value) => value === one).length / count,
  );
  return {
    sure: chance.filter((value) => value > 0.9).length / count,
    classes: shares.filter((share) => share >= 0.02).length,
  };
}

/** The drawings as one picture, with a line between them. */
export function picture(images: Float32Array, scale: number): Uint8Array {
  const cell = SIDE + 1;
  const width = (GRID * cell + 1) * scale;
  const pixels = new Float32Array(width * width).fill(0.3);
  for (let at = 0; at < pixels.length; at++) {
    const [y, x] = [Math.floor(at / width / scale) - 1, Math.floor((at % width) / scale) - 1];
    const [row, column] = [y % cell, x % cell];
    if (y < 0 || x < 0 || row === SIDE || column === SIDE) continue;
    const image = GRID * Math.floor(y / cell) + Math.floor(x / cell);
    pixels[at] = images[image * PIXELS + row * SIDE + column] as number;
  }
  return encodePng(pixels, width);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      steps: { type: "string", default: "6000" },
      seed: { type: "string", default: "1" },
    },
  });
  const startedMs = performance.now();
  const seconds = () => ((performance.now() - startedMs) / 1000).toFixed(1);
  mkdirSync("out", { recursive: true });
  const { drawn, real } = await gan({
    steps: Number(values.steps),
    seed: Number(values.seed),
    onEpoch: ({ step, judgeLoss, artistLoss, images }) => {
      writeFileSync("out/gan.png", picture(images, 3));
      stdout.write(
        `step ${step}: loss of the judge ${judgeLoss.toFixed(3)}, of the artist ${artistLoss.toFixed(3)}, ${seconds()} s\n`,
      );
    },
  });
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  stdout.write(
    `a classifier of real digits is sure of ${percent(drawn.sure)} of the drawings (of real digits: ${percent(real.sure)}), and finds ${drawn.classes} of 10 classes\n`,
  );
  stdout.write(`out/gan.png has 64 drawings, ${seconds()} s\n`);
}
