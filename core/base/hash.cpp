#include "base/hash.h"

#include "base/input_file.h"

#include <openssl/evp.h>

#include <vector>

namespace affect {

struct Sha256::State {
  EVP_MD_CTX *context = EVP_MD_CTX_new();
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr);
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256 &&) noexcept = default;
Sha256 &Sha256::operator=(Sha256 &&) noexcept = default;

void Sha256::add(const void *data, std::size_t bytes) {
  EVP_DigestUpdate(state_->context, data, bytes);
}

std::string Sha256::hex() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_DigestFinal_ex(state_->context, digest, &size);
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(size * 2);
  for (unsigned int i = 0; i < size; ++i) {
    text += digits[digest[i] >> 4];
    text += digits[digest[i] & 15];
  }
  return text;
}

std::string sha256_of(std::string_view text) {
  Sha256 hash;
  hash.add(text);
  return hash.hex();
}

Result<std::string> sha256_of_file(const std::filesystem::path &file) {
  AFFECT_TRY(in, InputFile::open(file));
  Sha256 hash;
  std::vector<char> buffer(1 << 20);
  for (;;) {
    AFFECT_TRY(read, in.read(buffer.data(), buffer.size()));
    hash.add(buffer.data(), read);
    if (read < buffer.size())
      return hash.hex();
  }
}

} // namespace affect
