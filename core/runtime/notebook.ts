/**
 * Whether this is a cell of a Deno notebook, which shows what the console gets, and nothing of the process's streams.
 *
 * @see https://docs.deno.com/runtime/reference/cli/jupyter/
 */
export function isNotebook(scope: object = globalThis): boolean {
  const { Deno: deno } = scope as { readonly Deno?: { readonly jupyter?: object } };
  try {
    return deno?.jupyter !== undefined;
  } catch {
    return false; // The getter throws outside of a notebook.
  }
}
