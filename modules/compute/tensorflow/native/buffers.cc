#include <algorithm>
#include <cstring>

#include "thread_pool.h"
#include "functions.h"
#include "lanes.h"

namespace tolaria {

namespace {

/** Maximum numbers that a block sums in single precision. */
constexpr size_t kBlock = 64 * 4 * kLanes;

/** Copies numbers and returns the sum of their squares. */
TARGET_CLONES double CopyAndSquare(const float* from, float* to, size_t count) {
  double sum = 0;
  size_t at = 0;
  while (at + 4 * kLanes <= count) {
    const size_t end = at + kBlock < count ? at + kBlock : count;
    Lanes sums[4] = {};
    for (; at + 4 * kLanes <= end; at += 4 * kLanes) {
      for (size_t part = 0; part < 4; part++) {
        const Lanes x = At(from + at + part * kLanes);
        At(to + at + part * kLanes) = x;
        sums[part] += x * x;
      }
    }
    const Lanes all = (sums[0] + sums[1]) + (sums[2] + sums[3]);
    for (size_t lane = 0; lane < kLanes; lane++) sum += all[lane];
  }
  for (; at < count; at++) {
    to[at] = from[at];
    sum += double(from[at]) * from[at];
  }
  return sum;
}

/** A range that one thread copies. */
struct Chunk {
  const float* from;
  float* to;
  size_t count;
  double square = 0;
};

/** Numbers per part: enough to be worth a thread. */
constexpr size_t kChunk = size_t{1} << 16;

void Release(void*, size_t, void* whole) { TF_DeleteTensor(static_cast<TF_Tensor*>(whole)); }

}  // namespace

int32_t Flatten(const Call& call) {
  const auto [ids, parts] = call.Ints(0);
  std::vector<Tensor> tensors;
  size_t count = 0;
  for (size_t part = 0; part < parts; part++) {
    tensors.push_back(call.Resolve(ids[part]));
    if (TF_TensorType(tensors.back().get()) != TF_FLOAT) Fail("no float32");
    count += CountOf(tensors.back());
  }
  const Tensor flat = Allocate(TF_FLOAT, {static_cast<int64_t>(count)});
  const Tensor norm = Allocate(TF_FLOAT, {});
  std::vector<Chunk> chunks;
  float* to = DataOf(flat);
  for (const Tensor& tensor : tensors) {
    const size_t size = CountOf(tensor);
    for (size_t at = 0; at < size; at += kChunk) {
      chunks.push_back({DataOf(tensor) + at, to + at, std::min(kChunk, size - at)});
    }
    to += size;
  }
  ParallelFor(chunks.size(), [&](size_t part) {
    Chunk& chunk = chunks[part];
    chunk.square = CopyAndSquare(chunk.from, chunk.to, chunk.count);
  });
  double sum = 0;
  for (const Chunk& chunk : chunks) sum += chunk.square;
  *DataOf(norm) = static_cast<float>(sum);
  return call.Add(flat, norm);
}

int32_t Unflatten(const Call& call) {
  const Tensor whole = call.Resolve(call.Number(0));
  const auto [layout, length] = call.Ints(1);
  const size_t width = TF_DataTypeSize(TF_TensorType(whole.get()));
  const size_t size = TF_TensorByteSize(whole.get());
  size_t offset = 0;
  int32_t first = -1;
  for (size_t at = 0; at < length;) {
    const std::vector<int64_t> shape(layout + at + 1, layout + at + 1 + layout[at]);
    at += 1 + shape.size();
    size_t bytes = width;
    for (int64_t extent : shape) bytes *= extent;
    if (offset + bytes > size) Fail("too few numbers");
    TF_Tensor* holder = call.Resolve(call.Number(0)).release();
    // Copies if the offset is not aligned for the processor.
    Tensor piece(TF_NewTensor(TF_TensorType(whole.get()), shape.data(), shape.size(),
                              static_cast<char*>(TF_TensorData(whole.get())) + offset, bytes, Release,
                              holder));
    const int32_t id = call.Add(piece);
    if (first < 0) first = id;
    offset += bytes;
  }
  return first;
}

int32_t ReshapeTensor(const Call& call) {
  return call.Add(Reshape(call.At(0), call.Shape(1)));
}

int32_t FromArray(const Call& call) {
  const Call::Numbers values = call.Array(0);
  const bool floats = values.type == napi_float32_array;
  if (!floats && values.type != napi_int32_array) Fail("neither Float32Array nor Int32Array");
  const Tensor tensor = Allocate(floats ? TF_FLOAT : TF_INT32, call.Shape(1));
  const size_t bytes = TF_TensorByteSize(tensor.get());
  if (bytes != 4 * values.length) Fail("another number of values than the shape has");
  std::memcpy(TF_TensorData(tensor.get()), values.data, bytes);
  return call.Add(tensor);
}

}  // namespace tolaria
