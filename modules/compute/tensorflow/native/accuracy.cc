#include <limits>

#include "functions.h"

namespace tolaria {

namespace {

/** Index of the largest number, the first of equals. */
int32_t Largest(const float* numbers, int64_t count) {
  int32_t place = 0;
  float largest = std::numeric_limits<float>::lowest();
  for (int64_t at = 0; at < count; at++) {
    if (numbers[at] > largest) {
      largest = numbers[at];
      place = at;
    }
  }
  return place;
}

}  // namespace

int32_t Accuracy(const Call& call) {
  const Tensor scores = call.Resolve(call.Number(0));
  const Tensor targets = call.Resolve(call.Number(1));
  const bool classes = TF_TensorType(targets.get()) == TF_INT32;
  if (TF_TensorType(scores.get()) != TF_FLOAT || TF_NumDims(scores.get()) != 2) Fail("no scores");
  const int64_t rows = TF_Dim(scores.get(), 0);
  const int64_t width = TF_Dim(scores.get(), 1);
  if (!classes && TF_TensorType(targets.get()) != TF_FLOAT) Fail("no targets");
  if (TF_TensorElementCount(targets.get()) != (classes ? rows : rows * width)) {
    Fail("another number of targets than of rows");
  }
  int64_t right = 0;
  for (int64_t row = 0; row < rows; row++) {
    const int32_t target = classes ? static_cast<int32_t*>(TF_TensorData(targets.get()))[row]
                                   : Largest(DataOf(targets) + row * width, width);
    right += Largest(DataOf(scores) + row * width, width) == target;
  }
  const Tensor share = Allocate(TF_FLOAT, {});
  *DataOf(share) = static_cast<float>(right) / static_cast<float>(rows);
  return call.Add(share);
}

}  // namespace tolaria
