/** A controller that throws at every packet. */
export default function makeThrowing() {
  return {
    name: "throwing",
    decide(): never {
      throw new Error("no idea");
    },
  };
}
