import type { ActionAnswer } from "../_board/mod.ts";

/** What the worker of a page is started with. */
export interface PageTask {
  readonly directory: string;
  readonly host: string;
  readonly port: number;
  /** Token that a request to act on the run must carry. */
  readonly token: string;
  /** Key that commands are signed with. */
  readonly key: Uint8Array;
}

/** What the loop's thread sends to the worker. */
export type ToPage =
  /** The run that can be acted on from now on; null for none. */
  | { readonly run: string | null }
  /** What became of a command, by its number. */
  | { readonly number: number; readonly answer: ActionAnswer }
  /** Asks for the refusals that were not sent yet. */
  | { readonly collect: true }
  | { readonly close: true };

/** What the worker sends. */
export type FromPage =
  /** A signed command, by a number of its own. */
  | { readonly number: number; readonly envelope: Uint8Array }
  /** Requests that were refused since the last message, and why the last one was. */
  | { readonly refused: number; readonly reason: string }
  /** All refusals are sent that there were when they were asked for. */
  | { readonly collected: true }
  | { readonly closed: true };
