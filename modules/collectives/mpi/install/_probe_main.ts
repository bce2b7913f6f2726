/**
 * Loads a compiled shim and prints as JSON which library is behind it: in a process of its own, as a library that does
 * not fit can end it.
 *
 * Usage: _probe_main <shim>
 *
 * @module
 */
import { openShim } from "../shim.ts";

const shim = openShim(process.argv[2] as string);
process.stdout.write(`${JSON.stringify({ library: shim.text("library") })}\n`);
