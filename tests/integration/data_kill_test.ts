import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { TemporaryFiles } from "../_support/data/idx_files.ts";
import { BLOCKS_JPEG, withOrientation } from "../_support/data/images.ts";
import { continuesAfterKill } from "../_support/data/killed_run.ts";
import { tarBytes } from "../_support/data/tar_files.ts";

const files = new TemporaryFiles();
after(() => files[Symbol.dispose]());

test("Trainer.run() gives the same bits after kill -9 in the middle of an epoch on a CSV file", async () => {
  // Three windows of at most 25 blocks of 990 training records: 107 steps an epoch.
  const rows = Array.from({ length: 55_000 }, (_, row) => {
    const [a, b] = [(row * 7_919) % 1_009, (row * 104_729) % 997];
    return `${a},${b},${a > b ? "yes" : "no"}`;
  });
  const path = files.write("points.csv", `a,b,label\n${rows.join("\n")}\n`);
  await continuesAfterKill({ source: "csv", files: [path], batchSize: 512 }, 20);
});

test("Trainer.run() gives the same bits after kill -9 in the middle of an epoch on a Parquet file", async () => {
  // Windows of some row groups of 3,960 training records each: 155 steps an epoch.
  const path = fileURLToPath(new URL("../fixtures/parquet/points.parquet", import.meta.url));
  await continuesAfterKill({ source: "parquet", files: [path], batchSize: 512 }, 20);
});

test("Trainer.run() gives the same bits after kill -9 in the middle of an epoch on augmented pictures in tar shards", async () => {
  // Seven blocks of some 65 samples of 32 KiB, 49 steps an epoch. The class is whether the picture lies on its side.
  const shards = [0, 1].map((shard) => {
    const parts = Array.from({ length: 200 }, (_, at) => {
      const orientation = 1 + ((at * 5 + shard) % 8);
      return [
        { name: `${at}.jpg`, body: withOrientation(BLOCKS_JPEG, orientation) },
        { name: `${at}.cls`, body: orientation > 4 ? "1" : "0" },
        { name: `${at}.bin`, body: new Uint8Array(29_696) },
      ];
    });
    return files.write(`shard-${shard}.tar`, tarBytes(parts.flat()));
  });
  await continuesAfterKill({ source: "webdataset", files: shards, batchSize: 8 }, 5);
});
