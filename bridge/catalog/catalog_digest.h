#ifndef ISOBRIDGE_BRIDGE_CATALOG_CATALOG_DIGEST_H_
#define ISOBRIDGE_BRIDGE_CATALOG_CATALOG_DIGEST_H_

#include <string>
#include <string_view>

#include "google/protobuf/repeated_field.h"
#include "isobridge/v1/sandbox.pb.h"

namespace isobridge::bridge {

// Names tools by what they say: 64 lower-case hexadecimal digits, the SHA-256 of their canonical form, which stands at
// isobridge.v1.RegisterCatalogResponse.digest. Takes about 1 ms for each 2 MB.
std::string CatalogDigest(const google::protobuf::RepeatedPtrField<isobridge::v1::Tool>& tools);

// Whether `text` looks like one.
bool IsCatalogDigest(std::string_view text);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CATALOG_CATALOG_DIGEST_H_
