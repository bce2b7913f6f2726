#include <algorithm>
#include <cmath>

#include "functions.h"

namespace tolaria {

namespace {

/** Largest logit of a row, and the logarithm of the sum of exp(logit - largest). */
struct Total {
  float largest;
  float rest;

  /** -log softmax(x) at a logit. This order loses no digits for large logits. */
  float Less(float logit) const { return rest + (largest - logit); }
};

/** Writes softmax(x) of a row of logits to `to`. */
Total Softmax(const float* logits, size_t classes, float* to) {
  const float largest = *std::max_element(logits, logits + classes);
  float sum = 0;
  for (size_t at = 0; at < classes; at++) {
    to[at] = std::exp(logits[at] - largest);
    sum += to[at];
  }
  for (size_t at = 0; at < classes; at++) to[at] /= sum;
  return {largest, std::log(sum)};
}

}  // namespace

int32_t CrossEntropy(const Call& call) {
  const Tensor logits = call.FloatsAt(0);
  const Tensor targets = call.At(1);
  const std::vector<int64_t> shape = ShapeOf(logits);
  if (shape.size() != 2 || shape[1] == 0) Fail("no rows of logits");
  const size_t rows = shape[0];
  const size_t classes = shape[1];
  const bool sparse = TF_TensorType(targets.get()) == TF_INT32;
  if (!sparse && TF_TensorType(targets.get()) != TF_FLOAT) Fail("no targets");
  if (CountOf(targets) != (sparse ? rows : rows * classes)) {
    Fail("another number of targets than of rows");
  }
  const Tensor loss = Allocate(TF_FLOAT, {});
  const Tensor gradient = Allocate(TF_FLOAT, shape);
  double sum = 0;
  for (size_t row = 0; row < rows; row++) {
    const float* from = DataOf(logits) + row * classes;
    float* to = DataOf(gradient) + row * classes;
    const Total total = Softmax(from, classes, to);
    if (sparse) {
      const int32_t target = static_cast<int32_t*>(TF_TensorData(targets.get()))[row];
      if (target < 0 || target >= int32_t(classes)) {
        Fail("class " + std::to_string(target) + " of " + std::to_string(classes));
      }
      sum += total.Less(from[target]);
      to[target] -= 1;
    } else {
      const float* shares = DataOf(targets) + row * classes;
      for (size_t at = 0; at < classes; at++) {
        // A class with share 0 adds nothing, whatever its logit.
        if (shares[at] != 0) sum += shares[at] * total.Less(from[at]);
        to[at] -= shares[at];
      }
    }
  }
  *DataOf(loss) = static_cast<float>(sum / rows);
  return call.Add(loss, gradient);
}

}  // namespace tolaria
