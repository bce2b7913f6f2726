import type { PromptTokenizer } from "./options.ts";

/** Most tokens that one character is made of, in UTF-8. */
const LONGEST = 4;

/**
 * Text of tokens that come one by one: hands it over when its characters are whole, as a token may end within one.
 *
 * A token can read differently behind another (a space is left out at the start of a text), so each is decoded behind
 * those that came before.
 */
export class TextStream {
  readonly #decoder: Pick<PromptTokenizer, "decode">;
  /** Tokens of the piece that was handed over last, and those that were not yet. */
  #before: number[] = [];
  #fresh: number[] = [];

  constructor(decoder: Pick<PromptTokenizer, "decode">) {
    this.#decoder = decoder;
  }

  /** Takes a token, and returns what can be read now. */
  add(token: number): string {
    this.#fresh.push(token);
    const text = this.#text();
    return text.endsWith("\ufffd") && this.#fresh.length < LONGEST ? "" : this.#handOver(text);
  }

  /** Returns what is left, a part of a character as U+FFFD. */
  end(): string {
    return this.#fresh.length > 0 ? this.#handOver(this.#text()) : "";
  }

  #text(): string {
    const before = this.#decoder.decode(this.#before);
    return this.#decoder.decode([...this.#before, ...this.#fresh]).slice(before.length);
  }

  #handOver(text: string): string {
    this.#before = this.#fresh;
    this.#fresh = [];
    return text;
  }
}
