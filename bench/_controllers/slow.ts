/** A controller that takes 10 to 30 ms, now and then in time and mostly late. */
export default function makeSlow() {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let packets = 0;
  return {
    name: "slow",
    decide(): undefined {
      packets += 1;
      Atomics.wait(pause, 0, 0, 10 + ((packets * 7) % 21));
    },
  };
}
