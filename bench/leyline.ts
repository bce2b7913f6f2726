import { SeedLifecycleStage, SystemStatePacket } from "../proto/mod.ts";
import { type Bench, quantile, rounded } from "./_harness.ts";

const ROUNDS = 200;
const PER_ROUND = 500;

/** The packet whose size and time Leyline bounds: five metrics, three seeds. */
function representativePacket(): Parameters<typeof SystemStatePacket.encode>[0] {
  return {
    version: 1,
    currentEpoch: 42,
    validationAccuracy: 0.974,
    validationLoss: 0.0812,
    timestampNs: 7_314_159_265_358,
    hardwareContext: { deviceType: "cpu", deviceId: "0", totalMemoryGb: 24 },
    trainingMetrics: {
      loss: 0.0523,
      accuracy: 0.9871,
      gradient_norm: 0.73,
      learning_rate: 1.7e-3,
      step_ms: 24.1,
    },
    seedStates: ["a", "b", "c"].map((id, index) => ({
      seedId: `seed-${id}`,
      stage: SeedLifecycleStage.SEED_STAGE_TRAINING,
      gradientNorm: 0.2,
      learningRate: 1e-4,
      layerDepth: index,
      ageEpochs: 3,
    })),
    packetId: "0f3c/42",
    globalStep: 5_250,
    trainingLoss: 0.0523,
    sourceSubsystem: "tolaria",
    trainingRunId: "0f3c",
  };
}

/** Mean time of a call in each round, microseconds. */
function timeRounds(call: () => unknown): number[] {
  return Array.from({ length: ROUNDS }, () => {
    const startedMs = performance.now();
    for (let i = 0; i < PER_ROUND; i++) call();
    return ((performance.now() - startedMs) * 1000) / PER_ROUND;
  });
}

/** Times the representative packet both ways. */
export const leyline: Bench = {
  name: "leyline",
  summary: "writing and reading the representative state packet: encode_us, decode_us, bytes",
  run: async () => {
    const packet = representativePacket();
    const bytes = SystemStatePacket.encode(packet);
    const encode = () => SystemStatePacket.encode(packet);
    const decode = () => SystemStatePacket.decode(bytes);
    for (const warmUp of [encode, decode]) timeRounds(warmUp);
    const [encodeUs, decodeUs] = [timeRounds(encode), timeRounds(decode)];
    return {
      encode_us: rounded(quantile(encodeUs, 0.5)),
      encode_us_p99: rounded(quantile(encodeUs, 0.99)),
      decode_us: rounded(quantile(decodeUs, 0.5)),
      decode_us_p99: rounded(quantile(decodeUs, 0.99)),
      bytes: bytes.length,
    };
  },
};
