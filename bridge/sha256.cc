#include "bridge/sha256.h"

#include <openssl/evp.h>

#include <memory>

#include "absl/log/check.h"

namespace isobridge::bridge {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// Looking the algorithm up costs more than hashing a short text, so it is done once.
const EVP_MD* Algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CHECK(algorithm != nullptr) << "OpenSSL has no SHA-256";
  return algorithm;
}

EVP_MD_CTX* Context() {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  return context.get();
}

}  // namespace

Sha256Digest Sha256(std::initializer_list<std::string_view> parts) {
  Sha256Digest digest;
  EVP_MD_CTX* const context = Context();
  bool ok = EVP_DigestInit_ex2(context, Algorithm(), nullptr) == 1;
  for (const std::string_view part : parts) ok = ok && EVP_DigestUpdate(context, part.data(), part.size()) == 1;
  ok = ok && EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1;
  CHECK(ok) << "OpenSSL failed to hash";
  return digest;
}

}  // namespace isobridge::bridge
