// While it is loaded, TensorFlow prints to stderr which instructions of the processor it uses, in
// the middle of a program's own output. This suppresses the message but not warnings; set
// TF_CPP_MIN_LOG_LEVEL to 0 to see it.

#include <cstdlib>

#if __has_include("absl/log/globals.h")
#include "absl/base/log_severity.h"
#include "absl/log/globals.h"
#endif

__attribute__((constructor)) static void QuietStart() {
  if (std::getenv("TF_CPP_MIN_LOG_LEVEL") != nullptr) return;
  setenv("TF_CPP_MIN_LOG_LEVEL", "1", 0);
#if __has_include("absl/log/globals.h")
  absl::SetMinLogLevel(absl::LogSeverityAtLeast::kWarning);
#endif
}
