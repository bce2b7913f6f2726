// What `npm run predict` runs: the network that `npm start` trained and saved says what some digits are that it has never
// seen. Another number of them: npm run predict -- 9
import { TolariaError } from "tolaria";
import { loadModel } from "tolaria/models";
import { draw, unseenDigits } from "./_unseen_digits.ts";

const MODEL = "out/digits";
const IN_A_ROW = 3;

try {
  await using model = await loadModel(MODEL);
  const digits = await unseenDigits(model.info?.seed ?? 0, Number(process.argv[2] ?? 6));
  const predictions = await model.predict(digits.map(({ image }) => ({ image })));

  const captions = predictions.map(({ label: said }, at) => {
    const percent = (100 * (said?.probability ?? 0)).toFixed(1);
    const { label } = digits[at] ?? {};
    return `${said?.value}, sure to ${percent} %${said?.value === label ? "" : ` (it is ${label})`}`;
  });
  for (let at = 0; at < digits.length; at += IN_A_ROW) {
    const images = digits.slice(at, at + IN_A_ROW).map(({ image }) => image);
    console.log(`${draw(images, captions.slice(at, at + IN_A_ROW))}\n`);
  }
} catch (error) {
  if (!TolariaError.is(error, "model/missing")) throw error;
  console.error(`There is no model in ${MODEL} yet: run npm start first.`);
  process.exitCode = 1;
}
