import type { JsonObject, Tokenizer } from "../../../core/mod.ts";
import { checkIds, checkText } from "./check_text.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes of a text in UTF-8. */
export class ByteTokenizer implements Tokenizer {
  readonly name = "bytes";
  readonly size = 256;
  readonly isBytes = true;

  encode(text: string): Int32Array {
    checkText(text);
    return Int32Array.from(encoder.encode(text));
  }

  decode(ids: ArrayLike<number>): string {
    checkIds(ids, this.size);
    return decoder.decode(Uint8Array.from(ids));
  }

  toJson(): JsonObject {
    return { kind: "bytes" };
  }
}
