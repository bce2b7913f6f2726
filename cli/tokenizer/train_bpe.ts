import { writeFileSync } from "node:fs";
import type { DataProgress } from "../../core/mod.ts";
import { bpe, trainTokenizer } from "../../modules/mod.ts";
import { EXIT_CODES } from "../exit_codes.ts";
import { sizeText } from "../size_text.ts";

/** Flags of `tokenizer train`. */
export interface TrainTokenizerFlags {
  readonly size: number;
  readonly out: string;
  readonly quiet?: boolean;
}

/** Learns byte pairs from texts, and writes them. */
export async function trainBpe(
  files: readonly string[],
  { size, out, quiet = false }: TrainTokenizerFlags,
): Promise<number> {
  const { isTTY } = process.stderr;
  const shows = isTTY === true && !quiet;
  const onProgress = ({ done, total }: DataProgress) => {
    if (shows) process.stderr.write(`\r\x1b[K${sizeText(done)} of ${sizeText(total)}`);
  };
  const tokenizer = await trainTokenizer(bpe({ size }), { files, onProgress });
  if (shows) process.stderr.write("\r\x1b[K");
  writeFileSync(out, `${JSON.stringify(tokenizer.toJson())}\n`);
  process.stdout.write(`${out}: ${tokenizer.size.toLocaleString("en-US")} ids\n`);
  return EXIT_CODES.done;
}
