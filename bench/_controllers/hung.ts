/** A controller that never comes back. */
export default function makeHung() {
  return {
    name: "hung",
    decide(): never {
      for (;;);
    },
  };
}
