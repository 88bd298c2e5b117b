#ifndef ISOBRIDGE_BRIDGE_SCHEMA_SUITE_H_
#define ISOBRIDGE_BRIDGE_SCHEMA_SUITE_H_

#include <string>
#include <string_view>
#include <vector>

#include "bridge/schema/schema_index.h"

namespace isobridge::bridge {

// One test of the official JSON Schema test suite.
struct SuiteCase {
  // "anyOf.json: anyOf with base schema: one anyOf valid"
  std::string name;
  std::string schema;
  std::string instance;
  bool valid;
};

// The required tests of a draft ("draft7" or "draft2020-12"), from the Debian package that brings them.
std::vector<SuiteCase> ReadSuite(std::string_view draft);

// The documents that its schemas refer to, by URI.
SchemaIndex::Documents SuiteDocuments();

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_SCHEMA_SUITE_H_
