import { randomUUID } from "node:crypto";
import { machineClock, signCommand } from "../../../core/worker.ts";
import { LEYLINE_VERSION, toTimestamp } from "../../../proto/mod.ts";
import type { ActionAnswer, ActionRequest } from "../_board/mod.ts";
import { commandOf } from "./command_of.ts";
import type { FromPage, PageTask } from "./messages.ts";

/** How long a request waits for the loop's thread, ms: a step may take longer. */
const ANSWER_MS = 1_000;

/** Between two messages about refused requests, ms. */
const REFUSED_MS = 500;

/** Signs what operators ask for, and hands it to the loop's thread. */
export class OperatorDesk {
  readonly #key: Uint8Array;
  readonly #post: (message: FromPage) => void;
  readonly #open = new Map<number, (answer: ActionAnswer) => void>();
  #number = 0;
  #refused = 0;
  #reason = "";
  #reporting: NodeJS.Timeout | undefined;
  /** Id of the run in progress. */
  run: string | undefined;

  constructor({ key }: Pick<PageTask, "key">, post: (message: FromPage) => void) {
    this.#key = key;
    this.#post = post;
  }

  /** Sends the command for a request. Resolves with what the loop's thread says, or after a while with its id. */
  act(request: ActionRequest): Promise<ActionAnswer> {
    const id = `board-${randomUUID()}`;
    const command = {
      version: LEYLINE_VERSION,
      commandId: id,
      issuedBy: "the board",
      issuedAt: toTimestamp(machineClock.wallMs()),
      ...commandOf(request),
    };
    const envelope = signCommand(command, this.#key, request.run, randomUUID());
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve) => {
      const late = setTimeout(() => this.answer(number, { id, waiting: true }), ANSWER_MS);
      this.#open.set(number, (answer) => {
        clearTimeout(late);
        resolve(answer);
      });
      this.#post({ number, envelope });
    });
  }

  /** Answers a request, once. */
  answer(number: number, answer: ActionAnswer): void {
    this.#open.get(number)?.(answer);
    this.#open.delete(number);
  }

  /** Counts a refused request; a flood of them is one message now and then. */
  refuse(reason: string): void {
    this.#refused += 1;
    this.#reason = reason;
    this.#reporting ??= setTimeout(() => this.#sendRefused(), REFUSED_MS);
  }

  /** Sends what was refused and not sent yet: a run ends and counts it. */
  collect(): void {
    if (this.#refused > 0) this.#sendRefused();
    this.#post({ collected: true });
  }

  #sendRefused(): void {
    clearTimeout(this.#reporting);
    this.#reporting = undefined;
    this.#post({ refused: this.#refused, reason: this.#reason });
    this.#refused = 0;
  }
}
