import {
  errorMessage,
  type JsonObject,
  messageOf,
  type Tokenizer,
  TolariaError,
} from "../../core/mod.ts";
import { tokenizerFrom } from "../tokenizers/mod.ts";

/** Makes a tokenizer again from its `toJson()`. */
export type MakeTokenizer = (json: JsonObject) => Tokenizer | Promise<Tokenizer>;

/** Makes the tokenizer of a model folder. @throws {TolariaError} `model/invalid` if its plain data are damaged. */
export async function restoreTokenizer(
  directory: string,
  json: JsonObject,
  make: MakeTokenizer = tokenizerFrom,
): Promise<Tokenizer> {
  try {
    return await make(json);
  } catch (cause) {
    throw new TolariaError(
      "model/invalid",
      errorMessage(messageOf(cause), `load the model "${directory}"`),
      { cause },
    );
  }
}
