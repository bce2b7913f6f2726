// Max pooling and its gradient.

#include "thread_pool.h"
#include "functions.h"
#include "image_kernels.h"

namespace tolaria {

namespace {

/** Minimum numbers per part. */
constexpr size_t kWorthAPart = size_t{1} << 14;

/** Calls `function` with the index of each image. */
template <typename Function>
void ForEachImage(const Pools& pools, const Function& function) {
  const size_t batch = pools.windows.batch;
  const size_t images = kWorthAPart / (pools.in() + 1) + 1;
  ParallelFor((batch + images - 1) / images, [&](size_t part) {
    const size_t end = std::min(batch, (part + 1) * images);
    for (size_t image = part * images; image < end; image++) function(image);
  });
}

Pools PoolsOf(const Windows& windows, const std::vector<int64_t>& shape) {
  if (!windows.AreOn(shape)) Fail("other images than the windows are for");
  return {windows, size_t(shape[3])};
}

}  // namespace

int32_t MaxPool(const Call& call) {
  const Tensor x = call.FloatsAt(0);
  const Pools pools = PoolsOf(Windows::At(call, 1), ShapeOf(x));
  const Tensor y = Allocate(TF_FLOAT, pools.windows.Out(pools.channels));
  const ImageKernels& kernels = *GetImageKernels();
  ForEachImage(pools, [&](size_t image) {
    kernels.max_pool(pools, DataOf(x) + image * pools.in(), DataOf(y) + image * pools.out());
  });
  return call.Add(y);
}

int32_t MaxPoolGradient(const Call& call) {
  const Tensor dy = call.FloatsAt(0);
  const Tensor x = call.FloatsAt(1);
  const Pools pools = PoolsOf(Windows::At(call, 2), ShapeOf(x));
  if (CountOf(dy) != pools.windows.batch * pools.out()) Fail("another number of gradients");
  const Tensor dx = Allocate(TF_FLOAT, ShapeOf(x));
  const ImageKernels& kernels = *GetImageKernels();
  ForEachImage(pools, [&](size_t image) {
    kernels.max_pool_gradient(pools, DataOf(x) + image * pools.in(), DataOf(dy) + image * pools.out(),
                          DataOf(dx) + image * pools.in());
  });
  return call.Add(dx);
}

}  // namespace tolaria
